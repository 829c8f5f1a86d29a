namespace IotXmpp.Xmpp.Sasl;

/// <summary>What is to be done next in an authentication.</summary>
public enum SaslStepKind
{
    /// <summary>Send <see cref="SaslStep.Data"/> in a <c>challenge</c> and call <see cref="ISaslServerMechanism.Step"/> with the response.</summary>
    Challenge,

    /// <summary>Look up the keys of <see cref="ISaslServerMechanism.Username"/> and call <see cref="ISaslServerMechanism.Continue(ScramCredential)"/>.</summary>
    FindCredential,

    /// <summary>Look up the account of the client certificate and call <see cref="ISaslServerMechanism.Continue(string)"/>.</summary>
    MapCertificate,

    /// <summary><see cref="ISaslServerMechanism.Username"/> has authenticated. Send <see cref="SaslStep.Data"/>, if any, with the success.</summary>
    Success,

    /// <summary>Send <see cref="SaslStep.Failure"/>.</summary>
    Failure,
}

/// <summary>What is to be done next in an authentication, and with what.</summary>
public readonly record struct SaslStep
{
    private SaslStep(SaslStepKind kind, ReadOnlyMemory<byte> data, SaslFailureCondition failure)
    {
        Kind = kind;
        Data = data;
        Failure = failure;
    }

    /// <summary>What to do.</summary>
    public SaslStepKind Kind { get; }

    /// <summary>Bytes for the peer, before base64; empty for none.</summary>
    public ReadOnlyMemory<byte> Data { get; }

    /// <summary>Reason of a <see cref="SaslStepKind.Failure"/>.</summary>
    public SaslFailureCondition Failure { get; }

    /// <summary>Shows the kind, never the data.</summary>
    public override string ToString() => Kind == SaslStepKind.Failure ? Failure.WireName() : Kind.ToString();

    internal static SaslStep Challenge(ReadOnlyMemory<byte> data) => new(SaslStepKind.Challenge, data, default);

    internal static SaslStep Needs(SaslStepKind kind) => new(kind, default, default);

    internal static SaslStep Success(ReadOnlyMemory<byte> data = default) => new(SaslStepKind.Success, data, default);

    internal static SaslStep Fail(SaslFailureCondition condition) => new(SaslStepKind.Failure, default, condition);
}
