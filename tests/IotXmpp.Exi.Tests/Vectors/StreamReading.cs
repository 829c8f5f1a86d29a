using System.Buffers;
using IotXmpp.Exi.Portable;

namespace IotXmpp.Exi.Tests.Vectors;

/// <summary>Reads the stream of a vector, header and body, with the event reader: once whole, then any of its prefixes.</summary>
internal sealed class StreamReading(VectorRecord record, byte[] stream)
{
    private readonly List<int> _trail = [];
    private ExiReaderState? _state;
    private ExiOptions? _options;

    /// <summary>Whole bytes that the last reading used, those of the header included.</summary>
    public int Consumed { get; private set; }

    /// <summary>Steps and characters of the last reading.</summary>
    public long Work { get; private set; }

    /// <summary>Bytes of memory that the last reading took.</summary>
    public long Allocated { get; private set; }

    /// <summary>Events of the last reading.</summary>
    public int Events { get; private set; }

    /// <summary>The last reading gave what the one of the whole stream gave, as far as it came.</summary>
    public bool IsAsInWhole { get; private set; }

    /// <summary>Reads all of the stream and remembers the events. The tables are made here.</summary>
    public StreamPrefix ReadWhole() => Measure(stream.Length, isWhole: true);

    /// <summary>Reads a prefix as the whole input.</summary>
    /// <param name="length">Bytes of the prefix.</param>
    public StreamPrefix Read(int length) => Measure(length, isWhole: false);

    private StreamPrefix Measure(int length, bool isWhole)
    {
        Consumed = 0;
        Events = 0;
        IsAsInWhole = true;
        long work = _state?.TotalReads ?? 0;
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        StreamPrefix outcome;
        try
        {
            outcome = Read(length, isWhole);
        }
        catch (ExiException)
        {
            outcome = StreamPrefix.Refused;
        }

        Allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        Work = (_state?.TotalReads ?? 0) - work;
        return outcome;
    }

    private StreamPrefix Read(int length, bool isWhole)
    {
        var input = new ReadOnlySequence<byte>(stream, 0, length);
        if (!ExiHeader.TryRead(input, out ExiHeaderInfo? header, out long bits))
            return StreamPrefix.NeedsMore;
        ExiReaderState state = Open(header!.Options);
        state.SkipBits((int)(bits & 7));
        var reader = new ExiReader(input.Slice(bits >> 3), state);
        int hash = 0;
        while (reader.Read())
        {
            hash = HashCode.Combine(hash, Hash(ref reader));
            if (isWhole)
                _trail.Add(hash);
            else if (Events >= _trail.Count || _trail[Events] != hash)
                IsAsInWhole = false;
            if (!IsAsInWhole)
                break; // whatever goes on without end stops here
            Events++;
            if (reader.EventType != ExiEventType.EndDocument)
                continue;
            Consumed = (int)((bits >> 3) + reader.BytesConsumed);
            return StreamPrefix.Complete;
        }

        return StreamPrefix.NeedsMore;
    }

    /// <summary>The state for the options in force, cold, with its memory from the reading before.</summary>
    private ExiReaderState Open(ExiOptions? declared)
    {
        // Canonical EXI 3: pre-compression where compression is asked for.
        ExiOptions options = declared
            ?? (record.Canonical is not null && record.Options.Compression ? record.Options with { Compression = false, Alignment = ExiAlignment.PreCompression } : record.Options);
        if (_state is null || _options != options)
            _state = new ExiReaderState(declared is null ? VectorFiles.GrammarOf(record) : Resolve(declared.SchemaId), options, ExiLimits.Trusted);
        else
            _state.Reset();
        _options = options;
        return _state;
    }

    private GrammarImage? Resolve(ExiSchemaId schemaId) =>
        schemaId.IsSchemaLess ? null : schemaId.IsBuiltInTypes ? VectorFiles.Grammar("") : VectorFiles.GrammarOf(record);

    private static int Hash(ref ExiReader reader)
    {
        int hash = HashCode.Combine(reader.EventType, reader.ValueKind, string.GetHashCode(reader.Text));
        switch (reader.EventType)
        {
            case ExiEventType.StartElement or ExiEventType.EndElement or ExiEventType.Attribute:
                return HashCode.Combine(hash, reader.Name, reader.Uri, reader.LocalName, reader.Prefix);
            case ExiEventType.NamespaceDeclaration:
                return HashCode.Combine(hash, reader.Uri, reader.Prefix);
            case ExiEventType.Comment or ExiEventType.EntityReference:
                return HashCode.Combine(hash, reader.GetText(0));
            case ExiEventType.ProcessingInstruction:
                return HashCode.Combine(hash, reader.GetText(0), reader.GetText(1));
            case ExiEventType.DocType:
                return HashCode.Combine(hash, reader.GetText(0), reader.GetText(1), reader.GetText(2), reader.GetText(3));
            default:
                return hash;
        }
    }
}
