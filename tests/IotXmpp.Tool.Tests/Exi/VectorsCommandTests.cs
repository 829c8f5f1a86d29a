using System.Text.Json.Nodes;

namespace IotXmpp.Tool.Tests.Exi;

public sealed class VectorsCommandTests : IDisposable
{
    private readonly CommandRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public void Files_of_each_kind_run_and_end_with_their_counts()
    {
        string[] files = [.. new[] { "session", "disagreements", "w3c-canonical", "w3c-profile" }.Select(name => Path.Combine(CommandRun.Vectors, name + ".jsonl"))];

        int code = _run.Run(["exi", "vectors", .. files]);

        string[] lines = _run.Output.TrimEnd().Split('\n');
        lines[^1].TrimEnd().Should().MatchRegex("^[1-9][0-9]* passed, 0 failed, [0-9]+ skipped$", _run.Output);
        code.Should().Be(0);
    }

    [Fact]
    public void A_vector_that_fails_is_a_line_and_an_exit_code()
    {
        Copy(record =>
        {
            // The last byte but one of the stream holds text: another letter.
            byte[] exi = Convert.FromBase64String(record["enc"]![0]!["exi"]!.GetValue<string>());
            exi[^2] ^= 1;
            record["enc"]![0]!["exi"] = Convert.ToBase64String(exi);
        });

        int code = _run.Run("exi", "vectors", _run.Path("vectors.jsonl"), "--codec", "full");

        code.Should().Be(1);
        _run.Output.Should().Contain("FAIL full one: decode of tester").And.EndWith($"0 passed, 1 failed, 0 skipped{Environment.NewLine}");
    }

    [Fact]
    public void A_record_without_events_is_held_against_its_document()
    {
        Copy(_ => { });

        _run.Run("exi", "vectors", _run.Path("vectors.jsonl")).Should().Be(0);

        _run.Output.Should().Contain("2 passed, 0 failed, 0 skipped");
    }

    [Fact]
    public void Missing_documents_and_schemas_fail_their_vector_only()
    {
        Copy(record => record["xsd"] = "nowhere.xsd");

        _run.Run("exi", "vectors", _run.Path("vectors.jsonl")).Should().Be(1);

        _run.Output.Should().Contain("FAIL full one: schema: ").And.Contain("FAIL compact one: schema: ");
    }

    [Theory]
    [InlineData("not json", "vectors.jsonl:1: ")]
    [InlineData("{\"id\":\"a\",\"xml\":\"a.xml\",\"opt\":{\"alignment\":\"diagonal\"}}", "vectors.jsonl:1: unknown alignment \"diagonal\"")]
    public void A_file_that_is_none_is_one_line_and_exit_code_2(string text, string message)
    {
        int code = _run.Run("exi", "vectors", _run.Write("vectors.jsonl", text));

        code.Should().Be(2);
        _run.Error.TrimEnd().Should().Contain(message).And.NotContain("\n");
    }

    private void Copy(Action<JsonObject> change)
    {
        _run.Write("one.xml", "<a><b c='d'>text</b></a>");
        _run.Run("exi", "encode", _run.Path("one.xml"), "-o", _run.Path("one.exi")).Should().Be(0, _run.Error);
        var record = new JsonObject
        {
            ["id"] = "one",
            ["xml"] = "one.xml",
            ["xsd"] = null,
            ["opt"] = new JsonObject { ["alignment"] = "bit", ["strict"] = false, ["preserve"] = new JsonArray() },
            ["enc"] = new JsonArray(new JsonObject { ["by"] = new JsonArray("tester"), ["exi"] = Convert.ToBase64String(File.ReadAllBytes(_run.Path("one.exi"))) }),
            ["byteExact"] = true,
        };
        change(record);
        _run.Write("vectors.jsonl", record.ToJsonString());
    }
}
