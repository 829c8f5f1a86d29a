using System.Buffers;
using IotXmpp.Exi.Bits;
using IotXmpp.Exi.Body;
using IotXmpp.Exi.Portable;
using IotXmpp.Exi.Strings;
using IotXmpp.Exi.Values;
using IotXmpp.Exi.Xml;

namespace IotXmpp.Exi;

/// <summary>
/// What an <see cref="ExiWriter"/> moves: grammar position, string tables, learned grammars, the start tag that is being written, bits that do not
/// fill a byte yet. One for each stream, or for each direction of a conversation of bodies; it is used again for body after body. Not for several threads at a time.
/// </summary>
public sealed class ExiWriterState
{
    private const int DrainThreshold = 32 * 1024;

    private readonly BodyEncoder _encoder;
    private readonly BitWriter _bits;
    private readonly ExiSessionBuffers _keep;
    private readonly NamespaceScope _scope = new();
    private readonly StartTag _tag = new();
    private readonly CharBuffer _text = new();
    private bool _inTag;
    private bool _failed;
    private bool _isFresh = true;

    /// <summary>Creates the state of a stream.</summary>
    /// <param name="grammar">The schema's grammars, or null for schema-less.</param>
    /// <param name="options">The options of the stream; out of band unless <see cref="ExiWriter.WriteHeader"/> writes them.</param>
    /// <param name="keep">What of the tables lives on from one body to the next.</param>
    /// <exception cref="ArgumentException">The options contradict one another.</exception>
    public ExiWriterState(GrammarImage? grammar, ExiOptions options, ExiSessionBuffers keep = ExiSessionBuffers.None)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.FindConflict() is { } conflict)
            throw new ArgumentException($"EXI options: {conflict}.", nameof(options));
        _bits = new BitWriter(options.IsByteAligned);
        _encoder = new BodyEncoder(SchemaContext.Of(grammar), options, _bits) { LookupNamespace = _scope.LookupUri };
        _keep = keep;
    }

    /// <summary>Open elements.</summary>
    public int Depth => _scope.Depth;

    /// <summary>
    /// Gives up the body that was begun, or that failed: what was not handed over yet is forgotten, values return to where the body began,
    /// and the next body can be written.
    /// </summary>
    /// <exception cref="InvalidOperationException">Names of the body are in tables that live on, so the two sides no longer agree.</exception>
    public void Abandon()
    {
        if (_isFresh)
            return;
        _encoder.Rollback();
        if (_keep > ExiSessionBuffers.Values)
            throw new InvalidOperationException("A body failed after its names entered tables that live on: the two sides would no longer agree.");
        Begin();
    }

    internal void WriteHeader(bool cookie, ExiOptions? optionsDocument)
    {
        if (!_isFresh)
            throw new InvalidOperationException("A header stands in front of the body.");
        ExiHeader.Write(_bits, cookie, optionsDocument);
    }

    internal WrittenName NameOf(int name) => _encoder.NameOf(name);

    internal WrittenName NameOf(string uri, string local)
    {
        ArgumentNullException.ThrowIfNull(uri);
        ArgumentNullException.ThrowIfNull(local);
        return Checked(_encoder.NameOf(uri, local));
    }

    internal WrittenName NameOf(ReadOnlySpan<char> uri, ReadOnlySpan<char> local) => Checked(_encoder.NameOf(uri, local));

    internal void StartElement(WrittenName name, string prefix, IBufferWriter<byte> output)
    {
        EndTag();
        if (_bits.Length > DrainThreshold)
            _bits.DrainTo(output);
        _scope.Push();
        _tag.Clear();
        _tag.Name = name;
        _tag.Prefix = prefix;
        _inTag = true;
        _isFresh = false;
    }

    internal void Namespace(string prefix, string uri)
    {
        RequireTag();
        _scope.Declare(prefix, uri);
        _tag.Namespaces.Add((prefix, uri));
    }

    internal void Attribute(WrittenName name, string prefix, ReadOnlySpan<char> value)
    {
        RequireTag();
        Check(value);
        if (!_tag.TryAdd(name, prefix, value))
            throw Twice(name);
    }

    internal void AttributeUtf8(WrittenName name, string prefix, ReadOnlySpan<byte> value)
    {
        RequireTag();
        if (!_tag.TryBegin(name, prefix))
            throw Twice(name);
        try
        {
            _tag.Text.AppendUtf8(value);
            Check(_tag.Begun);
            _tag.EndAttribute();
        }
        catch (ExiException)
        {
            _failed = true;
            throw;
        }
    }

    internal void Attribute(WrittenName name, string prefix, in EventValue value)
    {
        RequireTag();
        if (!_tag.TryAdd(name, prefix, value))
            throw Twice(name);
    }

    internal void Characters(ReadOnlySpan<char> text)
    {
        EndTag();
        Check(text);
        Characters(new WrittenValue(text));
    }

    internal void CharactersUtf8(ReadOnlySpan<byte> text)
    {
        EndTag();
        _text.Clear();
        try
        {
            _text.AppendUtf8(text);
        }
        catch (ExiException)
        {
            _failed = true;
            throw;
        }

        Check(_text.Text);
        Characters(new WrittenValue(_text.Text));
    }

    internal void Characters(in EventValue value)
    {
        EndTag();
        Characters(new WrittenValue(in value));
    }

    internal void EndElement()
    {
        EndTag();
        if (_scope.Depth == 0)
            throw new InvalidOperationException("No element is open.");
        try
        {
            _encoder.EndElement();
        }
        catch (ExiException)
        {
            _failed = true;
            throw;
        }

        _scope.Pop();
    }

    /// <summary>Comments, processing instructions and their like: rare, and said in one way.</summary>
    internal void Miscellaneous(Action<BodyEncoder> write)
    {
        EndTag();
        _isFresh = false;
        try
        {
            write(_encoder);
        }
        catch (ExiException)
        {
            _failed = true;
            throw;
        }
    }

    internal void CheckText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Check(text);
    }

    internal void EndDocument(IBufferWriter<byte> output)
    {
        EndTag();
        if (_scope.Depth > 0)
            throw new InvalidOperationException("Elements are open.");
        try
        {
            _encoder.EndDocument();
        }
        catch (ExiException)
        {
            _failed = true;
            throw;
        }

        _bits.Align();
        _bits.DrainTo(output);
        Begin();
    }

    private void Begin()
    {
        _bits.Clear();
        _scope.Clear();
        _tag.Clear();
        _encoder.Restart(_keep);
        _inTag = false;
        _failed = false;
        _isFresh = true;
    }

    private void Characters(WrittenValue value)
    {
        try
        {
            _encoder.Characters(value);
        }
        catch (ExiException)
        {
            _failed = true;
            throw;
        }
    }

    private void EndTag()
    {
        if (_failed)
            throw new InvalidOperationException("The body failed.");
        if (!_inTag)
            return;
        _inTag = false;
        try
        {
            _encoder.StartElement(_tag);
        }
        catch (ExiException)
        {
            _failed = true;
            throw;
        }
    }

    private void RequireTag()
    {
        if (!_inTag)
            throw new InvalidOperationException("Attributes and namespace declarations follow the start of their element.");
    }

    private ExiException Twice(WrittenName name) => Failure($"attribute {{{name.Uri.Text}}}{name.Local} twice");

    private WrittenName Checked(WrittenName name) => name.IsNcName ? name : throw Failure($"\"{name.Local}\", which is no NCName");

    private void Check(ReadOnlySpan<char> text)
    {
        int invalid = XmlCharacters.FindInvalid(text);
        if (invalid >= 0)
            throw Failure($"U+{(int)text[invalid]:X4}, which is no XML character");
    }

    private ExiException Failure(string message)
    {
        _failed = true;
        return new ExiException(message);
    }
}
