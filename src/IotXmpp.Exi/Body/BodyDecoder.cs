using System.Runtime.CompilerServices;
using System.Text;
using IotXmpp.Exi.Bits;
using IotXmpp.Exi.Grammars;
using IotXmpp.Exi.Strings;
using IotXmpp.Exi.Values;

namespace IotXmpp.Exi.Body;

/// <summary>
/// Decodes a body into events, one at a time, and can stop wherever the bytes end. Every step either finishes and changes the
/// state, or changes nothing and is taken again with more bytes; strings, lists and binary values keep what they have. A step that has its
/// bytes goes straight on into the next. Nothing recurses on the input's depth.
/// </summary>
internal sealed partial class BodyDecoder : IEventSource
{
    private const int InitialDepth = 16;

    /// <summary>No declaration says what the value of an attribute is. Not -1, which is a declaration without datatype.</summary>
    private const int NoDatatype = -2;

    private readonly SchemaContext _schema;
    private readonly GrammarRows? _rows;
    private readonly GrammarRows.StateRow[] _states;
    private readonly GrammarRows.ProductionRow[] _productions;
    private readonly ExiOptions _options;
    private readonly ExiLimits _limits;
    private readonly Datatypes? _datatypes;
    private readonly UndeclaredProductions _undeclared;
    private readonly DecodedNames _names;
    private readonly LearnedGrammars _builtIns = new();
    private readonly LearnedProductions _fragment = new();
    private readonly ValueReader _values;
    private readonly LiteralReader _string = new();
    private readonly TagNames _attributes = new();
    private readonly Dictionary<string, string> _declared = [];
    private readonly bool _strict;
    private readonly bool _preservesPrefixes;
    private readonly bool _preservesLexical;
    private readonly bool _channels;
    private readonly int _initialNames;
    private readonly int _xsiType;
    private readonly int _xsiNil;
    private readonly long _maxOutput;

    private OpenElement[] _open = new OpenElement[InitialDepth];
    private int _depth;
    private Step _step;
    private long _mark;
    private bool _hasEvent;
    private long _baseBits;
    private long _steps;
    private int _elements;
    private int _namespaces;
    private long _output;

    // The production being executed.
    private NameUse _nameUse;
    private int _next;
    private int _operandElement;
    private int _valueDatatype = NoDatatype;
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
        : this(schema, options, limits, null)
    {
    }

    private BodyDecoder(SchemaContext schema, ExiOptions options, ExiLimits limits, BodyEvent? outer)
    {
        _schema = schema;
        _rows = schema.Rows;
        _states = _rows?.States ?? [];
        _productions = _rows?.Productions ?? [];
        _options = options;
        _limits = limits;
        _datatypes = schema.DatatypesFor(options);
        _undeclared = UndeclaredProductions.For(options);
        _names = new DecodedNames(schema.Names);
        Partitions = new DecodedValues(options);
        Current = outer ?? new BodyEvent(_names, Partitions);
        _values = new ValueReader(limits, Current, Partitions, keepsAll: options.UsesChannels);
        _strict = options.Strict;
        _preservesPrefixes = options.Preserve.HasFlag(ExiPreserve.Prefixes);
        _preservesLexical = options.Preserve.HasFlag(ExiPreserve.LexicalValues);
        _channels = options.UsesChannels;
        _initialNames = _names.InitialNameCount;
        _xsiType = _names.XsiType;
        _xsiNil = _names.XsiNil;
        _maxOutput = limits.MaxBodyOutput;
        if (options.Fragment && schema.Image is { FragmentContent: < 0 })
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
    public BodyEvent Current { get; }

    /// <summary>Datatype of a value that waits in a channel.</summary>
    public Datatype DeferredDatatype { get; private set; } = Datatype.Untyped;

    /// <summary>The name whose channel and local partition a deferred value uses.</summary>
    public int ValueName => _valueName;

    /// <summary>Open elements.</summary>
    public int Depth => _inner is null ? _depth : _depth - 1 + _inner.Depth;

    /// <summary>The value partitions, for values in channels.</summary>
    public DecodedValues Partitions { get; }

    /// <inheritdoc/>
    public long TotalReads => _steps + _values.Work + (_inner?.TotalReads ?? 0);

    /// <inheritdoc/>
    public bool HasEnded => _step == Step.Ended;

    private ref OpenElement Top => ref _open[_depth];

    /// <inheritdoc/>
    public void Restart(ExiSessionBuffers keep)
    {
        if (keep == ExiSessionBuffers.None)
            Partitions.Reset();
        if (keep < ExiSessionBuffers.StringTables)
            _names.Reset(keepNumbers: keep == ExiSessionBuffers.Values);
        if (keep < ExiSessionBuffers.All)
            _builtIns.Reset();
        _fragment.Clear();
        if (_inner is not null)
            LeaveInner();
        _scope.Clear();
        _declared.Clear();
        _attributes.Clear();
        _depth = 0;
        Top = new OpenElement
        {
            Kind = _options.Fragment ? FrameKind.FragmentContent : FrameKind.DocContent,
            Name = -1,
            State = _schema.Image is not { } image ? -1 : _options.Fragment ? image.FragmentContent : image.DocContent,
        };
        _step = Step.EventCode;
        _hasEvent = false;
        _learn = false;
        _untyped = false;
        _valueDatatype = NoDatatype;
        _elements = 0;
        _namespaces = 0;
        _output = 0;
        _baseBits = 0;
    }

    /// <inheritdoc/>
    public void Advance(long bits)
    {
        _baseBits += bits;
        _inner?.Advance(bits);
    }

    /// <inheritdoc/>
    public bool TryRead(ref BitReader bits)
    {
        do
        {
            _mark = bits.Position;
            _steps++;
            if (_step == Step.EventCode)
                ReadEventCode(ref bits);
            else
                ReadOther(ref bits);

            if (bits.Starved)
            {
                // What was read after the end is zeros: a step checks before it acts, so going back is all there is to do.
                bits.Rewind(_mark);
                _hasEvent = false;
                return false;
            }
        }
        while (!_hasEvent);
        _hasEvent = false;
        return true;
    }

    /// <summary>Goes on with a step that starved, or whose turn comes only rarely.</summary>
    private void ReadOther(ref BitReader bits)
    {
        switch (_step)
        {
            case Step.Uri: ReadUri(ref bits); break;
            case Step.LocalName: ReadLocalName(ref bits); break;
            case Step.Prefix: ReadPrefix(ref bits); break;
            case Step.StringLength: ReadStringLength(ref bits); break;
            case Step.StringCharacters: ReadStringCharacters(ref bits); break;
            case Step.NamespaceUri: ReadNamespaceUri(ref bits); break;
            case Step.NamespacePrefix: ReadNamespacePrefix(ref bits); break;
            case Step.NamespaceLocal: ReadNamespaceLocal(ref bits); break;
            case Step.Value: ReadValue(ref bits); break;
            case Step.Text: BeginText(); break;
            case Step.Inner: ReadInner(ref bits); break;
            default: throw new InvalidOperationException("The body has ended.");
        }
    }

    /// <summary>An exception at a place of the body.</summary>
    public ExiException Failure(in BitReader bits, string message) => new(message, _baseBits + bits.Position, Path());

    /// <summary>The step before is done with for good, and the next one begins here.</summary>
    private void Enter(Step step, in BitReader bits)
    {
        _step = step;
        _mark = bits.Position;
    }

    private void Report(ExiEventType type)
    {
        Current.Type = type;
        _hasEvent = true;
        _step = Step.EventCode;
    }

    /// <summary>Counts characters against the body's limit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Spend(in BitReader bits, int characters)
    {
        _output += characters;
        if (_output > _maxOutput)
            ThrowSpent(bits);
    }

    private void ThrowSpent(in BitReader bits) => throw Failure(bits, $"the body expands to more than {_limits.MaxBodyOutput} characters");

    private void CheckTables(in BitReader bits)
    {
        if (_names.AddedStrings >= _limits.MaxTableStrings)
            throw Failure(bits, $"more than {_limits.MaxTableStrings} names in the string table");
    }

    /// <summary>The path of the open elements for messages; the middle of a deep one is left out.</summary>
    private string Path()
    {
        const int shown = 8;
        var path = new StringBuilder();
        for (int i = 1; i <= _depth; i++)
        {
            if (i > shown && i <= _depth - shown)
            {
                path.Append("/...");
                i = _depth - shown;
                continue;
            }

            path.Append("/{").Append(_names.UriOf(_open[i].Name)).Append('}').Append(_names.LocalOf(_open[i].Name));
        }

        return path.ToString();
    }
}
