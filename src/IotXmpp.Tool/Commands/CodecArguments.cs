using System.CommandLine;
using System.CommandLine.Parsing;
using System.Xml;
using IotXmpp.Exi;
using IotXmpp.Exi.Portable;
using IotXmpp.Exi.Schema;
using IotXmpp.Tool.Vectors;

namespace IotXmpp.Tool.Commands;

/// <summary>The EXI options and the schema on a command line (EXI 5.4), shared by all commands that read or write streams.</summary>
internal sealed class CodecArguments
{
    private const string ImageExtension = ".exig";
    private const string BitPacked = "bit-packed";
    private const string ByteAlignment = "byte-alignment";
    private const string PreCompression = "pre-compression";
    private const string Compression = "compression";

    private readonly Option<FileInfo> _schema;
    private readonly Option<bool> _schemaTypes;
    private readonly Option<string?> _schemaId;
    private readonly Option<bool> _strict;
    private readonly Option<bool> _fragment;
    private readonly Option<string> _alignment;
    private readonly Option<string[]> _preserve;
    private readonly Option<string[]> _selfContained;
    private readonly Option<string[]> _representations;
    private readonly Option<int?> _blockSize;
    private readonly Option<int?> _valueMaxLength;
    private readonly Option<int?> _valuePartitionCapacity;
    private readonly Option<bool> _noLocalValues;
    private readonly Option<int?> _maxGrammars;
    private readonly Option<int?> _maxProductions;

    /// <param name="prefix">Put before each name, such as <c>from-</c> for a second set on one command line.</param>
    internal CodecArguments(string prefix = "")
    {
        string Name(string name) => "--" + prefix + name;
        string[] aliases = prefix.Length == 0 ? ["-s"] : [];
        _schema = new(Name("schema"), aliases)
        {
            Description = "XML Schema document, or a grammar image (.exig) of 'exi compile'. What a schema refers to is read from where it says. Without one the stream is schema-less.",
        };
        _schemaTypes = new(Name("schema-types")) { Description = "The empty schemaId: no schema, but the built-in types of XML Schema for xsi:type." };
        _schemaId = new(Name("schema-id")) { Description = "schemaId for an options document." };
        _strict = new(Name("strict")) { Description = "Only what the schema allows, in fewer bits." };
        _fragment = new(Name("fragment")) { Description = "An EXI fragment: any number of elements at the top." };
        _alignment = new(Name("alignment")) { Description = "Layout of the body: bit-packed (default), byte-alignment, pre-compression or compression.", DefaultValueFactory = _ => BitPacked };
        _alignment.AcceptOnlyFromAmong(BitPacked, ByteAlignment, PreCompression, Compression);
        _preserve = new(Name("preserve")) { Description = "What survives beyond elements, attributes and text: comments, pis, dtd, prefixes, lexical-values. Repeatable." };
        _preserve.AcceptOnlyFromAmong("comments", "pis", "dtd", "prefixes", "lexical-values");
        _selfContained = new(Name("self-contained")) { Description = "Element, as {uri}name, that is written so that it can be read alone. Repeatable." };
        _representations = new(Name("represent")) { Description = "Datatype representation map: {uri}type={uri}representation. Repeatable." };
        _blockSize = new(Name("block-size")) { Description = "Values in a block of pre-compression and compression; 1000000 unless stated." };
        _valueMaxLength = new(Name("value-max-length")) { Description = "Longest value, in characters, that enters the string table." };
        _valuePartitionCapacity = new(Name("value-partition-capacity")) { Description = "Most values in the string table." };
        _noLocalValues = new(Name("no-local-values")) { Description = "EXI Profile: no value partitions of their own for names." };
        _maxGrammars = new(Name("max-built-in-grammars")) { Description = "EXI Profile: most built-in element grammars that learn." };
        _maxProductions = new(Name("max-built-in-productions")) { Description = "EXI Profile: most productions that they learn." };
        _schema.AcceptExistingOnly();
        AtLeast(_blockSize, 1);
        foreach (var option in (Option<int?>[])[_valueMaxLength, _valuePartitionCapacity, _maxGrammars, _maxProductions])
            AtLeast(option, 0);
        foreach (var names in (Option<string[]>[])[_selfContained, _representations])
            names.Validators.Add(result => CheckNames(result, pairs: names == _representations));
    }

    internal void AddTo(Command command)
    {
        Option[] all =
        [
            _schema, _schemaTypes, _schemaId, _strict, _alignment, _preserve, _fragment, _selfContained, _representations, _blockSize, _valueMaxLength,
            _valuePartitionCapacity, _noLocalValues, _maxGrammars, _maxProductions,
        ];
        foreach (var option in all)
            command.Options.Add(option);
    }

    /// <summary>The schema's file; null without one.</summary>
    internal FileInfo? SchemaFile(ParseResult result) => result.GetValue(_schema);

    /// <summary>The grammars; null for schema-less streams.</summary>
    /// <exception cref="ExiSchemaException">The schema is not legal.</exception>
    /// <exception cref="GrammarImageException">The image is not one.</exception>
    internal GrammarImage? Grammar(ParseResult result)
    {
        if (result.GetValue(_schemaTypes))
            return ExiSchemaCompiler.CompileBuiltInTypes();
        if (result.GetValue(_schema) is not { } schema)
            return null;
        if (schema.Extension != ImageExtension)
            return VectorSchemas.Compile(schema.FullName);
        var image = new GrammarImage(File.ReadAllBytes(schema.FullName));
        Exi.Grammars.GrammarImageVerifier.Verify(image);
        return image;
    }

    /// <exception cref="ArgumentException">Options that exclude each other.</exception>
    internal ExiOptions Options(ParseResult result)
    {
        var preserve = ExiPreserve.None;
        foreach (string name in result.GetValue(_preserve) ?? [])
        {
            preserve |= name switch
            {
                "comments" => ExiPreserve.Comments,
                "pis" => ExiPreserve.ProcessingInstructions,
                "dtd" => ExiPreserve.Dtd,
                "prefixes" => ExiPreserve.Prefixes,
                _ => ExiPreserve.LexicalValues,
            };
        }

        string alignment = result.GetValue(_alignment)!;
        string[] selfContained = result.GetValue(_selfContained) ?? [];
        var options = new ExiOptions
        {
            Strict = result.GetValue(_strict),
            Fragment = result.GetValue(_fragment),
            Alignment = alignment switch
            {
                ByteAlignment => ExiAlignment.ByteAlignment,
                PreCompression => ExiAlignment.PreCompression,
                _ => ExiAlignment.BitPacked,
            },
            Compression = alignment == Compression,
            Preserve = preserve,
            SchemaId = result.GetValue(_schemaTypes) ? ExiSchemaId.Named("") : result.GetValue(_schemaId) is { } id ? ExiSchemaId.Named(id) : ExiSchemaId.Absent,
            SelfContained = selfContained.Length > 0,
            SelfContainedElements = [.. selfContained.Select(Qualified)],
            DatatypeRepresentationMap = [.. (result.GetValue(_representations) ?? []).Select(Representation)],
            BlockSize = result.GetValue(_blockSize) ?? ExiOptions.DefaultBlockSize,
            ValueMaxLength = result.GetValue(_valueMaxLength),
            ValuePartitionCapacity = result.GetValue(_valuePartitionCapacity),
            LocalValuePartitions = !result.GetValue(_noLocalValues),
            MaximumNumberOfBuiltInElementGrammars = result.GetValue(_maxGrammars),
            MaximumNumberOfBuiltInProductions = result.GetValue(_maxProductions),
        };
        return options.FindConflict() is { } conflict ? throw new ArgumentException($"EXI options: {conflict}.") : options;
    }

    private static ExiDatatypeRepresentation Representation(string text)
    {
        string[] parts = text.Split('=', 2);
        return new ExiDatatypeRepresentation(Qualified(parts[0]), Qualified(parts[1]));
    }

    private static XmlQualifiedName Qualified(string name)
    {
        int brace = name.IndexOf('}', StringComparison.Ordinal);
        return brace < 0 ? new XmlQualifiedName(name) : new XmlQualifiedName(name[(brace + 1)..], name[1..brace]);
    }

    private static void CheckNames(OptionResult result, bool pairs)
    {
        foreach (var token in result.Tokens)
        {
            string[] names = pairs ? token.Value.Split('=', 2) : [token.Value];
            if ((pairs && names.Length != 2) || names.Any(name => !IsName(name)))
                result.AddError($"{token.Value}: {(pairs ? "{uri}type={uri}representation" : "{uri}name")} is expected.");
        }
    }

    private static bool IsName(string name)
    {
        int brace = name.IndexOf('}', StringComparison.Ordinal);
        return name.StartsWith('{') == brace > 0 && name.Length > brace + 1;
    }

    private static void AtLeast(Option<int?> option, int least) => option.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<int?>() < least)
            result.AddError($"{option.Name} is {least} or more.");
    });
}
