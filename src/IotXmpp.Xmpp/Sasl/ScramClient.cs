using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Xmpp.Sasl;

/// <summary>Client side of SCRAM (RFC 5802, RFC 7677).</summary>
internal sealed class ScramClient : ISaslClientMechanism
{
    /// <summary>RFC 7677 4: fewer rounds would hand a false server our password cheaply.</summary>
    private const int MinIterations = 4096;

    /// <summary>About a second of our time: more is an attack.</summary>
    private const int MaxIterations = 2_000_000;

    private const int MaxSaltBytes = 256;

    private readonly SaslCredentials _credentials;
    private readonly HashAlgorithmName _hash;
    private readonly Binding _binding;
    private readonly ReadOnlyMemory<byte> _serverEndPoint;
    private readonly string _nonce;
    private readonly string _gs2Header;
    private readonly string _clientFirstBare;
    private byte[]? _serverSignature;
    private bool _isProven;

    internal ScramClient(SaslCredentials credentials, HashAlgorithmName hash, Binding binding, ReadOnlyMemory<byte> serverEndPoint, string? nonce = null)
    {
        _credentials = credentials;
        _hash = hash;
        _binding = binding;
        _serverEndPoint = serverEndPoint;
        _nonce = nonce ?? Scram.Nonce();
        string flag = binding switch { Binding.None => "n", Binding.NotOffered => "y", _ => "p=" + SaslServer.ServerEndPointType };
        string authzid = credentials.AuthorizationId is { } id ? "a=" + Scram.EncodeName(id) : "";
        _gs2Header = $"{flag},{authzid},";
        _clientFirstBare = $"n={Scram.EncodeName(credentials.Username)},r={_nonce}";
    }

    /// <summary>The gs2 channel binding flag (RFC 5802 7).</summary>
    internal enum Binding
    {
        /// <summary><c>n</c>: we cannot bind.</summary>
        None,

        /// <summary><c>y</c>: we could, but the server offered none.</summary>
        NotOffered,

        /// <summary><c>p=tls-server-end-point</c>.</summary>
        ServerEndPoint,
    }

    public string Name => (_hash == HashAlgorithmName.SHA256 ? "SCRAM-SHA-256" : "SCRAM-SHA-1") + (_binding == Binding.ServerEndPoint ? "-PLUS" : "");

    public byte[] Start() => Encoding.UTF8.GetBytes(_gs2Header + _clientFirstBare);

    public byte[]? Respond(ReadOnlySpan<byte> challenge)
    {
        // Some servers send their signature in a challenge of its own, and then success without data (RFC 6120 6.4.6).
        if (_serverSignature is not null)
            return !_isProven && (_isProven = Verify(challenge)) ? [] : null;
        if (SaslIdentity.Decode(challenge) is not { } serverFirst)
            return null;
        string[] fields = serverFirst.Split(',');
        if (fields.Length < 3 ||
            Scram.Value(fields[0], 'r') is not { } nonce || !Scram.IsNonce(nonce) || nonce.Length <= _nonce.Length || !nonce.StartsWith(_nonce, StringComparison.Ordinal) ||
            Scram.FromBase64(Scram.Value(fields[1], 's')) is not { Length: > 0 and <= MaxSaltBytes } salt ||
            !int.TryParse(Scram.Value(fields[2], 'i'), NumberStyles.None, CultureInfo.InvariantCulture, out int iterations) || iterations is < MinIterations or > MaxIterations)
            return null;

        byte[] binding = [.. Encoding.UTF8.GetBytes(_gs2Header), .. _binding == Binding.ServerEndPoint ? _serverEndPoint.Span : default];
        string withoutProof = $"c={Convert.ToBase64String(binding)},r={nonce}";
        byte[] auth = Encoding.UTF8.GetBytes($"{_clientFirstBare},{serverFirst},{withoutProof}");
        // What the profile refuses goes as typed: the server may have accepted it by an older profile.
        string password = OpaqueString.TryEnforce(_credentials.Password!, out string? enforced) ? enforced : _credentials.Password!;
        byte[] salted = Scram.Hi(_hash, password, salt, iterations);
        byte[] clientKey = Scram.Hmac(_hash, salted, "Client Key"u8);
        byte[] proof = Scram.Xor(clientKey, Scram.Hmac(_hash, Scram.H(_hash, clientKey), auth));
        _serverSignature = Scram.Hmac(_hash, Scram.Hmac(_hash, salted, "Server Key"u8), auth);
        return Encoding.UTF8.GetBytes($"{withoutProof},p={Convert.ToBase64String(proof)}");
    }

    public bool Finish(ReadOnlySpan<byte> data) => _isProven ? data.IsEmpty : Verify(data);

    private bool Verify(ReadOnlySpan<byte> data)
    {
        if (_serverSignature is null || SaslIdentity.Decode(data) is not { } serverFinal)
            return false;
        return Scram.FromBase64(Scram.Value(serverFinal.Split(',')[0], 'v')) is { } signature && CryptographicOperations.FixedTimeEquals(signature, _serverSignature);
    }
}
