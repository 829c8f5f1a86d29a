using System.Security.Cryptography;
using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Xmpp.Sasl;

/// <summary>Server side of PLAIN (RFC 4616). Checked against SCRAM keys: the password itself is not stored anywhere.</summary>
internal sealed class PlainServer(SaslServerContext context) : ISaslServerMechanism
{
    private bool _isBegun;
    private string? _password;

    public string Name => "PLAIN";

    public string? Username { get; private set; }

    public string? AuthorizationId { get; private set; }

    public HashAlgorithmName Hash => HashAlgorithmName.SHA256;

    public SaslStep Step(ReadOnlySpan<byte> response)
    {
        if (_isBegun)
            throw new InvalidOperationException("No response is expected.");
        _isBegun = true;
        string[]? fields = SaslIdentity.Decode(response)?.Split('\0');
        if (fields is not [var authorizationId, { Length: > 0 } username, { Length: > 0 } password])
            return SaslStep.Fail(SaslFailureCondition.MalformedRequest);
        if (!JidProfile.TryLocal(username, out string? account) || !OpaqueString.TryEnforce(password, out _password))
            return SaslStep.Fail(SaslFailureCondition.NotAuthorized);
        Username = account;
        AuthorizationId = authorizationId.Length == 0 ? null : authorizationId;
        return SaslStep.Needs(SaslStepKind.FindCredential);
    }

    public SaslStep Continue(ScramCredential? credential)
    {
        if (_password is null)
            throw new InvalidOperationException("No credential is expected.");
        var stored = credential ?? SaslIdentity.Fake(context, Username!, Hash);
        var derived = ScramCredential.Derive(stored.Hash, _password, stored.Salt, stored.Iterations);
        _password = null;
        if (!(CryptographicOperations.FixedTimeEquals(derived.StoredKey, stored.StoredKey) & credential is not null))
            return SaslStep.Fail(SaslFailureCondition.NotAuthorized);
        return SaslIdentity.IsAllowed(AuthorizationId, Username!, context.Domain) ? SaslStep.Success() : SaslStep.Fail(SaslFailureCondition.InvalidAuthzid);
    }

    public SaslStep Continue(string? account) => throw new InvalidOperationException("No certificate is expected.");
}
