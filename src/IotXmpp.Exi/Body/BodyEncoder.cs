using System.Runtime.CompilerServices;
using IotXmpp.Exi.Bits;
using IotXmpp.Exi.Grammars;
using IotXmpp.Exi.Portable;
using IotXmpp.Exi.Strings;
using IotXmpp.Exi.Values;

namespace IotXmpp.Exi.Body;

/// <summary>Encodes events into a body, always by the shortest event code that the state has for them (EXI 6.1).</summary>
internal sealed partial class BodyEncoder
{
    private readonly SchemaContext _schema;
    private readonly GrammarImage? _image;
    private readonly ExiOptions _options;
    private readonly Datatypes? _datatypes;
    private readonly UndeclaredProductions _undeclared;
    private readonly GrammarRows? _rows;
    private readonly ProductionIndex? _productions;
    private readonly WrittenNames _names;
    private readonly WrittenValues _partitions;
    private readonly LearnedGrammars _builtIns;
    private readonly ValueWriter _values;
    private readonly FrameStack _frames = new();
    private readonly bool _preservesPrefixes;
    private readonly bool _preservesLexical;
    private readonly CanonicalExi? _canonical;
    private readonly bool _usesChannels;
    private readonly bool _strict;
    private BitWriter? _trial;
    private readonly LearnedProductions _fragment = new();

    /// <summary>Creates the encoder of one stream or one direction of a conversation.</summary>
    /// <param name="schema">Grammars, names and datatypes.</param>
    /// <param name="options">The options of the stream.</param>
    /// <param name="bits">Receives the bits.</param>
    /// <param name="canonical">The body is to be canonical; null for any right one.</param>
    public BodyEncoder(SchemaContext schema, ExiOptions options, BitWriter bits, CanonicalExi? canonical = null)
    {
        _canonical = canonical;
        _schema = schema;
        _image = schema.Image;
        _options = options;
        _datatypes = schema.DatatypesFor(options);
        _undeclared = UndeclaredProductions.For(options);
        _rows = schema.Rows;
        _productions = schema.Productions;
        _names = new WrittenNames(schema.Names);
        _partitions = new WrittenValues(options);
        _builtIns = LearnedGrammars.OfEncoder(options, _image);
        _values = new ValueWriter(_partitions);
        _preservesPrefixes = options.Preserve.HasFlag(ExiPreserve.Prefixes);
        _usesChannels = options.UsesChannels;
        _strict = options.Strict;
        _preservesLexical = options.Preserve.HasFlag(ExiPreserve.LexicalValues);
        Output = bits;
        Bits = options.Compression ? new BitWriter(byteAligned: true) : bits;
        if (options.Fragment && _image is not null && _image.FragmentContent < 0)
            throw new ExiException("the grammar image was compiled without fragment grammars");
        Restart();
    }

    /// <summary>The body on its way out.</summary>
    private BitWriter Output { get; }

    /// <summary>Where events are written: the body itself, or under compression the next stream of it.</summary>
    private BitWriter Bits { get; }

    /// <summary>Open elements.</summary>
    public int Depth => _inner is null ? _frames.Depth : _frames.Depth - 1 + _inner.Depth;

    /// <summary>Changes when names that <see cref="NameOf(string, string)"/> gave out are no longer known.</summary>
    public int NamesVersion => _names.Version;

    /// <summary>Starts a new body or stream.</summary>
    /// <param name="keep">What of the tables lives on.</param>
    public void Restart(ExiSessionBuffers keep = ExiSessionBuffers.None)
    {
        if (keep == ExiSessionBuffers.None)
            _partitions.Reset();
        _partitions.Commit();
        _partitions.IsJournaled = keep != ExiSessionBuffers.None;
        if (keep < ExiSessionBuffers.StringTables)
            _names.Reset(keepNumbers: keep == ExiSessionBuffers.Values);
        if (keep < ExiSessionBuffers.All)
            _builtIns.Reset();
        _fragment.Clear();
        _inner = null;
        _channels.Clear();
        if (Bits != Output)
            Bits.Clear();
        _frames.Clear();
        ref Frame document = ref _frames.Push(name: -1, element: -1);
        document.Kind = _options.Fragment ? FrameKind.FragmentContent : FrameKind.DocContent;
        document.State = _image is null ? -1 : _options.Fragment ? _image.FragmentContent : _image.DocContent;
    }

    /// <summary>A name as the encoder knows it.</summary>
    public WrittenName NameOf(string uri, string local) => _names.Get(uri, local);

    /// <summary>A name as the encoder knows it.</summary>
    public WrittenName NameOf(ReadOnlySpan<char> uri, ReadOnlySpan<char> local) => _names.Get(uri, local);

    /// <summary>One of the schema's qnames as the encoder knows it.</summary>
    public WrittenName NameOf(int initialNumber) => _names.Get(initialNumber);

    /// <summary>Whether a fidelity option is on.</summary>
    public bool Preserves(ExiPreserve what) => _options.Preserve.HasFlag(what);

    /// <summary>The body failed: value partitions go back to where the body began.</summary>
    public void Rollback() => _partitions.Rollback();

    /// <summary>Encodes an end tag.</summary>
    public void EndElement()
    {
        if (_inner is not null)
        {
            EndInnerElement();
            return;
        }

        ref Frame frame = ref _frames.Top;
        switch (frame.Kind)
        {
            case FrameKind.BuiltInContent:
                WriteFirst(frame.BuiltIn!.Content.Count, frame.BuiltIn.Content.Count + 2);
                break;

            case FrameKind.BuiltInStartTag:
                LearnedProductions startTag = frame.BuiltIn!.StartTag;
                int learned = startTag.CodeOf(ExiEventType.EndElement, BuiltInGrammar.NoName);
                if (learned >= 0)
                {
                    WriteFirst(learned, startTag.Count + 1);
                }
                else
                {
                    if (CastsToAnyType(ref frame))
                    {
                        EndSchemaElement(ref frame);
                        break;
                    }

                    WriteBuiltInSecond(startTag.Count, _undeclared.BuiltInStartTag, Undeclared.EndElement);
                    _builtIns.Learn(frame.BuiltIn!, startTag, ExiEventType.EndElement, BuiltInGrammar.NoName, once: true);
                }

                break;

            default:
                EndSchemaElement(ref frame);
                break;
        }

        _frames.Pop();
    }

    /// <summary>Encodes text that stands between two tags.</summary>
    public void Characters(ReadOnlySpan<char> text) => Characters(new WrittenValue(text));

    /// <summary>Encodes the value between two tags.</summary>
    public void Characters(WrittenValue value)
    {
        if (_inner is not null)
        {
            _inner.Characters(value);
            return;
        }

        ref Frame frame = ref _frames.Top;
        switch (frame.Kind)
        {
            case FrameKind.Schema:
                SchemaCharacters(ref frame, value);
                break;

            case FrameKind.BuiltInStartTag or FrameKind.BuiltInContent:
                bool isContent = frame.Kind == FrameKind.BuiltInContent;
                LearnedProductions learned = isContent ? frame.BuiltIn!.Content : frame.BuiltIn!.StartTag;
                int declared = learned.Count + (isContent ? 1 : 0);
                int code = learned.CodeOf(ExiEventType.Characters, BuiltInGrammar.NoName);
                if (code >= 0)
                {
                    WriteFirst(code, declared + 1);
                }
                else
                {
                    if (CastsToAnyType(ref frame))
                    {
                        SchemaCharacters(ref frame, value);
                        break;
                    }

                    WriteBuiltInSecond(declared, isContent ? _undeclared.BuiltInContent : _undeclared.BuiltInStartTag, Undeclared.Characters);
                    _builtIns.Learn(frame.BuiltIn!, learned, ExiEventType.Characters, BuiltInGrammar.NoName, once: true);
                }

                frame.Kind = FrameKind.BuiltInContent;
                WriteUntyped(frame.Name, value);
                break;

            default:
                if (value.IsTyped || !XmlCharacters.IsWhiteSpace(value.Text))
                    throw Failure("text outside of the document element");
                break;
        }
    }

    /// <summary>Encodes a comment, if comments are preserved.</summary>
    public void Comment(string text)
    {
        if (_inner is not null)
            _inner.Comment(text);
        else if (WriteMiscellaneous(ExiEventType.Comment))
            ValueWriter.WriteString(Bits, text, 0);
    }

    /// <summary>Encodes a processing instruction, if they are preserved.</summary>
    public void ProcessingInstruction(string target, string text)
    {
        if (_inner is not null)
        {
            _inner.ProcessingInstruction(target, text);
        }
        else if (WriteMiscellaneous(ExiEventType.ProcessingInstruction))
        {
            ValueWriter.WriteString(Bits, target, 0);
            ValueWriter.WriteString(Bits, text, 0);
        }
    }

    /// <summary>Encodes a document type declaration, if DTDs are preserved.</summary>
    public void DocType(string name, string publicId, string systemId, string text)
    {
        if (!_options.Preserve.HasFlag(ExiPreserve.Dtd))
            return;
        if (_frames.Top.Kind != FrameKind.DocContent)
            throw Failure("a document type declaration that is not in front of the document element");
        int declared = _image is null ? 1 : _rows!.States[_frames.Top.State].Count;
        WriteFirst(declared, declared + 1);
        WriteSecond(_undeclared.DocContent, Undeclared.DocType);
        ValueWriter.WriteString(Bits, name, 0);
        ValueWriter.WriteString(Bits, publicId, 0);
        ValueWriter.WriteString(Bits, systemId, 0);
        ValueWriter.WriteString(Bits, text, 0);
    }

    /// <summary>Encodes an entity reference; without preserved DTD it cannot be represented.</summary>
    public void EntityReference(string name)
    {
        if (_inner is not null)
        {
            _inner.EntityReference(name);
            return;
        }

        if (!_options.Preserve.HasFlag(ExiPreserve.Dtd))
            throw Failure($"the entity reference {name}, though DTDs are not preserved");
        ref Frame frame = ref _frames.Top;
        WriteContentSecond(ref frame, Undeclared.EntityReference);
        ValueWriter.WriteString(Bits, name, 0);
    }

    /// <summary>Encodes the end of the document.</summary>
    public void EndDocument()
    {
        ref Frame frame = ref _frames.Top;
        bool hasMore = _undeclared.ThirdParts.Length > 0;
        if (frame.Kind == FrameKind.DocEnd)
        {
            WriteFirst(0, hasMore ? 2 : 1);
        }
        else if (frame.Kind == FrameKind.FragmentContent)
        {
            int declared = _image is null ? _fragment.Count + 2 : _rows!.States[frame.State].Count;
            WriteFirst(declared - 1, declared + (hasMore ? 1 : 0));
        }
        else
        {
            throw Failure("the end of a document without its element");
        }

        EndBlocks();
    }

    /// <summary>An exception at a place of the document.</summary>
    private ExiException Failure(string message) => new(message, -1, _frames.Path(_names.UriOf, _names.LocalOf));

    private bool WriteMiscellaneous(ExiEventType type)
    {
        int third = Array.IndexOf(_undeclared.ThirdParts, type);
        if (third < 0)
            return false;
        ref Frame frame = ref _frames.Top;
        switch (frame.Kind)
        {
            case FrameKind.DocContent:
                int declared = _image is null ? 1 : _rows!.States[frame.State].Count;
                WriteFirst(declared, declared + 1);
                WriteSecond(_undeclared.DocContent, Undeclared.CommentOrInstruction);
                break;

            case FrameKind.DocEnd:
                WriteFirst(1, 2);
                break;

            case FrameKind.FragmentContent:
                int fragments = _image is null ? _fragment.Count + 2 : _rows!.States[frame.State].Count;
                WriteFirst(fragments, fragments + 1);
                break;

            default:
                WriteContentSecond(ref frame, Undeclared.CommentOrInstruction);
                break;
        }

        Bits.WriteNBit((uint)third, CodeWidth.Of(_undeclared.ThirdParts.Length));
        return true;
    }

    /// <summary>Writes a second part that leads into the content of an element.</summary>
    private void WriteContentSecond(ref Frame frame, Undeclared production)
    {
        if (frame.Kind == FrameKind.Schema)
        {
            WriteSchemaSecond(frame, production);
            frame.State = _rows!.States[frame.State].Content;
            return;
        }

        bool isContent = frame.Kind == FrameKind.BuiltInContent;
        int declared = isContent ? frame.BuiltIn!.Content.Count + 1 : frame.BuiltIn!.StartTag.Count;
        WriteBuiltInSecond(declared, isContent ? _undeclared.BuiltInContent : _undeclared.BuiltInStartTag, production);
        frame.Kind = FrameKind.BuiltInContent;
    }

    private void WriteBuiltInSecond(int declared, Undeclared[] second, Undeclared production)
    {
        WriteFirst(declared, declared + 1);
        WriteSecond(second, production);
    }

    private void WriteFirst(int code, int count) => Bits.WriteNBit((uint)code, CodeWidth.Of(count));

    private void WriteSecond(Undeclared[] second, Undeclared production)
    {
        int code = CodeOf(second, production);
        if (code < 0)
            throw Failure($"an event ({production}) for which the options leave no production");
        Bits.WriteNBit((uint)code, CodeWidth.Of(second.Length));
    }

    private static int CodeOf(Undeclared[] second, Undeclared production)
    {
        for (int code = 0; code < second.Length; code++)
        {
            if (second[code] == production)
                return code;
        }

        return -1;
    }

    /// <summary>Writes a String, which any value can be.</summary>
    private void WriteUntyped(int name, WrittenValue value) => TryWriteValue(name, Datatype.Untyped, value);

    /// <summary>Writes a value, here or into its channel. False: it cannot be represented, and nothing was written.</summary>
    private bool TryWriteValue(int name, Datatype datatype, WrittenValue value) =>
        value.IsTyped ? TryWriteTyped(name, datatype, value.Typed) : TryWriteText(name, datatype, value.Text);

    /// <summary>Apart, because room on the stack is cleared for every call.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryWriteTyped(int name, Datatype datatype, in EventValue value)
    {
        if (_canonical is null && !_usesChannels && TypedWriter.TryWrite(Bits, datatype, value))
            return true;
        Span<char> room = stackalloc char[ValueFormat.MaxLength];
        return TryWriteText(name, datatype, room[..value.Print(room)]);
    }

    private bool TryWriteText(int name, Datatype datatype, ReadOnlySpan<char> text)
    {
        if (_canonical is not null)
        {
            if (!CanWrite(datatype, new WrittenValue(text)))
                return false;
            text = CanonicalValue.Of(datatype, text.ToString(), _canonical.UtcTime);
        }

        return _usesChannels
            ? TryAddToChannel(name, datatype, text)
            : _values.TryWrite(Bits, name, datatype, text);
    }

    /// <summary>Whether a value can be represented with a datatype.</summary>
    private bool CanWrite(Datatype datatype, WrittenValue value) => ValueWriter.UsesPartitions(datatype) || TryOut(datatype, value);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryOut(Datatype datatype, WrittenValue value)
    {
        _trial ??= new BitWriter(byteAligned: false);
        _trial.Clear();
        Span<char> room = stackalloc char[ValueFormat.MaxLength];
        return _values.TryWrite(_trial, -1, datatype, value.TextIn(room));
    }
}
