using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using IotXmpp.Concentrator.Service.Options;
using IotXmpp.Concentrator.Service.Storage;
using IotXmpp.Concentrator.Storage;
using IotXmpp.Things.Schemas;

namespace IotXmpp.Concentrator.Service.Accounts;

/// <summary>The file a board is set up with: where to connect, as whom, with which keys. Holds no password; the keys are as good as one.</summary>
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
    public static void Write(string path, ServiceOptions options, DeviceRecord device, string password, string host)
    {
        var credential = device.ScramSha256!;
        var document = new JsonObject
        {
            ["name"] = device.Name,
            ["kind"] = device.Kind,
            ["domain"] = options.Domain,
            ["host"] = host,
            ["ports"] = new JsonObject
            {
                ["exi"] = options.Listen.Exi?.Port,
                ["xmpp"] = options.Listen.Xmpp?.Port,
                ["xmppTls"] = options.Listen.XmppTls?.Port,
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
                ["configurationId"] = BoardSchemas.Id,
            },
        };
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } directory)
            PrivateFile.CreateDirectory(directory);
        File.Delete(path);
        using var file = new FileStream(path, PrivateFile.Create);
        JsonSerializer.Serialize(file, document, Indented);
    }
}
