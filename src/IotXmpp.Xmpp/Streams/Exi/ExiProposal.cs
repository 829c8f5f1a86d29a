using System.Globalization;
using System.Xml;
using IotXmpp.Exi;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Xmpp.Streams.Exi;

/// <summary>
/// The options that a <c>setup</c> proposes, and what we make of them (XEP-0322 2.2.2): values are lowered, never raised. What is absent has
/// the default of the XEP's own schema, which is not that of the binary binding.
/// </summary>
/// <param name="Options">EXI options.</param>
/// <param name="SessionWideBuffers">Value partitions live on from stanza to stanza.</param>
internal sealed record ExiProposal(ExiOptions Options, bool SessionWideBuffers)
{
    // Session-wide partitions stay for as long as the stream does, in both directions: 1024 values of 256 characters are 0.5 MB each.
    private const int MaxSessionPartitionCapacity = 1024;
    private const int MaxSessionValueLength = 256;

    /// <summary>True if the proposal has a datatype representation map: its types are the peer's affair, and we decline it.</summary>
    public bool HasDatatypeMap { get; private init; }

    /// <summary>Reads the attributes of <c>setup</c>.</summary>
    /// <exception cref="FormatException">An attribute has no value of its type.</exception>
    public static ExiProposal Read(XmppElement setup)
    {
        if (setup.Attribute("version") is { } version && version != "1")
            throw new FormatException("EXI version 1 is spoken here.");
        var preserve = ExiPreserve.None;
        Add(ref preserve, setup, "preserveComments", ExiPreserve.Comments);
        Add(ref preserve, setup, "preservePIs", ExiPreserve.ProcessingInstructions);
        Add(ref preserve, setup, "preserveDTD", ExiPreserve.Dtd);
        Add(ref preserve, setup, "preservePrefixes", ExiPreserve.Prefixes);
        Add(ref preserve, setup, "preserveLexical", ExiPreserve.LexicalValues);
        var options = new ExiOptions
        {
            Alignment = setup.Attribute("alignment") switch
            {
                null or "bit-packed" => ExiAlignment.BitPacked,
                // COMPAT Openfire's EXI plugin says byte-packed.
                "byte-alignment" or "byte-packed" => ExiAlignment.ByteAlignment,
                "pre-compression" or "compression" => ExiAlignment.PreCompression,
                _ => throw new FormatException("'alignment' is bit-packed, byte-alignment or pre-compression."),
            },
            Compression = Boolean(setup, "compression") || setup.Attribute("alignment") == "compression",
            Strict = Boolean(setup, "strict"),
            Preserve = preserve,
            SelfContained = Boolean(setup, "selfContained"),
            BlockSize = Number(setup, "blockSize") ?? ExiOptions.DefaultBlockSize,
            ValueMaxLength = Number(setup, "valueMaxLength"),
            ValuePartitionCapacity = Number(setup, "valuePartitionCapacity"),
        };
        return new ExiProposal(options, Boolean(setup, "sessionWideBuffers"))
        {
            HasDatatypeMap = setup.Element(Ns.Exi, "datatypeRepresentationMap") is not null,
        };
    }

    /// <summary>The nearest options we take part in; equal to the proposal if nothing had to change.</summary>
    public ExiProposal Accommodate()
    {
        var options = Options with
        {
            // Channels need a whole block before the first value, and DEFLATE inflates without bound: neither for a stream of strangers' stanzas.
            Alignment = Options.Alignment == ExiAlignment.PreCompression ? ExiAlignment.BitPacked : Options.Alignment,
            Compression = false,
            SelfContained = false,
            // Comments, processing instructions and DTDs do not exist in XMPP (RFC 6120 11.1); prefixes mean nothing in it (4.8).
            Preserve = Options.Preserve & ExiPreserve.LexicalValues,
        };
        if (SessionWideBuffers)
        {
            options = options with
            {
                ValueMaxLength = Math.Min(options.ValueMaxLength ?? int.MaxValue, MaxSessionValueLength),
                ValuePartitionCapacity = Math.Min(options.ValuePartitionCapacity ?? int.MaxValue, MaxSessionPartitionCapacity),
            };
        }

        return new ExiProposal(options, SessionWideBuffers);
    }

    /// <summary>Writes the options as attributes of <c>setupResponse</c>, all of them: defaults differ between implementations.</summary>
    public void WriteTo(XmlWriter w)
    {
        w.WriteAttributeString("alignment", Options.Alignment == ExiAlignment.ByteAlignment ? "byte-alignment" : "bit-packed");
        w.WriteAttributeString("blockSize", Text(Options.BlockSize));
        w.WriteAttributeString("compression", Text(Options.Compression));
        w.WriteAttributeString("preserveComments", Text(Options.Preserve.HasFlag(ExiPreserve.Comments)));
        w.WriteAttributeString("preserveDTD", Text(Options.Preserve.HasFlag(ExiPreserve.Dtd)));
        w.WriteAttributeString("preserveLexical", Text(Options.Preserve.HasFlag(ExiPreserve.LexicalValues)));
        w.WriteAttributeString("preservePIs", Text(Options.Preserve.HasFlag(ExiPreserve.ProcessingInstructions)));
        w.WriteAttributeString("preservePrefixes", Text(Options.Preserve.HasFlag(ExiPreserve.Prefixes)));
        w.WriteAttributeString("selfContained", Text(Options.SelfContained));
        w.WriteAttributeString("sessionWideBuffers", Text(SessionWideBuffers));
        w.WriteAttributeString("strict", Text(Options.Strict));
        if (Options.ValueMaxLength is { } length)
            w.WriteAttributeString("valueMaxLength", Text(length));
        if (Options.ValuePartitionCapacity is { } capacity)
            w.WriteAttributeString("valuePartitionCapacity", Text(capacity));
        w.WriteAttributeString("version", "1");
    }

    /// <summary>
    /// The options as the tail of a configuration id, so that an id says all there is to say and nothing has to be remembered: it works after
    /// a restart and on another machine.
    /// </summary>
    public string ToCode()
    {
        var flags = new List<char> { Options.Alignment == ExiAlignment.ByteAlignment ? 'y' : 'b' };
        if (Options.Strict)
            flags.Add('s');
        if (Options.Preserve.HasFlag(ExiPreserve.LexicalValues))
            flags.Add('l');
        if (SessionWideBuffers)
            flags.Add('w');
        return $"{string.Concat(flags)}.{Options.ValueMaxLength?.ToString(CultureInfo.InvariantCulture)}.{Options.ValuePartitionCapacity?.ToString(CultureInfo.InvariantCulture)}";
    }

    /// <summary>The options of <see cref="ToCode"/>; null if it is no such code, or names options we would not agree to.</summary>
    public static ExiProposal? FromCode(string code)
    {
        string[] parts = code.Split('.');
        if (parts.Length != 3 || parts[0].Length is 0 or > 4)
            return null;
        int? length = null, capacity = null;
        if (parts[1].Length > 0)
        {
            if (!int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int value))
                return null;
            length = value;
        }

        if (parts[2].Length > 0)
        {
            if (!int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out int value))
                return null;
            capacity = value;
        }

        var proposal = new ExiProposal(new ExiOptions
        {
            Alignment = parts[0][0] == 'y' ? ExiAlignment.ByteAlignment : ExiAlignment.BitPacked,
            Strict = parts[0].Contains('s'),
            Preserve = parts[0].Contains('l') ? ExiPreserve.LexicalValues : ExiPreserve.None,
            ValueMaxLength = length,
            ValuePartitionCapacity = capacity,
        }, parts[0].Contains('w'));
        return proposal.ToCode() == code && proposal.Accommodate() == proposal ? proposal : null;
    }

    private static void Add(ref ExiPreserve preserve, XmppElement setup, string attribute, ExiPreserve flag)
    {
        if (Boolean(setup, attribute))
            preserve |= flag;
    }

    private static bool Boolean(XmppElement setup, string attribute) => setup.Attribute(attribute) switch
    {
        null or "false" or "0" => false,
        "true" or "1" => true,
        _ => throw new FormatException($"'{attribute}' is true or false."),
    };

    private static int? Number(XmppElement setup, string attribute)
    {
        string? text = setup.Attribute(attribute);
        if (text is null)
            return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value > 0
            ? value
            : throw new FormatException($"'{attribute}' is a positive number below 2^31.");
    }

    private static string Text(bool value) => value ? "true" : "false";

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
