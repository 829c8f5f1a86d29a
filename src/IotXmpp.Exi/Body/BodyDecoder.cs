using IotXmpp.Exi.Bits;
using IotXmpp.Exi.Portable;
using IotXmpp.Exi.Strings;
using IotXmpp.Exi.Values;

namespace IotXmpp.Exi.Body;

/// <summary>
/// Decodes a body into events, one at a time, and can stop wherever the bytes end. Every step either finishes and changes the
/// state, or changes nothing and is taken again with more bytes; strings, lists and binary values keep what they have. Nothing
/// recurses on the input's depth.
/// </summary>
internal sealed partial class BodyDecoder : IEventSource
{
    private readonly SchemaContext _schema;
    private readonly GrammarImage? _image;
    private readonly ExiOptions _options;
    private readonly ExiLimits _limits;
    private readonly Datatypes? _datatypes;
    private readonly UndeclaredProductions _undeclared;
    private readonly NameTable _names;
    private readonly ValuePartitions _partitions;
    private readonly LearnedGrammars _builtIns;
    private readonly ValueReader _values;
    private readonly LiteralReader _string = new();
    private readonly FrameStack _frames = new();
    private readonly HashSet<int> _attributes = [];
    private readonly Dictionary<string, string> _declared = [];
    private readonly bool _preservesPrefixes;
    private readonly bool _preservesLexical;
    private readonly bool _channels;

    private Step _step;
    private long _baseBits;
    private int _elements;
    private int _namespaces;
    private long _output;

    // The production being executed.
    private NameUse _nameUse;
    private int _next;
    private int _operandElement;
    private Datatype? _valueDatatype;
    private bool _untyped;
    private bool _learn;
    private int _uri;
    private int _attributeName;
    private int _valueName;
    private int _textIndex;
    private int _textCount;
    private StringUse _stringUse;

    /// <summary>Creates the decoder of one stream or one direction of a conversation.</summary>
    public BodyDecoder(SchemaContext schema, ExiOptions options, ExiLimits limits)
    {
        _schema = schema;
        _image = schema.Image;
        _options = options;
        _limits = limits;
        _datatypes = schema.DatatypesFor(options);
        _undeclared = new UndeclaredProductions(options);
        _names = new NameTable(schema.Names);
        _partitions = new ValuePartitions(options);
        _builtIns = new LearnedGrammars();
        _values = new ValueReader(limits, _partitions);
        _preservesPrefixes = options.Preserve.HasFlag(ExiPreserve.Prefixes);
        _preservesLexical = options.Preserve.HasFlag(ExiPreserve.LexicalValues);
        _channels = options.UsesChannels;
        if (options.Fragment && _image is not null && _image.FragmentContent < 0)
            throw new ExiException("the grammar image was compiled without fragment grammars");
        Restart(ExiSessionBuffers.None);
    }

    /// <summary>What a step does when its turn comes.</summary>
    private enum Step : byte
    {
        EventCode,
        Uri,
        LocalName,
        Prefix,
        StringLength,
        StringCharacters,
        NamespaceUri,
        NamespacePrefix,
        NamespaceLocal,
        Value,
        Text,
        Inner,
        Ended,
    }

    /// <summary>What a name being read is for.</summary>
    private enum NameUse : byte
    {
        Element,
        Attribute,
        TypeValue,
    }

    /// <summary>What a string being read is for.</summary>
    private enum StringUse : byte
    {
        Uri,
        LocalName,
        NamespaceUri,
        NamespacePrefix,
        Text,
    }

    /// <inheritdoc/>
    public BodyEvent Current { get; } = new();

    /// <summary>Name of the element or attribute of the event, a number of the name table.</summary>
    public int Name { get; private set; }

    /// <summary>Datatype of a value that waits in a channel.</summary>
    public Datatype DeferredDatatype { get; private set; } = Datatype.Untyped;

    /// <summary>The name whose channel and local partition a deferred value uses.</summary>
    public int ValueName => _valueName;

    /// <summary>Open elements.</summary>
    public int Depth => _frames.Depth;

    /// <summary>The name partitions.</summary>
    public NameTable Names => _names;

    /// <summary>The value partitions, for values in channels.</summary>
    public ValuePartitions Partitions => _partitions;

    /// <inheritdoc/>
    public long TotalReads { get; private set; }

    /// <inheritdoc/>
    public bool HasEnded => _step == Step.Ended;

    /// <inheritdoc/>
    public void Restart(ExiSessionBuffers keep)
    {
        if (keep == ExiSessionBuffers.None)
            _partitions.Reset();
        _partitions.Commit();
        if (keep < ExiSessionBuffers.StringTables)
            _names.Reset(keepNumbers: keep == ExiSessionBuffers.Values);
        if (keep < ExiSessionBuffers.All)
            _builtIns.Reset();
        _fragment = new LearnedProductions();
        _inner = null;
        _scope.Clear();
        _frames.Clear();
        _frames.Push(new Frame
        {
            Kind = _options.Fragment ? FrameKind.FragmentContent : FrameKind.DocContent,
            Name = -1,
            State = _image is null ? -1 : _options.Fragment ? _image.FragmentContent : _image.DocContent,
        });
        _step = Step.EventCode;
        _elements = 0;
        _output = 0;
        _baseBits = 0;
    }

    /// <inheritdoc/>
    public void Advance(long bits) => _baseBits += bits;

    /// <inheritdoc/>
    public bool TryRead(ref BitReader bits)
    {
        int reads = bits.Reads;
        while (true)
        {
            long mark = bits.Position;
            switch (_step)
            {
                case Step.EventCode: ReadEventCode(ref bits); break;
                case Step.Uri: ReadUri(ref bits); break;
                case Step.LocalName: ReadLocalName(ref bits); break;
                case Step.Prefix: ReadPrefix(ref bits); break;
                case Step.StringLength: ReadStringLength(ref bits); break;
                case Step.StringCharacters: mark = -1; ReadStringCharacters(ref bits); break;
                case Step.NamespaceUri: ReadNamespaceUri(ref bits); break;
                case Step.NamespacePrefix: ReadNamespacePrefix(ref bits); break;
                case Step.NamespaceLocal: ReadNamespaceLocal(ref bits); break;
                case Step.Value: mark = -1; ReadValue(ref bits); break;
                case Step.Text: BeginText(); break;
                case Step.Inner: mark = -1; ReadInner(ref bits); break;
                default: throw new InvalidOperationException("The body has ended.");
            }

            if (bits.Starved)
            {
                // What was read after the end is zeros: a step checks before it acts, so going back is all there is to do.
                if (mark >= 0)
                    bits.Rewind(mark);
                _hasEvent = false;
                TotalReads += bits.Reads - reads;
                return false;
            }

            if (_hasEvent)
            {
                _hasEvent = false;
                TotalReads += bits.Reads - reads;
                return true;
            }
        }
    }

    /// <summary>An exception at a place of the body.</summary>
    public ExiException Failure(in BitReader bits, string message) =>
        new(message, _baseBits + bits.Position, _frames.Path(_names));

    private bool _hasEvent;

    private void Report(ExiEventType type)
    {
        Current.Type = type;
        _hasEvent = true;
        _step = Step.EventCode;
    }

    /// <summary>Counts characters against the body's limit.</summary>
    public void Spend(in BitReader bits, int characters)
    {
        _output += characters;
        if (_output > _limits.MaxBodyOutput)
            throw Failure(bits, $"the body expands to more than {_limits.MaxBodyOutput} characters");
    }

    private void CheckTables(in BitReader bits)
    {
        if (_names.AddedStrings >= _limits.MaxTableStrings)
            throw Failure(bits, $"more than {_limits.MaxTableStrings} names in the string table");
    }
}
