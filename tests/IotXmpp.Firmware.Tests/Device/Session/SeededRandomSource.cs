using IotXmpp.Device.Crypto;

namespace IotXmpp.Device.Tests.Session;

/// <summary>Repeatable chance.</summary>
internal sealed class SeededRandomSource(int seed) : RandomSource
{
    private readonly Random _random = new(seed);

    public override void Fill(byte[] into, int offset, int count) => _random.NextBytes(into.AsSpan(offset, count));
}
