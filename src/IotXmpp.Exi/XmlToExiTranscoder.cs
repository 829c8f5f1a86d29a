using System.Buffers;
using System.Xml;
using IotXmpp.Exi.Bits;
using IotXmpp.Exi.Body;
using IotXmpp.Exi.Portable;
using IotXmpp.Exi.Strings;
using IotXmpp.Exi.Xml;

namespace IotXmpp.Exi;

/// <summary>
/// Turns XML documents in UTF-8 into EXI, event by event: no reader, no tree, and in steady state no garbage. A document stands in memory
/// as a whole, as a stanza does. Not for several threads at a time.
/// </summary>
/// <remarks>
/// Accepts well-formed XML 1.0 with namespaces in UTF-8 and nothing else. A document type declaration is refused: what it says about entities and
/// default attributes takes a whole XML processor, so documents with one go through <see cref="XmlReader"/> and <see cref="ExiXmlWriter"/>. An element
/// has at most 4096 attributes, and so many namespace declarations are in scope.
/// </remarks>
public sealed partial class XmlToExiTranscoder
{
    private readonly BodyEncoder _encoder;
    private readonly BitWriter _bits;
    private readonly ExiSessionBuffers _keep;
    private readonly bool _preservesComments;
    private readonly bool _preservesInstructions;
    private readonly NamespaceScope _scope = new();
    private readonly Utf8NameCache _names = new();
    private readonly StartTag _tag = new();
    private readonly CharBuffer _text = new();
    private readonly List<(int Start, int Length)> _open = [];
    private bool _failed;
    private int _namesVersion;

    /// <summary>Creates a transcoder for documents of one schema.</summary>
    /// <param name="grammar">The schema's grammars, or null for schema-less.</param>
    /// <param name="options">The options of the bodies.</param>
    /// <param name="keep">What of the tables lives on from one body to the next.</param>
    /// <exception cref="ArgumentException">The options contradict one another, or ask for fragments.</exception>
    public XmlToExiTranscoder(GrammarImage? grammar, ExiOptions options, ExiSessionBuffers keep = ExiSessionBuffers.None)
    {
        ArgumentNullException.ThrowIfNull(options);
        BodyOptions.Check(options);
        _bits = new BitWriter(options.IsByteAligned);
        _encoder = new BodyEncoder(SchemaContext.Of(grammar), options, _bits) { LookupNamespace = _scope.LookupUri };
        _keep = keep;
        _preservesComments = options.Preserve.HasFlag(ExiPreserve.Comments);
        _preservesInstructions = options.Preserve.HasFlag(ExiPreserve.ProcessingInstructions);
    }

    /// <summary>
    /// Writes a document as one body, padded to a byte. Either all of it is written, or nothing and the tables are as before.
    /// </summary>
    /// <param name="xml">The document in UTF-8; a byte order mark is allowed.</param>
    /// <param name="output">Receives the body.</param>
    /// <exception cref="XmlException">The document is not well-formed, not UTF-8, or has a document type declaration.</exception>
    /// <exception cref="ExiException">A strict schema does not allow what it says.</exception>
    /// <exception cref="InvalidOperationException">A body failed after its names entered tables that live on.</exception>
    public void Transcode(ReadOnlySpan<byte> xml, IBufferWriter<byte> output) => Transcode(xml, output, static _ => { });

    /// <summary>The same with an EXI header in front.</summary>
    /// <param name="xml">The document in UTF-8; a byte order mark is allowed.</param>
    /// <param name="output">Receives header and body.</param>
    /// <param name="cookie">Begin with <c>$EXI</c>.</param>
    /// <param name="optionsDocument">Options to name in the header, or null for a header without options document.</param>
    /// <exception cref="XmlException">The document is not well-formed, not UTF-8, or has a document type declaration.</exception>
    /// <exception cref="ExiException">A strict schema does not allow what it says.</exception>
    public void Transcode(ReadOnlySpan<byte> xml, IBufferWriter<byte> output, bool cookie, ExiOptions? optionsDocument) =>
        Transcode(xml, output, bits => ExiHeader.Write(bits, cookie, optionsDocument));

    private void Transcode(ReadOnlySpan<byte> xml, IBufferWriter<byte> output, Action<BitWriter> writeHeader)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (_failed)
            throw new InvalidOperationException("A body failed after its names entered tables that live on: the two sides would no longer agree.");
        _bits.Clear();
        _encoder.Restart(_keep);
        if (_namesVersion != _encoder.NamesVersion)
        {
            _names.ForgetNames();
            _namesVersion = _encoder.NamesVersion;
        }

        _scope.Clear();
        _open.Clear();
        _text.Clear();
        bool isComplete = false;
        try
        {
            writeHeader(_bits);
            ReadDocument(xml);
            _encoder.EndDocument();
            isComplete = true;
        }
        finally
        {
            if (!isComplete)
            {
                _encoder.Rollback();
                _failed = _keep > ExiSessionBuffers.Values;
            }
        }

        _bits.Align();
        _bits.DrainTo(output);
    }

    private void ReadDocument(ReadOnlySpan<byte> xml)
    {
        int at = xml.StartsWith("\uFEFF"u8) ? 3 : 0;
        if (xml[at..].StartsWith("<?xml"u8) && xml.Length > at + 5 && IsSpace(xml[at + 5]))
            ReadDeclaration(xml, ref at);
        bool hasElement = false;
        while (true)
        {
            if (_open.Count > 0)
            {
                ReadText(xml, ref at);
            }
            else
            {
                while (at < xml.Length && IsSpace(xml[at]))
                    at++;
                if (at == xml.Length)
                    break;
                if (xml[at] != '<')
                    throw Malformed("Text outside of the document element.", at);
            }

            // Here is a '<'.
            at++;
            byte next = at < xml.Length ? xml[at] : (byte)0;
            switch (next)
            {
                case (byte)'/':
                    ReadEndTag(xml, ref at);
                    break;

                case (byte)'!':
                    ReadBang(xml, ref at);
                    break;

                case (byte)'?':
                    ReadInstruction(xml, ref at);
                    break;

                default:
                    if (_open.Count == 0 && hasElement)
                        throw Malformed("A second document element.", at);
                    hasElement = true;
                    ReadStartTag(xml, ref at);
                    break;
            }
        }

        if (!hasElement)
            throw Malformed("No document element.", at);
    }

    /// <summary>Text that waits is complete: a tag or a preserved node follows.</summary>
    private void FlushText()
    {
        if (_text.Length == 0)
            return;
        _encoder.Characters(_text.Text);
        _text.Clear();
    }

    private static bool IsSpace(byte b) => b is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r';

    private static XmlException Malformed(string message, int at) => new($"{message} (byte {at})");
}
