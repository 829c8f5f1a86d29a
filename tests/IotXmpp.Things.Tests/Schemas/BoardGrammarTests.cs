using IotXmpp.Exi.Grammars;
using IotXmpp.Testing;
using IotXmpp.Things.Schemas;
using IotXmpp.Xmpp.Schemas;

namespace IotXmpp.Things.Tests.Schemas;

public sealed class BoardGrammarTests
{
    [Fact]
    public void Checked_in_board_grammar_is_what_its_command_makes()
    {
        var image = CanonicalSchema.Compile(BoardSchemas.Id, BoardSchemas.All).Grammar;

        string source = GrammarImageSource.Write(image, "IotXmpp.Device.Generated.BoardGrammar", BoardSchemas.Remarks);

        source.Should().Be(File.ReadAllText(CheckedInFile()).ReplaceLineEndings("\n"), "the header of the file names the command");
    }

    [Fact]
    public void Board_grammar_leaves_a_board_most_of_its_memory()
    {
        var image = CanonicalSchema.Compile(BoardSchemas.Id, BoardSchemas.All).Grammar;

        image.Data.Length.Should().BeLessThan(28 * 1024, "static data of a device assembly is limited, and the heap has about 111 KB");
    }

    [Fact]
    [Spec("EXI-064")]
    public void All_embedded_schemas_are_one_legal_set_in_the_namespaces_stated()
    {
        PublishedSchema[] all = [.. XmppSchemas.All, .. ThingsSchemas.All];

        // Fails on a missing import, on a wrong namespace (XML Schema 1.0, 4.2.3) and on a document that does not compile.
        var set = CanonicalSchema.Compile("everything", all);

        set.Schemas.Should().HaveCount(all.Length);
        set.Grammar.FindUri("urn:xmpp:iot:discovery").Should().BePositive();
    }

    private static string CheckedInFile()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            string candidate = Path.Combine(at.FullName, "firmware", "Device", "Generated", "BoardGrammar.g.cs");
            if (File.Exists(candidate))
                return candidate;
        }

        throw new FileNotFoundException("BoardGrammar.g.cs");
    }
}
