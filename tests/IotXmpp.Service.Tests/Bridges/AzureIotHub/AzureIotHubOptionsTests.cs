using IotXmpp.Concentrator.Service.Bridges.AzureIotHub;
using IotXmpp.Concentrator.Service.Options;
using IotXmpp.Things.Model;
using Microsoft.Extensions.Configuration;

namespace IotXmpp.Service.Tests.Bridges.AzureIotHub;

public sealed class AzureIotHubOptionsTests
{
    private const string Key = HubWorld.Key;

    [Fact]
    public void Without_settings_there_is_no_hub() => Read().Should().BeNull();

    [Fact]
    public void Every_setting_is_read()
    {
        var options = Read(
            ("HostName", "Plant.azure-devices.net"), ("Identity", "board"), ("Keys:board1", Key), ("MaxConnections", "7"), ("TokenLifetime", "600"), ("KeepAlive", "60"), ("BatchBytes", "8192"),
            ("TwinInterval", "5"), ("DesiredMaxAge", "0"), ("Boards", "board*, kitchen"), ("Fields", "Temperature"), ("Parameters", "Relay"), ("TelemetryOnly", "true"))!;
        options.HostName.Should().Be("plant.azure-devices.net");
        options.Identity.Should().Be(HubIdentityKind.Board);
        options.Keys.Should().Equal(new Dictionary<string, string> { ["board1"] = Key });
        options.MaxConnections.Should().Be(7);
        options.TokenLifetime.Should().Be(TimeSpan.FromMinutes(10));
        options.KeepAlive.Should().Be(TimeSpan.FromSeconds(60));
        options.BatchBytes.Should().Be(8192);
        options.TwinInterval.Should().Be(TimeSpan.FromSeconds(5));
        options.DesiredMaxAge.Should().Be(TimeSpan.Zero);
        options.TelemetryOnly.Should().BeTrue();
        options.Route.HasField("board7", "Temperature").Should().BeTrue();
        options.Route.HasField("board7", "Humidity").Should().BeFalse();
        options.Route.HasParameter("cellar", "Relay").Should().BeFalse();
        options.ToString().Should().NotContain(Key);
    }

    [Fact]
    public void The_least_is_a_hub_a_key_and_boards()
    {
        var options = Read(("HostName", "plant.azure-devices.net"), ("SharedAccessKey", Key), ("Boards", "*"))!;
        options.Should().BeEquivalentTo(new AzureIotHubOptions { HostName = "plant.azure-devices.net", SharedAccessKey = Key, Route = new() { Boards = ["*"] } });
    }

    [Theory]
    [InlineData("HostName is missing", "SharedAccessKey", Key, "Boards", "*")]
    [InlineData("Boards is missing", "HostName", "h.example", "SharedAccessKey", Key)]
    [InlineData("SharedAccessKey is missing", "HostName", "h.example", "Boards", "*")]
    [InlineData("SharedAccessKey is no key", "HostName", "h.example", "SharedAccessKey", "not base64!", "Boards", "*")]
    [InlineData("Keys are missing", "HostName", "h.example", "Identity", "Board", "Boards", "*")]
    [InlineData("Provisioning__GroupKey is missing", "Provisioning:IdScope", "0ne1", "SharedAccessKey", Key, "Boards", "*")]
    [InlineData("Tls is off", "HostName", "h.example", "SharedAccessKey", Key, "Boards", "*", "Tls", "false")]
    [InlineData("Tls is off", "HostName", "h.example", "SharedAccessKey", Key, "Boards", "*", "Tls", "false", "Address", "192.0.2.1:1883")]
    [InlineData("KeepAlive is '1178'", "HostName", "h.example", "SharedAccessKey", Key, "Boards", "*", "KeepAlive", "1178")]
    [InlineData("BatchBytes is '300000'", "HostName", "h.example", "SharedAccessKey", Key, "Boards", "*", "BatchBytes", "300000")]
    [InlineData("DeviceId is 'a/b'", "HostName", "h.example", "SharedAccessKey", Key, "Boards", "*", "DeviceId", "a/b")]
    [InlineData("Address is 'here'", "HostName", "h.example", "SharedAccessKey", Key, "Boards", "*", "Address", "here")]
    [InlineData("SharedAccesKey is no setting", "HostName", "h.example", "SharedAccesKey", Key, "Boards", "*")]
    [InlineData("CertificatePath is '/nowhere'", "HostName", "h.example", "CertificatePath", "/nowhere", "Boards", "*")]
    public void What_cannot_be_is_named_and_no_key_is_shown(string problem, params string[] settings)
    {
        var act = () => Read([.. settings.Chunk(2).Select(pair => (pair[0], pair[1]))]);
        act.Should().Throw<SettingsException>().Which.Message.Should().Contain($"Concentrator__AzureIotHub__{problem}").And.NotContain("not base64!").And.NotContain(Key);
    }

    [Theory]
    [InlineData(FieldValueKind.Numeric, "21.50", "21.50")]
    [InlineData(FieldValueKind.Numeric, "-0.5", "-0.5")]
    [InlineData(FieldValueKind.Numeric, ".5", "\".5\"")]
    [InlineData(FieldValueKind.Long, "9007199254740993", "9007199254740993")]
    [InlineData(FieldValueKind.Boolean, "1", "true")]
    [InlineData(FieldValueKind.String, "a \"b\"", "\"a \\u0022b\\u0022\"")]
    public void A_value_is_what_was_sent(FieldValueKind kind, string text, string json)
    {
        var field = new Field { Name = "X", Value = FieldValue.Create(kind, text), Timestamp = HubWorld.Start, Quality = FieldQuality.Missing | FieldQuality.Error };
        using var stream = new MemoryStream();
        using (var writer = new System.Text.Json.Utf8JsonWriter(stream))
            BoardJson.Write(writer, "board1", new NodeRef("board1#probe"), field);
        System.Text.Encoding.UTF8.GetString(stream.ToArray()).Should().Be($$"""{"node":"board1#probe","name":"X","value":{{json}},"time":"2026-02-03T04:05:06Z","quality":"Missing, Error"}""");
    }

    private static AzureIotHubOptions? Read(params (string Name, string Value)[] settings) => ServiceOptionsReader.Read(new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(setting => new KeyValuePair<string, string?>($"Concentrator:AzureIotHub:{setting.Name}", setting.Value))).Build()).AzureIotHub;
}
