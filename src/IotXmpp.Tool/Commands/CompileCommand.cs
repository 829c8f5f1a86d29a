using System.CommandLine;
using IotXmpp.Exi.Grammars;
using IotXmpp.Exi.Portable;
using IotXmpp.Things.Schemas;
using IotXmpp.Tool.Vectors;
using IotXmpp.Xmpp.Schemas;

namespace IotXmpp.Tool.Commands;

/// <summary><c>iotxmpp exi compile</c>.</summary>
internal static class CompileCommand
{
    internal static Command Create()
    {
        var schema = new Argument<FileInfo>("schema")
        {
            Description = "Schema document. What it includes and imports is read from where it says, if that is a file; imports without location are looked for beside it. Nothing is fetched.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        schema.AcceptExistingOnly();
        var board = new Option<bool>("--board") { Description = "Compile the schemas of a board instead of a file." };
        var fragments = new Option<bool>("--fragments") { Description = "Include the grammars for EXI fragments." };
        var output = new Option<FileInfo?>("--output", "-o") { Description = "Write the grammar image here." };
        var csharp = new Option<FileInfo?>("--csharp") { Description = "Write the image as C# of the device's language subset here." };
        var type = new Option<string>("--type")
        {
            Description = "Namespace and name of the C# class.",
            DefaultValueFactory = _ => "IotXmpp.Device.Generated.BoardGrammar",
        };
        var command = new Command("compile", "Compiles XML Schema into a grammar image and says how large it is.") { schema, board, fragments, output, csharp, type };
        command.Validators.Add(result =>
        {
            if (result.GetValue(board) == (result.GetValue(schema) is not null))
                result.AddError("Give either a schema document or --board.");
        });
        command.SetAction(result =>
        {
            return CommandErrors.Guard(result.InvocationConfiguration.Error, result.GetValue(schema)?.Name ?? "board", () =>
            {
                var (image, remarks) = result.GetValue(board) ? CompileBoard() : Compile(result.GetValue(schema)!, result.GetValue(fragments));
                if (result.GetValue(output) is { } file)
                    File.WriteAllBytes(file.FullName, image.Data);
                if (result.GetValue(csharp) is { } source)
                    File.WriteAllText(source.FullName, GrammarImageSource.Write(image, result.GetValue(type)!, remarks));
                Describe(image, result.InvocationConfiguration.Output);
                return 0;
            });
        });
        return command;
    }

    private static (GrammarImage Image, string[] Remarks) CompileBoard() =>
        (CanonicalSchema.Compile(BoardSchemas.Id, BoardSchemas.All).Grammar, [.. BoardSchemas.Remarks]);

    private static (GrammarImage Image, string[] Remarks) Compile(FileInfo schema, bool fragments) =>
        (VectorSchemas.Compile(schema.FullName, fragments), [$"Grammar image of {schema.Name}, made by iotxmpp exi compile."]);

    private static void Describe(GrammarImage image, TextWriter output)
    {
        output.WriteLine($"{image.Data.Length} bytes, {image.FieldWidth}-byte fields");
        (string Name, int Section, int Fields, int Bytes)[] sections =
        [
            ("uris", GrammarImage.SectionUris, 3, 0),
            ("names", GrammarImage.SectionQNames, 2, 0),
            ("elements", GrammarImage.SectionElements, 2, 1),
            ("attributes", GrammarImage.SectionAttributes, 2, 1),
            ("types", GrammarImage.SectionTypes, 4, 1),
            ("datatypes", GrammarImage.SectionDatatypes, 3, 2),
            ("states", GrammarImage.SectionStates, 4, 1),
            ("productions", GrammarImage.SectionProductions, 2, 1),
            ("strings and details", GrammarImage.SectionPool, 0, 1),
        ];
        foreach ((string name, int section, int fields, int bytes) in sections)
        {
            int count = image.RecordCount(section);
            output.WriteLine($"  {name,-20} {count,7} {count * (fields * image.FieldWidth + bytes),9} bytes");
        }
    }
}
