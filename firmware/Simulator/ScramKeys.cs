namespace IotXmpp.Simulator;

/// <summary>SCRAM-SHA-256 keys derived once from a password (RFC 5802 section 3), so that a board never holds the password.</summary>
/// <param name="ClientKey">32 bytes.</param>
/// <param name="ServerKey">32 bytes.</param>
/// <param name="Salt">The salt they were derived with; a server that sends another is refused.</param>
/// <param name="Iterations">The iteration count they were derived with.</param>
public sealed record ScramKeys(byte[] ClientKey, byte[] ServerKey, byte[] Salt, int Iterations)
{
    /// <summary>Says nothing of the keys.</summary>
    public override string ToString() => $"{nameof(ScramKeys)} ({Iterations} iterations)";
}
