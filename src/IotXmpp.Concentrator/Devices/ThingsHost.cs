using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using IotXmpp.Concentrator.Diagnostics;
using IotXmpp.Xmpp.Sasl;
using IotXmpp.Xmpp.Streams;

namespace IotXmpp.Concentrator.Devices;

/// <summary>The things domain on our listeners: registered boards log in, nobody else.</summary>
internal sealed class ThingsHost(DeviceServices services) : IStreamHost
{
    public string Domain => services.Options.Domain;

    public StreamHostOptions Options => services.Options.DeviceStreams;

    public async ValueTask<ScramCredential?> FindCredentialAsync(string username, HashAlgorithmName hash, CancellationToken ct)
    {
        var device = await services.Devices.FindAsync(username, ct);
        if (hash == HashAlgorithmName.SHA256)
            return device?.ScramSha256;
        return hash == HashAlgorithmName.SHA1 ? device?.ScramSha1 : null;
    }

    /// <remarks>A board's certificate is not known to us until it is enrolled: no mapping, no login by certificate.</remarks>
    public ValueTask<string?> MapCertificateAsync(X509Certificate2 certificate, string? authorizationId, CancellationToken ct) => new((string?)null);

    public async ValueTask<IBoundSession> BindAsync(IStreamSession stream, CancellationToken ct)
    {
        string name = stream.Jid.Local ?? throw new ArgumentException("A board has a name.", nameof(stream));
        // Between login and binding the board may have been removed: the session then ends with its first stanza.
        var session = new DeviceSession(name, stream, services);
        session.Epoch = await services.Directory.ClaimAsync(name, session, ct);
        DeviceLog.Bound(services.Log, name, stream.Traits.IsExi, stream.Traits.IsTls);
        return session;
    }
}
