using System.Text;
using System.Text.Json.Nodes;
using IotXmpp.Node.Life;

namespace IotXmpp.Node.Tests.Life;

/// <summary>The board's reader of its settings file. That it reads what the service writes is shown in the service's tests.</summary>
public sealed class SettingsReaderTests
{
    private const string Key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    private static readonly string Whole = $$"""
        {
          "name": "küche1", "kind": "climate-devkit", "domain": "things.example.org", "host": "192.168.1.10",
          "written": 1795400000,
          "ports": { "exi": 15222, "xmpp": null, "xmppTls": 5223 },
          "tls": { "serverName": "things.example.org", "certificate": "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n" },
          "scramSha256": { "salt": "c2FsdA==", "iterations": 4096, "clientKey": "{{Key}}", "serverKey": "{{Key}}" },
          "exi": { "configurationId": "iot-board-1" },
          "sleepSeconds": 600, "powerCycleReset": false, "timeServer": "192.168.1.1"
        }
        """;

    [Fact]
    public void Everything_in_the_file_arrives()
    {
        var settings = Read(Whole, out var reader);
        reader.Error.Should().Be(SettingsError.None);
        settings.Should().BeEquivalentTo(new BoardSettings
        {
            Name = "küche1",
            Kind = "climate-devkit",
            Domain = "things.example.org",
            Host = "192.168.1.10",
            Written = 1795400000,
            ExiPort = 15222,
            XmppTlsPort = 5223,
            TlsServerName = "things.example.org",
            TlsCertificate = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
            Salt = "salt"u8.ToArray(),
            Iterations = 4096,
            ClientKey = Convert.FromBase64String(Key),
            ServerKey = Convert.FromBase64String(Key),
            ConfigurationId = "iot-board-1",
            SleepSeconds = 600,
            PowerCycleReset = false,
            TimeServer = "192.168.1.1",
        });
    }

    [Fact]
    public void What_a_newer_service_adds_is_passed_over()
    {
        var document = JsonNode.Parse(Whole)!;
        document["future"] = JsonNode.Parse("""{ "a": [1, 2.5e3, { "b": [] }], "c": "}]\"", "d": true }""");
        document["tls"]!["more"] = JsonNode.Parse("[[], {}, null]");
        Read(document.ToJsonString(), out _).Should().NotBeNull();
    }

    [Fact]
    public void What_may_be_left_out_has_defaults()
    {
        var document = JsonNode.Parse(Whole)!.AsObject();
        foreach (string name in new[] { "kind", "written", "tls", "exi", "sleepSeconds", "powerCycleReset", "timeServer" })
            document.Remove(name);
        var settings = Read(document.ToJsonString(), out _)!;
        settings.TlsServerName.Should().Be("things.example.org");
        settings.TlsCertificate.Should().BeNull();
        settings.SleepSeconds.Should().Be(0);
        settings.PowerCycleReset.Should().BeTrue();
        settings.TimeServer.Should().Be("pool.ntp.org");
    }

    [Theory]
    [InlineData("name")]
    [InlineData("domain")]
    [InlineData("host")]
    [InlineData("scramSha256.salt")]
    [InlineData("scramSha256.iterations")]
    [InlineData("scramSha256.clientKey")]
    [InlineData("scramSha256.serverKey")]
    [InlineData("ports")]
    public void What_is_missing_is_named(string key)
    {
        var document = JsonNode.Parse(Whole)!.AsObject();
        string[] path = key.Split('.');
        (path.Length == 1 ? document : document[path[0]]!.AsObject()).Remove(path[^1]);
        Read(document.ToJsonString(), out var reader).Should().BeNull();
        (reader.Error, reader.Key).Should().Be((SettingsError.MissingValue, key));
    }

    [Theory]
    [InlineData("name", "7")]
    [InlineData("name", "\"\"")]
    [InlineData("host", "[\"a\"]")]
    [InlineData("ports.exi", "0")]
    [InlineData("ports.exi", "65536")]
    [InlineData("ports.exi", "15222.5")]
    [InlineData("ports.exi", "\"15222\"")]
    [InlineData("ports.xmppTls", "99999999999999999999")]
    [InlineData("scramSha256.salt", "\"$$\"")]
    [InlineData("scramSha256.clientKey", "\"AAEC\"")]
    [InlineData("scramSha256.iterations", "1")]
    [InlineData("scramSha256.iterations", "1000001")]
    [InlineData("sleepSeconds", "-1")]
    [InlineData("sleepSeconds", "86401")]
    [InlineData("powerCycleReset", "\"false\"")]
    [InlineData("written", "true")]
    public void What_is_wrong_is_named(string key, string value)
    {
        var document = JsonNode.Parse(Whole)!.AsObject();
        string[] path = key.Split('.');
        (path.Length == 1 ? document : document[path[0]]!.AsObject())[path[^1]] = JsonNode.Parse(value);
        Read(document.ToJsonString(), out var reader).Should().BeNull();
        (reader.Error, reader.Key).Should().Be((SettingsError.BadValue, key));
    }

    [Fact]
    public void Texts_beyond_their_limit_are_refused()
    {
        var document = JsonNode.Parse(Whole)!.AsObject();
        document["name"] = new string('a', 65);
        Read(document.ToJsonString(), out var reader).Should().BeNull();
        (reader.Error, reader.Key).Should().Be((SettingsError.BadValue, "name"));
    }

    [Fact]
    public void No_file_is_no_settings()
    {
        var reader = new SettingsReader();
        reader.Read(null, 0).Should().BeNull();
        reader.Error.Should().Be(SettingsError.Missing);
    }

    [Fact]
    public void Every_prefix_of_the_file_is_refused()
    {
        byte[] whole = Encoding.UTF8.GetBytes(Whole);
        for (int count = 1; count < whole.Length; count++)
        {
            var reader = new SettingsReader();
            reader.Read(whole, count).Should().BeNull();
            reader.Error.Should().NotBe(SettingsError.None, $"of {count} bytes");
        }
    }

    [Fact]
    public void A_document_beyond_its_limit_is_refused()
    {
        Read(Whole + new string(' ', JsonReader.MaxDocument), out var reader).Should().BeNull();
        reader.Error.Should().Be(SettingsError.NotJson);
    }

    private static BoardSettings? Read(string json, out SettingsReader reader)
    {
        byte[] data = Encoding.UTF8.GetBytes(json);
        reader = new SettingsReader();
        return reader.Read(data, data.Length);
    }
}
