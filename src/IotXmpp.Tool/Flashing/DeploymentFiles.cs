using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace IotXmpp.Tool.Flashing;

/// <summary>The files nanoff is given so that nothing secret stands in its command line: in a folder that only this user can look into, gone when it is done.</summary>
internal sealed class DeploymentFiles : IDisposable
{
    /// <summary>Where the board reads its settings.</summary>
    public const string SettingsOnBoard = @"I:\iotxmpp.json";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("iotxmpp-flash-");

    public DeploymentFiles(FlashRequest request)
    {
        try
        {
            Files = Write("files.json", Encoding.UTF8.GetBytes(FilesDocument(request)));
            string? authorities = null;
            if (request.AuthoritiesPath is { } path)
            {
                // The firmware takes certificates as a text that ends with NUL; nanoff adds it to a copy that it does not send.
                byte[] pem = File.ReadAllBytes(path);
                authorities = Write("authorities.pem", pem is [.., 0] ? pem : [.. pem, 0]);
            }

            if (NetworkDocument(request, authorities, request.Network?.Password) is { } document)
                Network = Write("network.json", Encoding.UTF8.GetBytes(document));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Path of the list of files.</summary>
    public string Files { get; }

    /// <summary>Path of the network's settings; null if they stay as they are.</summary>
    public string? Network { get; }

    /// <summary>The list of files: the settings, and where the board looks for them. With the port, since nanoff would look for a chip to program on one that is given otherwise.</summary>
    public static string FilesDocument(FlashRequest request) => new JsonObject
    {
        ["SerialPort"] = request.Port,
        ["Files"] = new JsonArray(new JsonObject { ["DestinationFilePath"] = SettingsOnBoard, ["SourceFilePath"] = Path.GetFullPath(request.SettingsPath) }),
    }.ToJsonString(Indented);

    /// <summary>The network's settings; null if there are none to change.</summary>
    /// <param name="request">The network.</param>
    /// <param name="authorities">Path of the certificates; null for none.</param>
    /// <param name="password">The password, or what is shown in its place.</param>
    public static string? NetworkDocument(FlashRequest request, string? authorities, string? password)
    {
        if (request.Network is null && authorities is null)
            return null;
        var document = new JsonObject { ["SerialPort"] = request.Port };
        if (request.Network is { } network)
        {
            var client = new JsonObject { ["Ssid"] = network.Ssid, ["Password"] = password ?? "", ["ConfigurationOption"] = "AutoConnect" };
            if (network.Password is null)
                client["Authentication"] = "Open";
            document["WirelessClient"] = client;
        }

        if (authorities is not null)
            document["CACertificatesPath"] = authorities;
        return document.ToJsonString(Indented);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private string Write(string name, byte[] content)
    {
        string path = Path.Combine(_folder.FullName, name);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new FileStream(path, options);
        file.Write(content);
        return path;
    }
}
