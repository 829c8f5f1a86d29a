extern alias simulator;

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using IotXmpp.Concentrator.Service.Commands;
using IotXmpp.Things.Profiles;
using IotXmpp.Tool.Flashing;
using BoardSettings = simulator::IotXmpp.Node.Life.BoardSettings;
using JsonReader = simulator::IotXmpp.Node.Life.JsonReader;
using SettingsError = simulator::IotXmpp.Node.Life.SettingsError;
using SettingsReader = simulator::IotXmpp.Node.Life.SettingsReader;

namespace IotXmpp.Service.Tests.Commands;

/// <summary>The settings file that <c>device add</c> writes is the one that the board's own reader reads.</summary>
public sealed class DeviceSettingsFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("iotxmpp-settings-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_device_add_writes_the_board_reads()
    {
        var before = DateTimeOffset.UtcNow;
        string output = await AddAsync("kitchen", "--kind", "climate-devkit", "--host", "192.168.1.10");
        var settings = Read("kitchen");
        settings.Name.Should().Be("kitchen");
        settings.Kind.Should().Be("climate-devkit");
        settings.Domain.Should().Be("things.localhost");
        settings.Host.Should().Be("192.168.1.10");
        settings.ExiPort.Should().Be(15222);
        settings.XmppTlsPort.Should().Be(5223);
        settings.ConfigurationId.Should().Be(BoardTypes.Newest("climate-devkit", BoardTypes.All)!.ConfigurationId);
        settings.Written.Should().BeInRange(before.ToUnixTimeSeconds(), DateTimeOffset.UtcNow.ToUnixTimeSeconds());

        // RFC 5802 3, from the password that was printed.
        string password = output.Split('\n').Single(line => line.StartsWith("Password:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
        byte[] salted = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password), settings.Salt, settings.Iterations, HashAlgorithmName.SHA256, 32);
        settings.ClientKey.Should().Equal(HMACSHA256.HashData(salted, "Client Key"u8));
        settings.ServerKey.Should().Equal(HMACSHA256.HashData(salted, "Server Key"u8));
    }

    [Fact]
    public async Task The_board_is_given_the_certificate_that_the_service_made_itself()
    {
        await AddAsync("kitchen", "--kind", "climate-devkit");
        var settings = Read("kitchen");
        using var certificate = X509Certificate2.CreateFromPem(settings.TlsCertificate);
        certificate.MatchesHostname(settings.TlsServerName).Should().BeTrue();
        certificate.HasPrivateKey.Should().BeFalse();
        settings.TlsCertificate.Should().NotContain("PRIVATE");

        // By the moment the file was written the board takes it for valid, before anybody has told it the time.
        var written = DateTimeOffset.FromUnixTimeSeconds(settings.Written).UtcDateTime;
        written.Should().BeAfter(certificate.NotBefore.ToUniversalTime()).And.BeBefore(certificate.NotAfter.ToUniversalTime());
    }

    [Fact]
    public async Task A_certificate_of_an_authority_is_not_copied_and_listeners_that_are_off_are_not_ports()
    {
        string chain = Path.Combine(_folder, "chain.pem");
        await File.WriteAllTextAsync(chain, "", TestContext.Current.CancellationToken);
        await AddAsync("kitchen", "--Concentrator:Tls:CertificatePath=" + chain, "--exi", "off");
        var settings = Read("kitchen");
        settings.TlsCertificate.Should().BeNull();
        settings.TlsServerName.Should().Be("things.localhost");
        settings.ExiPort.Should().Be(0);
        settings.XmppTlsPort.Should().Be(5223);
    }

    [Fact]
    public async Task The_file_fits_into_the_reader_with_room_for_more()
    {
        await AddAsync(new string('n', 60), "--kind", "climate-devkit", "--host", string.Join('.', Enumerable.Repeat(new string('h', 60), 4)));
        new FileInfo(PathOf(new string('n', 60))).Length.Should().BeLessThan(JsonReader.MaxDocument / 2);
        Read(new string('n', 60)).Name.Should().HaveLength(60);
    }

    /// <summary>From <c>device add</c> through the flashing tool to the board: the same octets.</summary>
    [Fact]
    public async Task What_device_add_writes_is_what_is_flashed()
    {
        await AddAsync("kitchen", "--kind", "climate-devkit", "--host", "192.168.1.10");
        var settings = SettingsCheck.Read(PathOf("kitchen"), "climate-devkit");
        SettingsCheck.IsLoopback(settings).Should().BeFalse();
        var request = new FlashRequest { Board = BoardLibrary.Find("climate-devkit"), Port = "COM3", ImagePath = "app.bin", SettingsPath = PathOf("kitchen") };
        using var files = new DeploymentFiles(request);
        var file = JsonDocument.Parse(await File.ReadAllTextAsync(files.Files, TestContext.Current.CancellationToken)).RootElement.GetProperty("Files")[0];
        file.GetProperty("DestinationFilePath").GetString().Should().Be(DeploymentFiles.SettingsOnBoard);
        byte[] deployed = await File.ReadAllBytesAsync(file.GetProperty("SourceFilePath").GetString()!, TestContext.Current.CancellationToken);
        new SettingsReader().Read(deployed, deployed.Length).Should().BeEquivalentTo(Read("kitchen"));
    }

    private async Task<string> AddAsync(string name, params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        string[] all = ["device", "add", name, "--owner", "me@localhost", "--data", _folder, .. arguments];
        int code = await CommandLine.RunAsync(all, TextReader.Null, output, error);
        code.Should().Be(ExitCode.Success, error.ToString());
        return output.ToString();
    }

    private string PathOf(string name) => Path.Combine(_folder, "boards", name + ".json");

    private BoardSettings Read(string name)
    {
        byte[] data = File.ReadAllBytes(PathOf(name));
        var reader = new SettingsReader();
        var settings = reader.Read(data, data.Length);
        reader.Error.Should().Be(SettingsError.None, $"all is well with {reader.Key}");
        return settings!;
    }
}
