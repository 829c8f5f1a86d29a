using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using IotXmpp.Concentrator.Service.Bridges.Mqtt.Options;
using IotXmpp.Concentrator.Service.Commands;
using MQTTnet;

namespace IotXmpp.Concentrator.Service.Bridges.Mqtt;

/// <summary>What TLS to the broker needs, loaded once at start.</summary>
internal sealed class MqttTls : IDisposable
{
    private readonly X509Certificate2Collection? _authorities;
    private readonly X509Certificate2? _own;
    private readonly string _name;
    private readonly string? _pin;

    private MqttTls(string name, X509Certificate2Collection? authorities, X509Certificate2? own, string? pin = null)
    {
        _name = name;
        _authorities = authorities;
        _own = own;
        _pin = pin;
    }

    /// <summary>Trusts one certificate and nothing else, whatever names are in it.</summary>
    public static MqttTls Pinned(X509Certificate2 certificate) => new("localhost", null, null, certificate.GetCertHashString(HashAlgorithmName.SHA256));

    /// <summary>Loads the files.</summary>
    /// <exception cref="CommandException">One cannot be used; the message names the setting.</exception>
    public static MqttTls Load(MqttTlsOptions options, string host)
    {
        X509Certificate2Collection? authorities = null;
        if (options.CaPath is { } ca)
        {
            authorities = [];
            Try(ca, "CaPath", () => authorities.ImportFromPemFile(ca));
            if (authorities.Count == 0)
                throw new CommandException($"There is no certificate in {ca} (Concentrator__Mqtt__Tls__CaPath).");
        }

        X509Certificate2? own = null;
        if (options.CertificatePath is { } path)
            Try(path, "CertificatePath", () => own = LoadOwn(path, options));
        return new MqttTls(options.Name ?? host, authorities, own);
    }

    public void Configure(MqttClientTlsOptionsBuilder builder)
    {
        builder.UseTls().WithTargetHost(_name).WithCertificateValidationHandler(e => IsTrusted(e.Certificate, e.Chain, e.SslPolicyErrors));
        if (_own is not null)
            builder.WithClientCertificates([_own]);
    }

    /// <summary>
    /// The certificate must be for the name and signed by an authority of ours; without any given, the machine has decided already. Certificates are not looked up for
    /// revocation: a broker in a house has nowhere to publish that.
    /// </summary>
    public bool IsTrusted(X509Certificate? certificate, X509Chain? presented, SslPolicyErrors errors)
    {
        if (_pin is not null)
            return certificate?.GetCertHashString(HashAlgorithmName.SHA256) == _pin;
        if (_authorities is null)
            return errors == SslPolicyErrors.None;
        if (certificate is null || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != 0)
            return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        // It must be one of a server (RFC 5280 4.2.1.12), if it says what it is for.
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.1"));
        if (presented is not null)
            chain.ChainPolicy.ExtraStore.AddRange(presented.ChainElements.Select(element => element.Certificate).ToArray());
        using var shown = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        return chain.Build(shown);
    }

    public void Dispose()
    {
        _own?.Dispose();
        foreach (var authority in _authorities ?? [])
            authority.Dispose();
    }

    private static X509Certificate2 LoadOwn(string path, MqttTlsOptions options)
    {
        if (Path.GetExtension(path).ToUpperInvariant() is ".PFX" or ".P12")
            return X509CertificateLoader.LoadPkcs12FromFile(path, options.Password);
        return options.Password is null
            ? X509Certificate2.CreateFromPemFile(path, options.KeyPath)
            : X509Certificate2.CreateFromEncryptedPemFile(path, options.Password, options.KeyPath);
    }

    private static void Try(string path, string setting, Action load)
    {
        try
        {
            load();
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{path} (Concentrator__Mqtt__Tls__{setting}) cannot be used: {e.Message}", e);
        }
    }
}
