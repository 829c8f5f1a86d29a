using System.Buffers;
using IotXmpp.Exi.Body;
using IotXmpp.Exi.Portable;
using IotXmpp.Exi.Strings;
using IotXmpp.Exi.Xml;

namespace IotXmpp.Exi;

/// <summary>
/// Translates EXI bodies to XML in UTF-8, event by event, without strings in between and, once warm, without allocation. The other direction
/// of one is <c>XmlToExiTranscoder</c>. Not for several threads at a time.
/// </summary>
/// <remarks>
/// The XML has no declaration, only characters of XML 1.0, and escapes wherever a parser would otherwise read something else. Typed values
/// have the lexical form that EXI 7.1 implies; elements without content are empty-element tags; prefixes that were not preserved are chosen.
/// </remarks>
public sealed class ExiToXmlTranscoder
{
    private readonly ExiReaderState _state;
    private readonly InitialNames _initial;
    private readonly TagNamespaces _namespaces = new();
    private string[] _prefixes = new string[16];
    private int _depth;
    private int _declared;
    private Tag _tag;
    private string? _heldPrefix;
    private string _heldUri = "";
    private string _heldLocal = "";
    private int _heldName;

    /// <summary>Creates the transcoder of one stream or one direction of a conversation.</summary>
    /// <param name="grammar">The schema's grammars, or null for schema-less bodies.</param>
    /// <param name="options">The options in force.</param>
    /// <param name="limits">What one body may cost.</param>
    /// <param name="keep">What of the tables lives on from body to body.</param>
    /// <exception cref="ArgumentException">The options contradict one another.</exception>
    public ExiToXmlTranscoder(GrammarImage? grammar, ExiOptions options, ExiLimits limits, ExiSessionBuffers keep = ExiSessionBuffers.None)
    {
        _state = new ExiReaderState(grammar, options, limits, keep);
        _initial = SchemaContext.Of(grammar).Names;
    }

    /// <summary>How far the tag is that is being written.</summary>
    private enum Tag : byte
    {
        /// <summary>None is open.</summary>
        None,

        /// <summary>A start tag waits for its namespace declarations; nothing of it is written.</summary>
        Held,

        /// <summary>A start tag is written but for its end.</summary>
        Open,
    }

    /// <summary>The next body begins inside a byte, right behind a header (<see cref="ExiHeader.TryRead"/>).</summary>
    /// <param name="bits">Bits of the first byte that belong to the header, 0 to 7.</param>
    /// <exception cref="InvalidOperationException">A body is being read.</exception>
    public void SkipBits(int bits) => _state.SkipBits(bits);

    /// <summary>
    /// Goes on with the body at hand. On <see cref="ExiReadStatus.NeedMoreData"/> the caller drops the consumed bytes and presents the rest again
    /// with more behind it; the XML of the events so far is written. On <see cref="ExiReadStatus.EndOfBody"/> the document is complete.
    /// </summary>
    /// <param name="data">The bytes that were not consumed yet.</param>
    /// <param name="output">Receives the XML.</param>
    /// <param name="consumed">Whole bytes that are done with.</param>
    /// <exception cref="ExiException">
    /// Malformed input, a limit is exceeded, or no XML document can hold an event: the transcoder is then unusable, and what was written of the body
    /// is of no use.
    /// </exception>
    public ExiReadStatus Transcode(in ReadOnlySequence<byte> data, IBufferWriter<byte> output, out long consumed)
    {
        ArgumentNullException.ThrowIfNull(output);
        try
        {
            return TranscodeEvents(data, output, out consumed);
        }
        catch (ExiException)
        {
            _state.Fail();
            throw;
        }
    }

    private ExiReadStatus TranscodeEvents(in ReadOnlySequence<byte> data, IBufferWriter<byte> output, out long consumed)
    {
        var xml = new Utf8Output(output);
        var reader = new ExiReader(data, _state);
        BodyEvent item = _state.Event;
        while (reader.Read())
        {
            if (item.Type != ExiEventType.EndDocument)
            {
                Write(item, ref xml);
                continue;
            }

            xml.Flush();
            consumed = reader.BytesConsumed;
            _namespaces.Clear();
            return ExiReadStatus.EndOfBody;
        }

        xml.Flush();
        consumed = reader.BytesConsumed;
        return ExiReadStatus.NeedMoreData;
    }

    private void Write(BodyEvent item, ref Utf8Output xml)
    {
        switch (item.Type)
        {
            case ExiEventType.StartElement:
                EndStartTag(ref xml);
                Hold(item);
                break;

            case ExiEventType.Attribute:
                ReleaseStartTag(item, ref xml);
                WriteAttribute(item, ref xml);
                break;

            case ExiEventType.Characters:
                EndStartTag(ref xml);
                WriteValue(item, ref xml, isAttribute: false);
                break;

            case ExiEventType.EndElement:
                WriteEndTag(item, ref xml);
                break;

            case ExiEventType.NamespaceDeclaration:
                if (_tag == Tag.None)
                    throw Refused("a namespace declaration outside of a start tag");
                if (!_namespaces.TryPreserve(item.Prefix!, item.NamespaceUri))
                    throw Refused($"a declaration of the prefix {item.Prefix}, which the tag has used otherwise");
                if (_tag == Tag.Open)
                    WriteDeclarations(ref xml);
                else if (item.IsElementNamespace)
                    _heldPrefix = item.Prefix;
                break;

            case ExiEventType.SelfContained:
                break;

            default:
                EndStartTag(ref xml);
                WriteMarkup(item, ref xml);
                break;
        }
    }

    /// <summary>Keeps a start tag back: its declarations may decide its prefix, and a type without namespace its default namespace.</summary>
    private void Hold(BodyEvent item)
    {
        _namespaces.Push();
        _declared = 0;
        _heldUri = item.Uri;
        _heldLocal = item.Local;
        _heldName = NameOf(item);
        _heldPrefix = item.Prefix;
        _tag = Tag.Held;
    }

    private void ReleaseStartTag(BodyEvent next, ref Utf8Output xml)
    {
        if (_tag != Tag.Held)
            return;
        _tag = Tag.Open;
        if (next is { Type: ExiEventType.Attribute, IsTypeValue: true, TypeUri.Length: 0 })
            _namespaces.FreeDefaultNamespace(ref _heldPrefix, _heldUri);
        string prefix = _namespaces.ElementPrefix(_heldPrefix, _heldUri);
        if (_depth == _prefixes.Length)
            Array.Resize(ref _prefixes, _depth * 2);
        _prefixes[_depth++] = prefix;
        xml.Write((byte)'<');
        WriteName(prefix, _heldName, _heldLocal, ref xml);
        WriteDeclarations(ref xml);
    }

    private void EndStartTag(ref Utf8Output xml)
    {
        if (_tag == Tag.None)
            return;
        ReleaseStartTag(_state.Event, ref xml);
        xml.Write((byte)'>');
        _tag = Tag.None;
    }

    private void WriteEndTag(BodyEvent item, ref Utf8Output xml)
    {
        ReleaseStartTag(item, ref xml);
        string prefix = _prefixes[--_depth];
        if (_tag == Tag.Open)
        {
            xml.Write("/>"u8);
        }
        else
        {
            xml.Write("</"u8);
            WriteName(prefix, NameOf(item), item.Local, ref xml);
            xml.Write((byte)'>');
        }

        _tag = Tag.None;
        _namespaces.Pop();
    }

    private void WriteAttribute(BodyEvent item, ref Utf8Output xml)
    {
        string prefix = _namespaces.AttributePrefix(item.Prefix, item.Uri);
        string? typePrefix = item.IsTypeValue ? _namespaces.ValuePrefix(item.TypePrefix, item.TypeUri) : null;
        if (typePrefix is "" && _namespaces.LookupUri("") != item.TypeUri)
            throw Refused("an xsi:type without namespace where a default namespace is in force");
        WriteDeclarations(ref xml);
        xml.Write((byte)' ');
        WriteName(prefix, NameOf(item), item.Local, ref xml);
        xml.Write("=\""u8);
        if (typePrefix is null)
            WriteValue(item, ref xml, isAttribute: true);
        else
            WriteName(typePrefix, -1, item.TypeLocal, ref xml);
        xml.Write((byte)'"');
    }

    private void WriteDeclarations(ref Utf8Output xml)
    {
        for (; _declared < _namespaces.Declarations.Count; _declared++)
        {
            (string prefix, string uri) = _namespaces.Declarations[_declared];
            xml.Write(prefix.Length == 0 ? " xmlns"u8 : " xmlns:"u8);
            xml.WritePlain(prefix);
            xml.Write("=\""u8);
            xml.WriteAttributeText(uri);
            xml.Write((byte)'"');
        }
    }

    private void WriteName(string prefix, int name, string local, ref Utf8Output xml)
    {
        if (prefix.Length > 0)
        {
            xml.WritePlain(prefix);
            xml.Write((byte)':');
        }

        if (name >= 0)
            xml.Write(_initial.Utf8Local(name));
        else
            xml.WritePlain(local);
    }

    /// <summary>A name that the schema knows, or -1: those are encoded already.</summary>
    private int NameOf(BodyEvent item) => item.Name < _initial.Locals.Length ? item.Name : -1;

    private static void WriteValue(BodyEvent item, ref Utf8Output xml, bool isAttribute)
    {
        if (item.Value.Kind is not (ExiValueKind.String or ExiValueKind.List or ExiValueKind.Enumeration))
            xml.WritePrinted(item);
        else if (isAttribute)
            xml.WriteAttributeText(item.ValueText);
        else
            xml.WriteText(item.ValueText);
    }

    private static void WriteMarkup(BodyEvent item, ref Utf8Output xml)
    {
        string[] texts = item.Texts;
        switch (item.Type)
        {
            case ExiEventType.Comment:
                xml.Write("<!--"u8);
                xml.WritePlain(texts[0]);
                xml.Write("-->"u8);
                break;

            case ExiEventType.ProcessingInstruction:
                xml.Write("<?"u8);
                xml.WritePlain(texts[0]);
                xml.Write((byte)' ');
                xml.WritePlain(texts[1]);
                xml.Write("?>"u8);
                break;

            case ExiEventType.EntityReference:
                xml.Write((byte)'&');
                xml.WritePlain(texts[0]);
                xml.Write((byte)';');
                break;

            case ExiEventType.DocType:
                xml.Write("<!DOCTYPE "u8);
                xml.WritePlain(texts[0]);
                if (texts[1].Length > 0)
                {
                    xml.Write(" PUBLIC "u8);
                    WriteQuoted(texts[1], ref xml);
                }
                else if (texts[2].Length > 0)
                {
                    xml.Write(" SYSTEM"u8);
                }

                if (texts[2].Length > 0)
                {
                    xml.Write((byte)' ');
                    WriteQuoted(texts[2], ref xml);
                }

                if (texts[3].Length > 0)
                {
                    xml.Write(" ["u8);
                    xml.WritePlain(texts[3]);
                    xml.Write((byte)']');
                }

                xml.Write((byte)'>');
                break;
        }
    }

    private static void WriteQuoted(string literal, ref Utf8Output xml)
    {
        byte quote = literal.Contains('"', StringComparison.Ordinal) ? (byte)'\'' : (byte)'"';
        if (quote == '\'' && literal.Contains('\'', StringComparison.Ordinal))
            throw Refused("an identifier of a document type with both kinds of quotation marks");
        xml.Write(quote);
        xml.WritePlain(literal);
        xml.Write(quote);
    }

    private static ExiException Refused(string what) => new($"an event that no XML document can hold here: {what}");
}
