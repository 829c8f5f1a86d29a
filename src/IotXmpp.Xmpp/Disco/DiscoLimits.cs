using IotXmpp.Xmpp.Forms;

namespace IotXmpp.Xmpp.Disco;

/// <summary>Bounds on discovery answers from a peer; beyond them they are refused with <c>policy-violation</c>.</summary>
public sealed record DiscoLimits
{
    /// <summary>The defaults.</summary>
    public static DiscoLimits Default { get; } = new();

    /// <summary>Identities, features or items of one answer, each. Default 1024.</summary>
    public int MaxEntries { get; init; } = 1024;

    /// <summary>Characters of one name, feature or node. Default 1024.</summary>
    public int MaxTextLength { get; init; } = 1024;

    /// <summary>Bounds on each form of the extended information.</summary>
    public DataFormLimits Forms { get; init; } = DataFormLimits.Default;
}
