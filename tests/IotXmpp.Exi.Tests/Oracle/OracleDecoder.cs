using System.Text;
using IotXmpp.Exi.Portable;

namespace IotXmpp.Exi.Tests.Oracle;

/// <summary>
/// Decodes bit-packed and byte-aligned streams to the text form of the vectors' events, straight from the words of EXI 8: slow,
/// recursive, trusting. What it shows is that a grammar image has the right productions in the right order.
/// </summary>
internal sealed class OracleDecoder
{
    private const string Xsi = "http://www.w3.org/2001/XMLSchema-instance";

    private readonly GrammarImage _image;
    private readonly OracleOptions _options;
    private readonly OracleBits _bits;
    private readonly OracleTables _tables;
    private readonly OracleValues _values;
    private readonly Dictionary<(string, string), OracleBuiltIn> _builtIns = [];
    private readonly List<string> _events = [];
    private readonly List<(string Uri, string LocalName, string Value)> _pendingAttributes = [];

    private OracleDecoder(GrammarImage image, OracleOptions options, byte[] data)
    {
        _image = image;
        _options = options;
        _bits = new OracleBits(data, byteAligned: false);
        ReadHeader(data);
        _bits.ByteAligned = options.ByteAligned;
        _tables = new OracleTables(image, _bits, options);
        _values = new OracleValues(image, _bits, _tables, options);
    }

    /// <summary>The events of a stream, or those before the first error and the error itself as the last line.</summary>
    public static string Decode(GrammarImage image, OracleOptions options, byte[] data)
    {
        var decoder = new OracleDecoder(image, options, data);
        try
        {
            decoder.Document();
        }
        catch (Exception e) when (e is InvalidDataException or ArgumentException or IndexOutOfRangeException or OverflowException)
        {
            decoder._events.Add($"ERROR {e.Message}");
        }

        return string.Join('\n', decoder._events) + "\n";
    }

    private void ReadHeader(byte[] data)
    {
        if (data is [(byte)'$', (byte)'E', (byte)'X', (byte)'I', ..])
            _bits.Bits(32);
        if (_bits.Bits(2) != 2)
            throw new InvalidDataException("distinguishing bits");
        if (_bits.Bits(1) != 0)
            throw new InvalidDataException("options document");
        _bits.Bits(1);
        while (_bits.Bits(4) == 15)
        {
        }
    }

    // ---- 8.5.1, 8.5.2

    private void Document()
    {
        int state = _options.Fragment && _image.IsSchemaInformed ? _image.FragmentContent : _image.DocContent;
        if (_options.Fragment && !_image.IsSchemaInformed)
            throw new InvalidDataException("the oracle leaves schema-less fragments to the codecs");
        while (true)
        {
            int declared = _image.ProductionCount(state);
            bool inProlog = !_options.Fragment && _image.GetProductionKind(_image.FirstProduction(state)) != ProductionKind.EndDocument;
            bool dt = inProlog && _options.Dtd;
            bool miscellaneous = _options.Comments || _options.Pis;
            int second = (dt ? 1 : 0) + (miscellaneous ? 1 : 0);
            int code = _bits.OneOf(declared + (second > 0 ? 1 : 0));
            if (code == declared)
            {
                if (_bits.OneOf(second) == 0 && dt)
                    DocType();
                else
                    CommentOrPi();
                continue;
            }

            int production = _image.FirstProduction(state) + code;
            if (_image.GetProductionKind(production) == ProductionKind.EndDocument)
                return;
            Child(production);
            state = _image.ProductionNext(production);
        }
    }

    private void DocType()
    {
        string name = _bits.String();
        string publicId = _bits.String();
        string systemId = _bits.String();
        _bits.String(); // the internal subset, which encoders treat differently
        _events.Add($"DT {name} {Quote(publicId)} {Quote(systemId)}");
    }

    private void CommentOrPi()
    {
        bool comment = _options.Comments && (!_options.Pis || _bits.OneOf(2) == 0);
        if (comment)
            _events.Add($"CM {Quote(_bits.String())}");
        else
            _events.Add($"PI {_bits.String()} {Quote(_bits.String())}");
    }

    // ---- elements

    /// <summary>SE by a declared production: its qname, and the element up to EE.</summary>
    private void Child(int production)
    {
        switch (_image.GetProductionKind(production))
        {
            case ProductionKind.StartElement:
                int element = _image.ProductionOperand(production);
                int qname = _image.ElementQName(element);
                string uri = _image.GetUri(_image.QNameUri(qname));
                _tables.ReadPrefixOfQName(uri);
                StartElement((uri, _image.GetLocalName(qname)), element);
                break;
            case ProductionKind.StartElementUri:
                AnyElement(_tables.ReadQName(_image.ProductionOperand(production)));
                break;
            default:
                AnyElement(_tables.ReadQName(_tables.ReadUri()));
                break;
        }
    }

    /// <summary>8.5.1 semantics of SE(*).</summary>
    private void AnyElement((string Uri, string LocalName) name)
    {
        int qname = QName(name);
        StartElement(name, qname < 0 ? GrammarImage.None : _image.FindGlobalElement(qname));
    }

    private void StartElement((string Uri, string LocalName) name, int element)
    {
        FlushAttributes();
        _events.Add($"SE {{{name.Uri}}}{name.LocalName}");
        if (element >= 0)
            Informed(name, _image.TypeStartState(_image.ElementType(element)), _image.ElementType(element), _image.ElementIsNillable(element));
        else
            BuiltIn(name);
        FlushAttributes();
        _events.Add("EE");
    }

    private int QName((string Uri, string LocalName) name)
    {
        int uri = _image.FindUri(name.Uri);
        return uri < 0 ? GrammarImage.None : _image.FindQName(uri, name.LocalName);
    }

    // ---- 8.5.4

    private void Informed((string, string) name, int state, int type, bool nillable, bool switched = false)
    {
        while (true)
        {
            int flags = _image.StateFlags(state);
            bool first = (flags & GrammarImage.FirstStartTag) != 0;
            bool startTag = (flags & GrammarImage.StartTag) != 0;
            int declared = _image.ProductionCount(state);
            List<string> second = _options.Strict ? StrictSecond(first && !switched, type, nillable) : Second(flags, first, startTag);
            int code = _bits.OneOf(declared + (second.Count > 0 ? 1 : 0));
            if (code < declared)
            {
                int production = _image.FirstProduction(state) + code;
                switch (_image.GetProductionKind(production))
                {
                    case ProductionKind.EndElement:
                        return;
                    case ProductionKind.Attribute:
                        int attribute = _image.ProductionOperand(production);
                        var attributeName = AttributeName(attribute);
                        _tables.ReadPrefixOfQName(attributeName.Uri);
                        Attribute(attributeName, _values.Read(_image.AttributeDatatype(attribute), attributeName));
                        break;
                    case ProductionKind.AttributeUri:
                        AnyAttribute(_tables.ReadQName(_image.ProductionOperand(production)));
                        break;
                    case ProductionKind.AttributeAny:
                        AnyAttribute(_tables.ReadQName(_tables.ReadUri()));
                        break;
                    case ProductionKind.CharactersTyped:
                        Characters(_values.Read(_image.ProductionOperand(production), name));
                        break;
                    case ProductionKind.CharactersUntyped:
                        Characters(_tables.ReadValue(name, []));
                        break;
                    default:
                        Child(production);
                        break;
                }

                state = _image.ProductionNext(production);
                continue;
            }

            switch (second[_bits.OneOf(second.Count)])
            {
                case "EE":
                    return;
                case "xsi:type":
                    int target = XsiType();
                    if (target >= 0)
                        (type, state, switched) = (target, _image.TypeStartState(target), true);
                    break;
                case "xsi:nil":
                    _tables.ReadPrefixOfQName(Xsi);
                    string nil = _values.ReadBoolean((Xsi, "nil"));
                    Attribute((Xsi, "nil"), nil);
                    if (nil.Trim() is "true" or "1")
                        (state, switched) = (_image.TypeEmptyState(type), true);
                    break;
                case "AT(*)":
                    AnyAttribute(_tables.ReadQName(_tables.ReadUri()));
                    break;
                case "AT untyped":
                    int count = _image.AttributeCount(state);
                    int third = _bits.OneOf(count + 1);
                    if (third == count)
                    {
                        var any = _tables.ReadQName(_tables.ReadUri());
                        Attribute(any, _tables.ReadValue(any, []));
                        break;
                    }

                    int untyped = _image.FirstProduction(state) + third;
                    var untypedName = AttributeName(_image.ProductionOperand(untyped));
                    _tables.ReadPrefixOfQName(untypedName.Uri);
                    Attribute(untypedName, _tables.ReadValue(untypedName, []));
                    state = _image.ProductionNext(untyped);
                    break;
                case "NS":
                    Namespace();
                    break;
                case "SE(*)":
                    AnyElement(_tables.ReadQName(_tables.ReadUri()));
                    state = _image.ContentState(state);
                    break;
                case "CH":
                    Characters(_tables.ReadValue(name, []));
                    state = _image.ContentState(state);
                    break;
                case "ER":
                    FlushAttributes();
                    _events.Add($"ER {_bits.String()}");
                    state = _image.ContentState(state);
                    break;
                default:
                    FlushAttributes();
                    CommentOrPi();
                    state = _image.ContentState(state);
                    break;
            }
        }
    }

    private List<string> StrictSecond(bool first, int type, bool nillable)
    {
        var second = new List<string>();
        if (first && _image.TypeIsCastable(type))
            second.Add("xsi:type");
        if (first && nillable)
            second.Add("xsi:nil");
        return second;
    }

    private List<string> Second(int flags, bool first, bool startTag)
    {
        var second = new List<string>();
        if ((flags & GrammarImage.HasEndElement) == 0)
            second.Add("EE");
        if (first)
            second.AddRange(["xsi:type", "xsi:nil"]);
        if (startTag)
            second.AddRange(["AT(*)", "AT untyped"]);
        if (first && _options.Prefixes)
            second.Add("NS");
        second.AddRange(["SE(*)", "CH"]);
        if (_options.Dtd)
            second.Add("ER");
        if (_options.Comments || _options.Pis)
            second.Add("CM PI");
        return second;
    }

    private (string Uri, string LocalName) AttributeName(int attribute)
    {
        int qname = _image.AttributeQName(attribute);
        return (_image.GetUri(_image.QNameUri(qname)), _image.GetLocalName(qname));
    }

    private void AnyAttribute((string Uri, string LocalName) name)
    {
        int qname = QName(name);
        int global = qname < 0 ? GrammarImage.None : _image.FindGlobalAttribute(qname);
        Attribute(name, global < 0 ? _tables.ReadValue(name, []) : _values.Read(_image.AttributeDatatype(global), name));
    }

    private int XsiType()
    {
        _tables.ReadPrefixOfQName(Xsi);
        return XsiTypeValue();
    }

    private int XsiTypeValue()
    {
        if (_options.Lexical)
        {
            string lexical = _tables.ReadValue((Xsi, "type"), []);
            string[] parts = lexical.Trim().Split(':');
            string? uri = InScope(parts.Length == 2 ? parts[0] : "");
            Attribute((Xsi, "type"), $"{{{uri ?? (parts.Length == 2 ? "?" + parts[0] : "")}}}{parts[^1]}");
            if (uri is null)
                return GrammarImage.None;
            int lexicalName = QName((uri, parts[^1]));
            return lexicalName < 0 ? GrammarImage.None : _image.FindType(lexicalName);
        }

        var target = _tables.ReadQName(_tables.ReadUri());
        // A prefix that is not in scope stays in the local name (8.5.4.4.1).
        string[] words = target.LocalName.Split(':');
        Attribute((Xsi, "type"), words.Length == 2 ? $"{{?{words[0]}}}{words[1]}" : $"{{{target.Uri}}}{target.LocalName}");
        int qname = QName(target);
        return qname < 0 ? GrammarImage.None : _image.FindType(qname);
    }

    /// <summary>The latest declaration of a prefix; enough for the vectors.</summary>
    private string? InScope(string prefix)
    {
        string start = $"NS {prefix}=\"";
        string? declaration = _events.LastOrDefault(line => line.StartsWith(start, StringComparison.Ordinal));
        return declaration?[start.Length..^1];
    }

    // ---- 8.4.3

    private void BuiltIn((string, string) name)
    {
        if (!_builtIns.TryGetValue(name, out OracleBuiltIn? grammar))
            _builtIns.Add(name, grammar = new OracleBuiltIn());
        List<OracleBuiltIn.Learned> productions = grammar.StartTag;
        bool startTag = true;
        while (true)
        {
            bool endFirst = !startTag;
            var second = new List<string>();
            if (startTag)
                second.AddRange(["EE", "AT(*)"]);
            if (startTag && _options.Prefixes)
                second.Add("NS");
            second.AddRange(["SE(*)", "CH"]);
            if (_options.Dtd)
                second.Add("ER");
            if (_options.Comments || _options.Pis)
                second.Add("CM PI");
            int code = _bits.OneOf(productions.Count + (endFirst ? 1 : 0) + 1);
            string terminal;
            (string Uri, string LocalName) qname = default;
            if (code < productions.Count)
            {
                (terminal, qname) = productions[productions.Count - 1 - code];
                if (terminal is "SE" or "AT")
                    _tables.ReadPrefixOfQName(qname.Uri);
            }
            else if (endFirst && code == productions.Count)
            {
                return;
            }
            else
            {
                terminal = second[_bits.OneOf(second.Count)];
                if (terminal is "AT(*)" or "SE(*)")
                {
                    qname = _tables.ReadQName(_tables.ReadUri());
                    terminal = terminal[..2];
                    if (terminal == "SE" || !productions.Contains(new("AT", qname)))
                        productions.Add(new(terminal, qname));
                }
                else if (terminal is "EE" or "CH" && !productions.Contains(new(terminal, default)))
                {
                    productions.Add(new(terminal, default));
                }
            }

            switch (terminal)
            {
                case "EE":
                    return;
                case "AT" when qname == (Xsi, "type"):
                    int type = XsiTypeValue();
                    if (type >= 0)
                    {
                        Informed(name, _image.TypeStartState(type), type, nillable: false, switched: true);
                        return;
                    }

                    break;
                case "AT":
                    Attribute(qname, _tables.ReadValue(qname, []));
                    break;
                case "NS":
                    Namespace();
                    break;
                default:
                    if (terminal == "SE")
                        AnyElement(qname);
                    else if (terminal == "CH")
                        Characters(_tables.ReadValue(name, []));
                    else if (terminal == "ER")
                        EntityReference();
                    else
                        Miscellaneous();
                    startTag = false;
                    productions = grammar.Content;
                    break;
            }
        }
    }

    private void EntityReference()
    {
        FlushAttributes();
        _events.Add($"ER {_bits.String()}");
    }

    private void Miscellaneous()
    {
        FlushAttributes();
        CommentOrPi();
    }

    // ---- output

    private void Namespace()
    {
        (string prefix, string uri) = _tables.ReadNamespace();
        // The vectors list them by prefix.
        int at = _events.Count;
        string declaration = $"NS {prefix}={Quote(uri)}";
        while (at > 0 && _events[at - 1].StartsWith("NS ", StringComparison.Ordinal) && string.CompareOrdinal(_events[at - 1], declaration) > 0)
            at--;
        _events.Insert(at, declaration);
    }

    private void Attribute((string Uri, string LocalName) name, string value) => _pendingAttributes.Add((name.Uri, name.LocalName, value));

    private void FlushAttributes()
    {
        foreach (var (uri, localName, value) in _pendingAttributes.OrderBy(a => a.LocalName, StringComparer.Ordinal).ThenBy(a => a.Uri, StringComparer.Ordinal))
            _events.Add($"AT {{{uri}}}{localName}={Quote(value)}");
        _pendingAttributes.Clear();
    }

    private void Characters(string text)
    {
        FlushAttributes();
        if (text.Length == 0)
            return;
        if (_events[^1].StartsWith("CH ", StringComparison.Ordinal))
            _events[^1] = _events[^1][..^1] + Quote(text)[1..];
        else
            _events.Add($"CH {Quote(text)}");
    }

    private static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (char c in text)
        {
            quoted.Append(c switch
            {
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                '\\' => "\\\\",
                '"' => "\\\"",
                < ' ' or > '~' => $"\\u{(int)c:X4}",
                _ => c.ToString(),
            });
        }

        return quoted.Append('"').ToString();
    }
}
