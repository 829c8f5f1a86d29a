using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using IotXmpp.Concentrator.Service.Options;
using IotXmpp.Concentrator.Service.Storage;
using IotXmpp.Concentrator.Storage;
using IotXmpp.Things.Profiles;
using IotXmpp.Things.Schemas;

namespace IotXmpp.Concentrator.Service.Accounts;

/// <summary>
/// The file a board is set up with: where to connect, as whom, with which keys, and whom to trust. Holds no password; the keys are as good as one. The board reads
/// it as <c>I:\iotxmpp.json</c>, 8 KB at most (firmware/Node/Life/SettingsReader.cs).
/// </summary>
internal static class DeviceSettingsFile
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Where a board's file is put when nobody says where.</summary>
    public static string DefaultPath(ServiceOptions options, string name) => Path.Combine(options.DataDirectory, "boards", Uri.EscapeDataString(name) + ".json");

    /// <summary>Writes the file, readable by its owner only.</summary>
    /// <param name="path">Where; replaced if it is there.</param>
    /// <param name="options">Domains and listeners.</param>
    /// <param name="device">The board.</param>
    /// <param name="password">Its password, of which only keys are written.</param>
    /// <param name="host">Name or address under which the board finds the service.</param>
    /// <param name="certificate">The service's certificate as PEM if nobody else vouches for it; null if an authority does, whose root the board has.</param>
    public static void Write(string path, ServiceOptions options, DeviceRecord device, string password, string host, string? certificate)
    {
        var credential = device.ScramSha256!;
        var document = new JsonObject
        {
            ["name"] = device.Name,
            ["kind"] = device.Kind.Length == 0 ? null : device.Kind,
            ["domain"] = options.Domain,
            ["host"] = host,

            // The first moment that a board without a clock has proof of: certificates are checked by it until the network tells the time.
            ["written"] = device.Created.ToUnixTimeSeconds(),
            ["ports"] = new JsonObject
            {
                ["exi"] = options.Listen.Exi?.Port,
                ["xmpp"] = options.Listen.Xmpp?.Port,
                ["xmppTls"] = options.Listen.XmppTls?.Port,
            },
            ["tls"] = new JsonObject
            {
                ["serverName"] = options.Domain,
                ["certificate"] = certificate,
            },
            ["scramSha256"] = new JsonObject
            {
                ["salt"] = Convert.ToBase64String(credential.Salt),
                ["iterations"] = credential.Iterations,
                ["clientKey"] = Convert.ToBase64String(Password.ClientKey(password, credential)),
                ["serverKey"] = Convert.ToBase64String(credential.ServerKey),
            },
            ["exi"] = new JsonObject
            {
                // XEP-0322 2.2.6, 3.11.1: board and service have agreed on it beforehand.
                ["configurationId"] = BoardTypes.Newest(device.Kind, options.BoardTypes)?.ConfigurationId ?? BoardSchemas.Id,
            },
        };
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } directory)
            PrivateFile.CreateDirectory(directory);
        File.Delete(path);
        using var file = new FileStream(path, PrivateFile.Create);
        JsonSerializer.Serialize(file, document, Indented);
    }
}
