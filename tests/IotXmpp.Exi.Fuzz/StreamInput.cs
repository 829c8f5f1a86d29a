using IotXmpp.Exi.Portable;
using IotXmpp.Exi.Xml;

namespace IotXmpp.Exi.Fuzz;

/// <summary>
/// An input of the stream targets: three bytes that choose options and grammar, then a stream. The bytes are mutated like the rest.
/// </summary>
internal sealed class StreamInput
{
    /// <summary>Bytes in front of the stream.</summary>
    public const int Prefix = 3;

    /// <summary>What an input may cost: less than for real peers, so that more inputs can be tried.</summary>
    public static readonly ExiLimits Limits = new()
    {
        MaxElements = 2000,
        MaxStringLength = 16 * 1024,
        MaxBodyOutput = 128 * 1024,
        MaxInflatedBytes = 128 * 1024,
        MaxTableStrings = 4000,
    };

    private StreamInput(ExiOptions options, GrammarImage? grammar, byte[] stream)
    {
        Options = options;
        Grammar = grammar;
        Stream = stream;
    }

    public ExiOptions Options { get; }

    public GrammarImage? Grammar { get; }

    public byte[] Stream { get; }

    /// <summary>The input, or null when it is too short or its options contradict one another.</summary>
    public static StreamInput? Parse(byte[] input, Seeds seeds)
    {
        if (input.Length <= Prefix)
            return null;
        int layout = input[0];
        int fidelity = input[1];
        var options = new ExiOptions
        {
            Alignment = (layout & 3) switch { 1 => ExiAlignment.ByteAlignment, 2 => ExiAlignment.PreCompression, _ => ExiAlignment.BitPacked },
            Compression = (layout & 3) == 3,
            Strict = (layout & 4) != 0,
            Fragment = (layout & 8) != 0,
            SelfContained = (layout & 16) != 0,
            LocalValuePartitions = (layout & 32) == 0,
            BlockSize = (layout & 64) != 0 ? 3 : ExiOptions.DefaultBlockSize,
            Preserve = (ExiPreserve)(fidelity & 31),
            ValuePartitionCapacity = (fidelity >> 5) switch { 1 => 0, 2 => 2, 3 => 8, _ => null },
            ValueMaxLength = (fidelity >> 5) switch { 3 => 16, 4 => 4, _ => null },
        };
        return options.FindConflict() is null ? new StreamInput(options, seeds.Grammar(input[2]), input[Prefix..]) : null;
    }

    /// <summary>Reads a stream with the input's options and grammar, unless it names its own.</summary>
    public ExiXmlReader Read(byte[] stream) =>
        ExiXmlReader.Create(new MemoryStream(stream), new ExiXmlReaderSettings { Options = Options, Grammar = Grammar, Limits = Limits });

    /// <summary>The first two of the three bytes, or null for options they do not know.</summary>
    public static (byte Layout, byte Fidelity)? Describe(ExiOptions options)
    {
        int limits = (options.ValuePartitionCapacity, options.ValueMaxLength) switch
        {
            (null, null) => 0,
            (0, null) => 1,
            (2, null) => 2,
            (8, 16) => 3,
            (null, 4) => 4,
            _ => -1,
        };
        if (limits < 0)
            return null;
        int layout = (options.Compression ? 3 : (int)options.Alignment)
            | (options.Strict ? 4 : 0) | (options.Fragment ? 8 : 0) | (options.SelfContained ? 16 : 0)
            | (options.LocalValuePartitions ? 0 : 32) | (options.BlockSize == 3 ? 64 : 0);
        return ((byte)layout, (byte)((int)options.Preserve | (limits << 5)));
    }
}
