namespace IotXmpp.Xmpp.Forms;

/// <summary>Bounds on a form from a peer; beyond them it is refused with <c>policy-violation</c>.</summary>
public sealed record DataFormLimits
{
    /// <summary>The defaults.</summary>
    public static DataFormLimits Default { get; } = new();

    /// <summary>Fields, those of <c>reported</c> and of all items included. Default 512.</summary>
    public int MaxFields { get; init; } = 512;

    /// <summary>Values and options of one field. Default 256.</summary>
    public int MaxValues { get; init; } = 256;

    /// <summary>Characters of one name, label or value. Default 8192.</summary>
    public int MaxTextLength { get; init; } = 8192;
}
