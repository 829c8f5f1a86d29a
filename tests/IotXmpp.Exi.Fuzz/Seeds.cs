using System.Buffers;
using System.Text;
using IotXmpp.Exi.Portable;
using IotXmpp.Exi.Schema;
using IotXmpp.Tool.Vectors;

namespace IotXmpp.Exi.Fuzz;

/// <summary>The vectors as inputs to begin with, and the grammars that inputs choose from.</summary>
internal sealed class Seeds
{
    private const int LongestSeed = 4096;
    private const int LongestSchema = 20 * 1024;

    private static readonly string[] s_files = ["feature.jsonl", "xmpp.jsonl", "w3c-interop.jsonl", "w3c-profile.jsonl", "w3c-canonical.jsonl"];

    private readonly string _folder;
    private readonly VectorSchemas _schemas = new();
    private readonly List<string?> _grammars = [null, ""];
    private readonly Dictionary<int, GrammarImage> _compiled = [];
    private readonly List<VectorRecord> _records;

    /// <summary>Reads the vector files.</summary>
    /// <param name="folder">tests/vectors/exi.</param>
    public Seeds(string folder)
    {
        _folder = folder;
        _records = [.. s_files.SelectMany(file => VectorFile.Load(Path.Combine(folder, file)).Records)];
        // One byte chooses the grammar: the schemas of the small sets first, then the smallest of the W3C's.
        string[] own = [.. _records.Where(static record => record.XsdPath?.Contains("w3c", StringComparison.Ordinal) == false).Select(static record => record.XsdPath!).Distinct()];
        string[] others = [.. _records.Select(static record => record.XsdPath).OfType<string>().Distinct().Except(own).OrderBy(static path => new FileInfo(path).Length).ThenBy(static path => path, StringComparer.Ordinal)];
        _grammars.AddRange(own.Concat(others).Take(254));
    }

    /// <summary>The grammars for the third byte of an input; null for schema-less.</summary>
    public GrammarImage? Grammar(byte choice)
    {
        int index = choice % _grammars.Count;
        if (_grammars[index] is not { } path)
            return null;
        if (!_compiled.TryGetValue(index, out GrammarImage? grammar))
        {
            grammar = path.Length == 0 ? ExiSchemaCompiler.CompileBuiltInTypes() : _schemas.Find(path);
            _compiled.Add(index, grammar);
        }

        return grammar;
    }

    /// <summary>The streams of the vectors as inputs.</summary>
    public IEnumerable<byte[]> Streams()
    {
        var seen = new HashSet<string>();
        foreach (VectorRecord record in _records)
        {
            int grammar = _grammars.IndexOf(record.SchemaTypesOnly ? "" : record.XsdPath);
            if (grammar < 0 || StreamInput.Describe(OptionsOf(record.Options)) is not { } options)
                continue;
            foreach (VectorStream stream in record.Streams)
            {
                if (stream.Exi.Length > LongestSeed)
                    continue;
                byte[] input = [options.Layout, options.Fidelity, (byte)grammar, .. stream.Exi];
                if (seen.Add(Convert.ToBase64String(input)))
                    yield return input;
            }
        }
    }

    /// <summary>The headers of the vectors, with a little of what follows.</summary>
    public IEnumerable<byte[]> Headers() =>
        _records.Where(static record => record.Options.OptionsHeader || record.Options.Cookie)
            .SelectMany(static record => record.Streams)
            .Select(static stream => stream.Exi[..Math.Min(stream.Exi.Length, 96)])
            .DistinctBy(Convert.ToBase64String);

    /// <summary>The schemas of the vectors.</summary>
    public IEnumerable<byte[]> Schemas() =>
        Directory.EnumerateFiles(_folder, "*.xsd", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .Select(File.ReadAllBytes)
            .Where(static schema => schema.Length <= LongestSchema && schema.AsSpan().IndexOf("<!DOCTYPE"u8) < 0)
            .DistinctBy(static schema => Encoding.UTF8.GetString(schema));

    /// <summary>Small grammar images, each with a stream behind it.</summary>
    public IEnumerable<byte[]> Images()
    {
        foreach (byte[] input in Streams().Where(static input => input[2] > 1 && (input[0] & 3) == 0 && input[1] == 0).DistinctBy(static input => input[2]).Take(40))
        {
            byte[] image = Grammar(input[2])!.Data.ToArray();
            if (image.Length < 12 * 1024)
                yield return [(byte)(input[0] & 4), .. BitConverter.GetBytes((ushort)image.Length), .. image, .. input.AsSpan(StreamInput.Prefix)];
        }
    }

    private static ExiOptions OptionsOf(VectorOptions options) => new()
    {
        Alignment = options.Alignment switch
        {
            VectorAlignment.Byte => ExiAlignment.ByteAlignment,
            VectorAlignment.PreCompression => ExiAlignment.PreCompression,
            _ => ExiAlignment.BitPacked,
        },
        Compression = options.Alignment == VectorAlignment.Compression,
        Strict = options.Strict,
        Fragment = options.Fragment,
        SelfContained = options.SelfContained.Count > 0,
        BlockSize = options.BlockSize ?? ExiOptions.DefaultBlockSize,
        ValueMaxLength = options.ValueMaxLength,
        ValuePartitionCapacity = options.ValuePartitionCapacity,
        LocalValuePartitions = options.Profile?.LocalValuePartitions ?? true,
        Preserve = (options.PreserveComments ? ExiPreserve.Comments : 0) | (options.PreservePis ? ExiPreserve.ProcessingInstructions : 0)
            | (options.PreserveDtd ? ExiPreserve.Dtd : 0) | (options.PreservePrefixes ? ExiPreserve.Prefixes : 0)
            | (options.PreserveLexicalValues ? ExiPreserve.LexicalValues : 0),
    };
}
