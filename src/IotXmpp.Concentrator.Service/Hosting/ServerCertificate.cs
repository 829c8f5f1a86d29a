using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using IotXmpp.Concentrator.Service.Commands;
using IotXmpp.Concentrator.Service.Options;
using IotXmpp.Concentrator.Service.Storage;

namespace IotXmpp.Concentrator.Service.Hosting;

/// <summary>The certificate all listeners show: the configured one, or a self-signed one made once in the data directory.</summary>
internal static class ServerCertificate
{
    public const string SelfSignedName = "tls-self-signed.pem";

    /// <summary>As long as anybody keeps a test installation; clients that trust it pin it.</summary>
    private const int SelfSignedYears = 10;

    /// <summary>Loads or makes the certificate.</summary>
    /// <returns>The certificate and whether it is self-signed.</returns>
    /// <exception cref="CommandException">The configured one cannot be used.</exception>
    public static (X509Certificate2 Certificate, bool IsSelfSigned) Load(ServiceOptions options, string directory)
    {
        if (options.Tls.CertificatePath is { } path)
            return (LoadConfigured(path, options.Tls), false);
        string file = Path.Combine(directory, SelfSignedName);
        if (File.Exists(file) && TryLoadOwn(file, options) is { } known)
            return (known, true);
        using var made = Make(options);
        File.Delete(file);
        using (var stream = new FileStream(file, PrivateFile.Create))
        using (var writer = new StreamWriter(stream))
        {
            writer.WriteLine(made.ExportCertificatePem());
            using var key = made.GetECDsaPrivateKey()!;
            writer.WriteLine(key.ExportPkcs8PrivateKeyPem());
        }

        return (Usable(made), true);
    }

    private static X509Certificate2 LoadConfigured(string path, TlsOptions tls)
    {
        try
        {
            if (Path.GetExtension(path).ToUpperInvariant() is ".PFX" or ".P12")
                return X509CertificateLoader.LoadPkcs12FromFile(path, tls.Password);
            using var certificate = tls.Password is null
                ? X509Certificate2.CreateFromPemFile(path, tls.KeyPath)
                : X509Certificate2.CreateFromEncryptedPemFile(path, tls.Password, tls.KeyPath);
            return Usable(certificate);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"The certificate {path} (Concentrator__Tls__CertificatePath) cannot be used: {e.Message}", e);
        }
    }

    /// <summary>Null if it is damaged, about to expire, or made for other domains: then a new one is made.</summary>
    private static X509Certificate2? TryLoadOwn(string file, ServiceOptions options)
    {
        try
        {
            using var certificate = X509Certificate2.CreateFromPemFile(file);
            bool fits = certificate.NotAfter > DateTime.Now.AddDays(30) && certificate.MatchesHostname(options.Domain) && certificate.MatchesHostname(options.LocalDomain);
            return fits ? Usable(certificate) : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static X509Certificate2 Make(ServiceOptions options)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={options.LocalDomain}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        foreach (string name in new[] { options.LocalDomain, options.Domain, "localhost" }.Distinct(StringComparer.Ordinal))
            names.AddDnsName(name);
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1", "serverAuth")], critical: false));
        var now = DateTimeOffset.UtcNow;
        return request.CreateSelfSigned(now.AddDays(-1), now.AddYears(SelfSignedYears));
    }

    /// <summary>COMPAT Windows: SChannel refuses a key that was never in a key store.</summary>
    private static X509Certificate2 Usable(X509Certificate2 certificate) => X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
}
