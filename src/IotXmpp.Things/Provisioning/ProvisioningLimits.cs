namespace IotXmpp.Things.Provisioning;

/// <summary>Bounds on what is read from a peer.</summary>
public sealed record ProvisioningLimits
{
    /// <summary>Nodes and names in one stanza. Default 1,000: a concentrator asks for many at once.</summary>
    public int MaxNames { get; init; } = 1_000;

    /// <summary>Longest name or id, in characters. Default 1,000.</summary>
    public int MaxText { get; init; } = 1_000;

    /// <summary>Largest certificate or challenge, in bytes. Default 8,192: a certificate of an 8,192 bit key is half of that.</summary>
    public int MaxBytes { get; init; } = 8_192;
}
