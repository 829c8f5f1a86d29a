using System.Security.Cryptography.X509Certificates;

namespace IotXmpp.Concentrator.Service.Bridges.AzureIotHub;

/// <summary>A device of the hub that we are.</summary>
/// <param name="DeviceId">Its id, and its registration id.</param>
/// <param name="Board">The board it stands for; null for all of them.</param>
internal sealed record HubIdentity(string DeviceId, string? Board)
{
    /// <summary>Base64; null if it shows a certificate.</summary>
    public string? Key { get; init; }

    /// <summary>With its private key; null if it has a key.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>The identity of the gateway.</summary>
    public static HubIdentity Gateway(AzureIotHubOptions options) => new(options.DeviceId, null)
    {
        Certificate = options.CertificatePath is { } path ? X509Certificate2.CreateFromPemFile(path) : null,
        Key = options.CertificatePath is not null ? null : options.SharedAccessKey ?? SharedAccessToken.DeriveKey(options.GroupKey!, options.DeviceId),
    };

    /// <summary>The identity of a board; null if it can have none: its name is no device id, or there is neither key nor certificate for it.</summary>
    public static HubIdentity? Of(string board, AzureIotHubOptions options)
    {
        if (!HubTopics.IsDeviceId(board))
            return null;
        string? pem = options.CertificatePath is { } directory ? Path.Combine(directory, board + ".pem") : null;
        if (pem is not null && File.Exists(pem))
            return new HubIdentity(board, board) { Certificate = X509Certificate2.CreateFromPemFile(pem) };
        string? key = options.Keys.GetValueOrDefault(board) ?? (options.GroupKey is { } group ? SharedAccessToken.DeriveKey(group, board) : null);
        return key is null ? null : new HubIdentity(board, board) { Key = key };
    }

    /// <summary>Never shows the key.</summary>
    public override string ToString() => DeviceId;
}
