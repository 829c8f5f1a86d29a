using System.CommandLine;
using IotXmpp.Exi;
using IotXmpp.Exi.Portable;
using IotXmpp.Exi.Schema;
using IotXmpp.Tool.Vectors;

namespace IotXmpp.Tool.Commands;

/// <summary>The EXI options and the schema on a command line, shared by encode and decode.</summary>
internal sealed class CodecArguments
{
    private const string ByteAlignment = "byte-alignment";
    private const string ImageExtension = ".exig";

    private readonly Option<FileInfo> _schema = new("--schema", "-s")
    {
        Description = "XML Schema document, or a grammar image (.exig) of 'exi compile'. Without one the stream is schema-less.",
    };

    private readonly Option<bool> _strict = new("--strict") { Description = "Only what the schema allows, in fewer bits." };
    private readonly Option<string> _alignment = new("--alignment") { Description = "Layout of the body.", DefaultValueFactory = _ => "bit-packed" };
    private readonly Option<string[]> _preserve = new("--preserve") { Description = "What survives beyond elements, attributes and text; may be repeated." };
    private readonly Option<int?> _valueMaxLength = new("--value-max-length") { Description = "Longest value, in characters, that enters the string table." };
    private readonly Option<int?> _valuePartitionCapacity = new("--value-partition-capacity") { Description = "Most values in the string table." };

    internal CodecArguments()
    {
        _schema.AcceptExistingOnly();
        _alignment.AcceptOnlyFromAmong("bit-packed", ByteAlignment);
        _preserve.AcceptOnlyFromAmong("comments", "pis", "prefixes", "lexical-values");
        AtLeastZero(_valueMaxLength);
        AtLeastZero(_valuePartitionCapacity);
    }

    internal void AddTo(Command command)
    {
        Option[] all = [_schema, _strict, _alignment, _preserve, _valueMaxLength, _valuePartitionCapacity];
        foreach (var option in all)
            command.Options.Add(option);
    }

    /// <summary>The grammars; null for schema-less streams.</summary>
    /// <exception cref="ExiSchemaException">The schema is not legal.</exception>
    /// <exception cref="GrammarImageException">The image is not one.</exception>
    internal GrammarImage? Grammar(ParseResult result)
    {
        if (result.GetValue(_schema) is not { } schema)
            return null;
        return schema.Extension == ImageExtension ? new GrammarImage(File.ReadAllBytes(schema.FullName)) : VectorSchemas.Compile(schema.FullName, fragments: false);
    }

    internal ExiOptions Options(ParseResult result)
    {
        var preserve = ExiPreserve.None;
        foreach (var name in result.GetValue(_preserve) ?? [])
        {
            preserve |= name switch
            {
                "comments" => ExiPreserve.Comments,
                "pis" => ExiPreserve.ProcessingInstructions,
                "prefixes" => ExiPreserve.Prefixes,
                _ => ExiPreserve.LexicalValues,
            };
        }

        return new ExiOptions
        {
            Strict = result.GetValue(_strict),
            Alignment = result.GetValue(_alignment) == ByteAlignment ? ExiAlignment.ByteAlignment : ExiAlignment.BitPacked,
            Preserve = preserve,
            ValueMaxLength = result.GetValue(_valueMaxLength),
            ValuePartitionCapacity = result.GetValue(_valuePartitionCapacity),
        };
    }

    private static void AtLeastZero(Option<int?> option) => option.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<int?>() < 0)
            result.AddError($"{option.Name} is 0 or more.");
    });
}
