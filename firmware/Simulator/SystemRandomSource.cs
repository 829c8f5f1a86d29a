using System.Security.Cryptography;
using IotXmpp.Device.Crypto;

namespace IotXmpp.Simulator;

/// <summary>The system's generator: SCRAM nonces must not be guessable, not even a simulated board's.</summary>
internal sealed class SystemRandomSource : RandomSource
{
    /// <inheritdoc/>
    public override void Fill(byte[] into, int offset, int count) => RandomNumberGenerator.Fill(into.AsSpan(offset, count));
}
