namespace IotXmpp.Tool.Tests.Exi;

public sealed class DeviceTypeCommandTests : IDisposable
{
    private const string Description =
        """
        { "id": "thermometer", "nodes": ["board1"], "sendsTo": ["things.localhost"], // a comment
          "fields": [ { "name": "Temperature", "unit": "°C", "minimum": -40, "maximum": 85, "decimals": 1 } ],
          "parameters": [ { "name": "Interval", "kind": "Int", "minimum": 1, "maximum": 3600 } ] }
        """;

    private readonly CommandRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public void A_description_becomes_schemas_an_image_and_source_that_the_other_commands_take()
    {
        _run.Run("device-type", _run.Write("t.json", Description), "--schemas", _run.Path("xsd"), "-o", _run.Path("t.exig"), "--csharp", _run.Path("T.cs")).Should().Be(0, _run.Error);

        _run.Output.Should().MatchRegex("^thermometer-[0-9a-f]{8}: 13 schemas, image of [0-9]+ bytes");
        Directory.GetFiles(_run.Path("xsd")).Should().HaveCount(13);
        File.ReadAllText(_run.Path("T.cs")).Should().Contain("class DeviceTypeGrammar");
        _run.Write("r.xml", "<message xmlns='jabber:client' to='things.localhost'><fields xmlns='urn:xmpp:iot:sensordata' seqnr='1'><node nodeId='board1'><timestamp value='2026-02-03T04:05:06.789Z'><numeric automaticReadout='true' momentary='true' name='Temperature' unit='°C' value='21.5'/></timestamp></node></fields></message>");
        _run.Run("exi", "encode", _run.Path("r.xml"), "-o", _run.Path("r.exi"), "-s", _run.Path("t.exig"), "--strict", "--no-header").Should().Be(0, _run.Error);
        new FileInfo(_run.Path("r.exi")).Length.Should().BeLessThanOrEqualTo(12);
    }

    [Theory]
    [InlineData("{", "t.json: ")]
    [InlineData("{ \"id\": \"a\" }", "t.json: ")]
    [InlineData("{ \"id\": \"a\", \"nodes\": [\"n\"], \"sendsTo\": [\"d\"], \"fields\": [ { \"name\": \"T\", \"decimals\": 12 } ] }", "t.json: Fields[0].Decimals: must be 0 to 9")]
    [InlineData("{ \"id\": \"a\", \"nodes\": [\"n\"], \"sendsTo\": [\"d\"], \"fields\": [ { \"nam\": \"T\" } ] }", "t.json: ")]
    public void A_bad_description_is_one_line_and_exit_code_2(string json, string message)
    {
        _run.Run("device-type", _run.Write("t.json", json)).Should().Be(2);

        _run.Error.TrimEnd().Should().StartWith(message).And.NotContain("\n");
    }
}
