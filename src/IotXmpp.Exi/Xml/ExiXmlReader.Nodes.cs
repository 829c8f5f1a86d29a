using System.Xml;
using IotXmpp.Exi.Body;
using IotXmpp.Exi.Schema;
using IotXmpp.Exi.Strings;

namespace IotXmpp.Exi.Xml;

/// <summary>Events to nodes. A value becomes a string when somebody asks for it.</summary>
public sealed partial class ExiXmlReader
{
    private readonly CharBuffer _characters = new();
    private AttributeNode[] _attributes = new AttributeNode[8];
    private PendingAttribute[] _pending = new PendingAttribute[8];
    private OpenNode[] _open = new OpenNode[16];
    private int _attributeCount;
    private int _pendingCount;
    private int _declared;
    private int _depth;

    private XmlNodeType _type = XmlNodeType.None;
    private string _prefix = "";
    private string _local = "";
    private string _uri = "";
    private string? _value = "";
    private bool _isEmptyElement;
    private int _attribute = -1;
    private bool _onAttributeText;

    private void ResetNodes()
    {
        _depth = 0;
        _type = XmlNodeType.None;
        LeaveNode();
        SetNode(XmlNodeType.None, "", "", "", "");
    }

    private void LeaveNode()
    {
        _attribute = -1;
        _onAttributeText = false;
        _isEmptyElement = false;
        _attributeCount = 0;
    }

    private void SetNode(XmlNodeType type, string prefix, string local, string uri, string? value)
    {
        _type = type;
        _prefix = prefix;
        _local = local;
        _uri = uri;
        _value = value;
    }

    private void ReadNode()
    {
        do
            Next();
        while (_event.Type == ExiEventType.SelfContained);

        _readState = ReadState.Interactive;
        switch (_event.Type)
        {
            case ExiEventType.StartElement:
                ReadStartTag();
                break;

            case ExiEventType.EndElement:
                ref OpenNode open = ref _open[--_depth];
                SetNode(XmlNodeType.EndElement, open.Prefix, open.Local, open.Uri, "");
                break;

            case ExiEventType.Characters:
                SetNode(IsWhiteSpace() ? XmlNodeType.Whitespace : XmlNodeType.Text, "", "", "", null);
                break;

            case ExiEventType.Comment:
                SetNode(XmlNodeType.Comment, "", "", "", _event.Texts[0]);
                break;

            case ExiEventType.ProcessingInstruction:
                SetNode(XmlNodeType.ProcessingInstruction, "", _nameTable.Add(_event.Texts[0]), "", _event.Texts[1]);
                break;

            case ExiEventType.DocType:
                SetNode(XmlNodeType.DocumentType, "", _nameTable.Add(_event.Texts[0]), "", _event.Texts[3]);
                if (_event.Texts[1].Length > 0)
                    AddAttribute("", "PUBLIC", "", _event.Texts[1]);
                if (_event.Texts[2].Length > 0)
                    AddAttribute("", "SYSTEM", "", _event.Texts[2]);
                break;

            case ExiEventType.EntityReference:
                SetNode(XmlNodeType.EntityReference, "", _nameTable.Add(_event.Texts[0]), "", "");
                break;

            case ExiEventType.EndDocument:
                SetNode(XmlNodeType.None, "", "", "", "");
                _readState = ReadState.EndOfFile;
                break;

            default:
                throw new ExiException($"the event {_event.Type} outside of a start tag");
        }
    }

    private bool IsWhiteSpace() =>
        _event.Value.Kind == ExiValueKind.String && _event.Value.Length > 0 && XmlCharacters.IsWhiteSpace(_event.ValueText);

    private void ReadStartTag()
    {
        _namespaces.Push();
        _declared = 0;
        string uri = NameAtom(_event.Uri);
        string local = NameAtom(_event.Local);
        string? prefix = _event.Prefix;
        bool hasBareType = false;
        _pendingCount = 0;
        _characters.Clear();
        while (true)
        {
            Next();
            ExiEventType type = _event.Type;
            if (type == ExiEventType.Attribute)
            {
                hasBareType |= _event.IsTypeValue && _event.TypeUri.Length == 0;
                Hold();
            }
            else if (type == ExiEventType.NamespaceDeclaration)
            {
                if (_event.IsElementNamespace)
                    prefix = _event.Prefix;
                _namespaces.TryPreserve(_event.Prefix!, _event.NamespaceUri);
            }
            else if (type != ExiEventType.SelfContained)
            {
                break;
            }
        }

        _hasPeeked = true;
        if (hasBareType)
            _namespaces.FreeDefaultNamespace(ref prefix, uri);
        prefix = _namespaces.ElementPrefix(prefix, uri);
        SetNode(XmlNodeType.Element, prefix.Length == 0 ? "" : Atom(prefix), local, uri, "");
        ShowDeclarations();
        for (int i = 0; i < _pendingCount; i++)
            Release(ref _pending[i]);
        if (_event.Type == ExiEventType.EndElement)
        {
            // EXI knows no empty-element tags; an element without content reads best as one.
            _isEmptyElement = true;
            _hasPeeked = false;
            return;
        }

        if (_depth == _open.Length)
            Array.Resize(ref _open, _depth * 2);
        _open[_depth++] = new OpenNode { Prefix = _prefix, Local = _local, Uri = _uri };
    }

    /// <summary>Keeps an attribute until the tag's namespaces are known.</summary>
    private void Hold()
    {
        if (_pendingCount == _pending.Length)
            Array.Resize(ref _pending, _pendingCount * 2);
        ref PendingAttribute held = ref _pending[_pendingCount++];
        held.Uri = NameAtom(_event.Uri);
        held.Local = NameAtom(_event.Local);
        held.Prefix = _event.Prefix;
        held.IsType = _event.IsTypeValue;
        held.Value = null;
        held.Start = _characters.Length;
        if (held.IsType)
        {
            held.TypeUri = _event.TypeUri;
            held.TypePrefix = _event.TypePrefix;
            held.Value = _event.TypeLocal;
        }
        else if (_event.Value.Kind is ExiValueKind.Enumeration or ExiValueKind.Boolean)
        {
            held.Value = _event.ValueString;
        }
        else
        {
            _characters.Append(_event.ValueText);
        }

        held.Length = _characters.Length - held.Start;
    }

    private void Release(ref PendingAttribute held)
    {
        string prefix = _namespaces.AttributePrefix(held.Prefix, held.Uri);
        string? value = held.Value;
        if (held.IsType)
        {
            string typePrefix = _namespaces.ValuePrefix(held.TypePrefix, held.TypeUri);
            value = typePrefix.Length == 0 ? value : typePrefix + ":" + value;
        }

        ShowDeclarations();
        ref AttributeNode attribute = ref AddAttribute(prefix.Length == 0 ? "" : Atom(prefix), held.Local, held.Uri, value);
        attribute.Start = held.Start;
        attribute.Length = held.Length;
    }

    private ref AttributeNode AddAttribute(string prefix, string local, string uri, string? value)
    {
        if (_attributeCount == _attributes.Length)
            Array.Resize(ref _attributes, _attributeCount * 2);
        ref AttributeNode attribute = ref _attributes[_attributeCount++];
        attribute.Prefix = prefix;
        attribute.Local = local;
        attribute.Uri = uri;
        attribute.Value = value;
        return ref attribute;
    }

    /// <summary>Declarations are attributes, in front of the attribute that needs them.</summary>
    private void ShowDeclarations()
    {
        for (; _declared < _namespaces.Declarations.Count; _declared++)
        {
            (string prefix, string uri) = _namespaces.Declarations[_declared];
            if (prefix.Length == 0)
                AddAttribute("", "xmlns", NamespaceScope.XmlnsUri, uri);
            else
                AddAttribute("xmlns", Atom(prefix), NamespaceScope.XmlnsUri, uri);
        }
    }

    /// <summary>The object that stands for a text in the name table.</summary>
    private string Atom(string text) => _nameTable.Add(text);

    /// <summary>The same for uri and local name of the event. Those of the schema are that object already.</summary>
    private string NameAtom(string text) => _sharesAtoms && _event.Name < _initialNames.Locals.Length ? text : _nameTable.Add(text);

    private struct AttributeNode
    {
        public string Prefix;
        public string Local;
        public string Uri;

        /// <summary>The value, or null while it is only characters.</summary>
        public string? Value;
        public int Start;
        public int Length;
    }

    private struct PendingAttribute
    {
        public string Uri;
        public string Local;
        public string? Prefix;
        public string? Value;
        public string TypeUri;
        public string? TypePrefix;
        public bool IsType;
        public int Start;
        public int Length;
    }

    private struct OpenNode
    {
        public string Prefix;
        public string Local;
        public string Uri;
    }
}
