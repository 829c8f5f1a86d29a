using System.Security.Cryptography;
using System.Text;
using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Xmpp.Sasl;

/// <summary>Server side of SCRAM (RFC 5802, RFC 7677), with and without channel binding.</summary>
internal sealed class ScramServer : ISaslServerMechanism
{
    private readonly SaslServerContext _context;
    private readonly bool _isPlus;
    private readonly string _ownNonce;
    private State _state;
    private string _gs2Header = "";
    private string _clientFirstBare = "";
    private string _serverFirst = "";
    private string _nonce = "";
    private ScramCredential? _credential;
    private bool _isKnown;

    internal ScramServer(SaslServerContext context, HashAlgorithmName hash, bool isPlus, string? nonce = null)
    {
        _context = context;
        _isPlus = isPlus;
        _ownNonce = nonce ?? Scram.Nonce();
        Hash = hash;
    }

    private enum State : byte
    {
        ClientFirst,
        Credential,
        ClientFinal,
        Done,
    }

    public string Name => (Hash == HashAlgorithmName.SHA256 ? "SCRAM-SHA-256" : "SCRAM-SHA-1") + (_isPlus ? "-PLUS" : "");

    public string? Username { get; private set; }

    public string? AuthorizationId { get; private set; }

    public HashAlgorithmName Hash { get; }

    public SaslStep Step(ReadOnlySpan<byte> response)
    {
        var state = _state;
        if (state is not (State.ClientFirst or State.ClientFinal))
            throw new InvalidOperationException("No response is expected.");
        _state = State.Done;
        if (SaslIdentity.Decode(response) is not { } message)
            return SaslStep.Fail(SaslFailureCondition.MalformedRequest);
        return state == State.ClientFirst ? ReadClientFirst(message) : ReadClientFinal(message);
    }

    public SaslStep Continue(ScramCredential? credential)
    {
        if (_state != State.Credential)
            throw new InvalidOperationException("No credential is expected.");
        if (credential is not null && credential.Hash != Hash)
            throw new ArgumentException("The credential is of another hash.", nameof(credential));
        _isKnown = credential is not null;
        // Computed for known accounts as well: it takes the same time.
        var fake = SaslIdentity.Fake(_context, Username!, Hash);
        _credential = credential ?? fake;
        _serverFirst = $"r={_nonce},s={Convert.ToBase64String(_credential.Salt)},i={_credential.Iterations}";
        _state = State.ClientFinal;
        return SaslStep.Challenge(Encoding.UTF8.GetBytes(_serverFirst));
    }

    public SaslStep Continue(string? account) => throw new InvalidOperationException("No certificate is expected.");

    private SaslStep ReadClientFirst(string message)
    {
        // gs2-cbind-flag "," [authzid] "," then the bare message (RFC 5802 7).
        int first = message.IndexOf(',');
        int second = first < 0 ? -1 : message.IndexOf(',', first + 1);
        if (second < 0)
            return SaslStep.Fail(SaslFailureCondition.MalformedRequest);
        string flag = message[..first];
        string authorization = message[(first + 1)..second];
        _gs2Header = message[..(second + 1)];
        _clientFirstBare = message[(second + 1)..];

        if (CheckFlag(flag) is { } failure)
            return SaslStep.Fail(failure);
        if (authorization.Length > 0)
        {
            if (Scram.Value(authorization, 'a') is not { } value || Scram.DecodeName(value) is not { } authzid)
                return SaslStep.Fail(SaslFailureCondition.MalformedRequest);
            AuthorizationId = authzid;
        }

        // A mandatory extension "m=" stands where "n=" is expected, and fails as RFC 5802 5.1 asks.
        string[] fields = _clientFirstBare.Split(',');
        if (fields.Length < 2 || Scram.Value(fields[0], 'n') is not { } name || Scram.DecodeName(name) is not { } username ||
            Scram.Value(fields[1], 'r') is not { } nonce || !Scram.IsNonce(nonce))
            return SaslStep.Fail(SaslFailureCondition.MalformedRequest);
        if (!JidProfile.TryLocal(username, out string? account))
            return SaslStep.Fail(SaslFailureCondition.NotAuthorized);

        Username = account;
        _nonce = nonce + _ownNonce;
        _state = State.Credential;
        return SaslStep.Needs(SaslStepKind.FindCredential);
    }

    private SaslFailureCondition? CheckFlag(string flag)
    {
        switch (flag)
        {
            case "n":
                return _isPlus ? SaslFailureCondition.MalformedRequest : null;
            case "y":
                // The client could bind and believes that we cannot: somebody has cut our offer (RFC 5802 6).
                return _isPlus ? SaslFailureCondition.MalformedRequest : _context.ServerEndPoint.IsEmpty ? null : SaslFailureCondition.NotAuthorized;
            case "p=" + SaslServer.ServerEndPointType:
                return _isPlus ? null : SaslFailureCondition.MalformedRequest;
            default:
                return flag.StartsWith("p=", StringComparison.Ordinal) ? SaslFailureCondition.NotAuthorized : SaslFailureCondition.MalformedRequest;
        }
    }

    private SaslStep ReadClientFinal(string message)
    {
        int proofAt = message.LastIndexOf(",p=", StringComparison.Ordinal);
        if (proofAt < 0)
            return SaslStep.Fail(SaslFailureCondition.MalformedRequest);
        string withoutProof = message[..proofAt];
        string[] fields = withoutProof.Split(',');
        if (fields.Length < 2 || Scram.FromBase64(Scram.Value(fields[0], 'c')) is not { } binding || Scram.Value(fields[1], 'r') is not { } nonce ||
            Scram.FromBase64(message[(proofAt + 3)..]) is not { } proof)
            return SaslStep.Fail(SaslFailureCondition.MalformedRequest);

        byte[] expectedBinding = [.. Encoding.UTF8.GetBytes(_gs2Header), .. _isPlus ? _context.ServerEndPoint.Span : default];
        string authMessage = $"{_clientFirstBare},{_serverFirst},{withoutProof}";
        byte[] auth = Encoding.UTF8.GetBytes(authMessage);
        byte[] signature = Scram.Hmac(Hash, _credential!.StoredKey, auth);
        bool proofFits = proof.Length == signature.Length &&
            CryptographicOperations.FixedTimeEquals(Scram.H(Hash, Scram.Xor(proof, signature)), _credential.StoredKey);
        // Not short-circuited: a peer learns nothing from how long we took.
        bool isAuthentic = proofFits & _isKnown & CryptographicOperations.FixedTimeEquals(binding, expectedBinding) & nonce == _nonce;
        if (!isAuthentic)
            return SaslStep.Fail(SaslFailureCondition.NotAuthorized);
        if (!SaslIdentity.IsAllowed(AuthorizationId, Username!, _context.Domain))
            return SaslStep.Fail(SaslFailureCondition.InvalidAuthzid);
        return SaslStep.Success(Encoding.UTF8.GetBytes("v=" + Convert.ToBase64String(Scram.Hmac(Hash, _credential.ServerKey, auth))));
    }
}
