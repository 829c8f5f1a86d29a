using System.Security.Cryptography;

namespace IotXmpp.Xmpp.Sasl;

/// <summary>Server side of EXTERNAL (RFC 4422 appendix A) with a client certificate (XEP-0178).</summary>
internal sealed class ExternalServer(SaslServerContext context) : ISaslServerMechanism
{
    private State _state;

    private enum State : byte
    {
        Initial,
        Mapping,
        Done,
    }

    public string Name => "EXTERNAL";

    public string? Username { get; private set; }

    public string? AuthorizationId { get; private set; }

    public HashAlgorithmName Hash => HashAlgorithmName.SHA256;

    public SaslStep Step(ReadOnlySpan<byte> response)
    {
        if (_state != State.Initial)
            throw new InvalidOperationException("No response is expected.");
        _state = State.Done;
        if (SaslIdentity.Decode(response) is not { } authorizationId || authorizationId.Contains('\0'))
            return SaslStep.Fail(SaslFailureCondition.MalformedRequest);
        AuthorizationId = authorizationId.Length == 0 ? null : authorizationId;
        _state = State.Mapping;
        return SaslStep.Needs(SaslStepKind.MapCertificate);
    }

    public SaslStep Continue(ScramCredential? credential) => throw new InvalidOperationException("No credential is expected.");

    public SaslStep Continue(string? account)
    {
        if (_state != State.Mapping)
            throw new InvalidOperationException("No account is expected.");
        _state = State.Done;
        if (account is null)
            return SaslStep.Fail(SaslFailureCondition.NotAuthorized);
        if (!SaslIdentity.IsAllowed(AuthorizationId, account, context.Domain))
            return SaslStep.Fail(SaslFailureCondition.InvalidAuthzid);
        Username = account;
        return SaslStep.Success();
    }
}
