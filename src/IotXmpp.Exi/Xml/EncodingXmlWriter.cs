using System.Xml;
using IotXmpp.Exi.Body;
using IotXmpp.Exi.Strings;

namespace IotXmpp.Exi.Xml;

/// <summary>
/// The XmlWriter in front of an encoder: collects each start tag, joins adjacent text, keeps the namespaces in scope and refuses what
/// no XML document may contain.
/// </summary>
public abstract class EncodingXmlWriter : XmlWriter
{
    private readonly BodyEncoder _encoder;
    private readonly StartTag _tag;
    private readonly NamespaceScope _scope;
    private readonly CharBuffer _text;
    private readonly CharBuffer _declaration;
    private readonly CanonicalWhiteSpace? _whiteSpace;
    private readonly bool _fragment;
    private bool _inTag;
    private bool _inAttribute;
    private bool _hasQualifiedAttribute;
    private bool _attributeIsNamespace;

    /// <summary>The prefix that is being declared.</summary>
    private string _declaredPrefix = "";

    /// <summary>The namespace it is declared for, if it was written in one piece; else it is in <see cref="_declaration"/>.</summary>
    private string? _declaredUri;
    private bool _ended;
    private bool _hasElement;

    /// <summary>Creates a writer for one document or fragment.</summary>
    /// <param name="encoder">The encoder.</param>
    /// <param name="pending">Buffers for what is held back; they are this writer's until it is disposed of.</param>
    /// <param name="fragment">Any number of elements may be written.</param>
    /// <param name="canonical">How canonical the stream is to be, or null.</param>
    private protected EncodingXmlWriter(BodyEncoder encoder, PendingNodes pending, bool fragment, CanonicalExi? canonical = null)
    {
        pending.Clear();
        _tag = pending.Tag;
        _scope = pending.Scope;
        _text = pending.Text;
        _declaration = pending.Declaration;
        _whiteSpace = canonical is null ? null : new CanonicalWhiteSpace();
        _encoder = encoder;
        _fragment = fragment;
        encoder.LookupNamespace = pending.LookupNamespace;
    }

    /// <inheritdoc/>
    public override WriteState WriteState =>
        _ended ? WriteState.Closed
        : _inAttribute ? WriteState.Attribute
        : _inTag ? WriteState.Element
        : _scope.Depth > 0 ? WriteState.Content
        : _hasElement ? WriteState.Prolog
        : WriteState.Start;

    /// <summary>Something was written that cannot be represented: the body is lost.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>The document element (or every element of the fragment) is complete.</summary>
    private protected bool IsComplete => !HasFailed && _scope.Depth == 0 && !_inTag && (_hasElement || _fragment);

    /// <inheritdoc/>
    public override void WriteStartDocument() { }

    /// <inheritdoc/>
    public override void WriteStartDocument(bool standalone) { }

    /// <inheritdoc/>
    public override void WriteEndDocument()
    {
        while (_scope.Depth > 0)
            WriteEndElement();
    }

    /// <inheritdoc/>
    public override void WriteDocType(string name, string? pubid, string? sysid, string? subset)
    {
        Content();
        CheckCharacters(name + pubid + sysid + subset);
        try
        {
            _encoder.DocType(name, pubid ?? "", sysid ?? "", subset ?? "");
        }
        catch (ExiException)
        {
            HasFailed = true;
            throw;
        }
    }

    /// <inheritdoc/>
    public override void WriteStartElement(string? prefix, string localName, string? ns)
    {
        Content();
        if (_scope.Depth == 0 && _hasElement && !_fragment)
            throw Fail("a second document element " + localName);
        _hasElement = true;
        _scope.Push();
        _tag.Clear();
        ns ??= _scope.LookupUri(prefix ?? "") ?? throw Fail($"the prefix {prefix}, which is not declared");
        _tag.Name = Name(ns, localName);
        _tag.Prefix = prefix is null || (prefix.Length > 0 && ns.Length == 0) ? _scope.LookupPrefix(ns, allowDefault: true) ?? "" : prefix;
        _inTag = true;
    }

    /// <inheritdoc/>
    public override void WriteEndElement()
    {
        Content(isEnd: true);
        if (_scope.Depth == 0)
            throw new InvalidOperationException("No element is open.");
        try
        {
            _encoder.EndElement();
        }
        catch (ExiException)
        {
            HasFailed = true;
            throw;
        }

        _scope.Pop();
        _whiteSpace?.EndElement();
    }

    /// <inheritdoc/>
    public override void WriteFullEndElement() => WriteEndElement();

    /// <inheritdoc/>
    public override void WriteStartAttribute(string? prefix, string localName, string? ns)
    {
        EndAttribute();
        if (!_inTag)
            throw new InvalidOperationException("An attribute outside of a start tag.");
        _attributeIsNamespace = prefix == "xmlns" || ns == NamespaceScope.XmlnsUri || (string.IsNullOrEmpty(prefix) && localName == "xmlns");
        if (_attributeIsNamespace)
        {
            _declaredPrefix = string.IsNullOrEmpty(prefix) && localName == "xmlns" ? "" : localName;
            _declaredUri = null;
            _declaration.Clear();
        }
        else
        {
            ns ??= string.IsNullOrEmpty(prefix) ? "" : _scope.LookupUri(prefix) ?? throw Fail($"the prefix {prefix}, which is not declared");
            WrittenName name = Name(ns, localName);
            if (!_tag.TryBegin(name, prefix ?? ""))
                throw Fail($"attribute {{{ns}}}{localName} twice");
            _hasQualifiedAttribute |= ns.Length > 0;
        }

        _inAttribute = true;
    }

    /// <inheritdoc/>
    public override void WriteEndAttribute() => EndAttribute();

    /// <inheritdoc/>
    public override void WriteString(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return;
        if (_inAttribute && _attributeIsNamespace && _declaredUri is null && _declaration.Length == 0)
        {
            CheckCharacters(text);
            _declaredUri = text;
            return;
        }

        Append(text);
    }

    /// <inheritdoc/>
    public override void WriteCData(string? text) => WriteString(text);

    /// <inheritdoc/>
    public override void WriteWhitespace(string? ws) => WriteString(ws);

    /// <inheritdoc/>
    public override void WriteChars(char[] buffer, int index, int count) => Append(buffer.AsSpan(index, count));

    /// <inheritdoc/>
    public override void WriteRaw(char[] buffer, int index, int count) => WriteRaw(new string(buffer, index, count));

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">The text contains markup.</exception>
    public override void WriteRaw(string data)
    {
        // XmlSerializer writes its numbers raw; only text that is no markup has a place in EXI.
        if (data.AsSpan().IndexOfAny('<', '&') >= 0)
            throw new NotSupportedException("EXI has no place for raw markup.");
        WriteString(data);
    }

    /// <inheritdoc/>
    public override void WriteCharEntity(char ch) => Append([ch]);

    /// <inheritdoc/>
    public override void WriteSurrogateCharEntity(char lowChar, char highChar) => Append([highChar, lowChar]);

    /// <inheritdoc/>
    public override void WriteBase64(byte[] buffer, int index, int count) => WriteString(Convert.ToBase64String(buffer, index, count));

    /// <inheritdoc/>
    public override void WriteBinHex(byte[] buffer, int index, int count) => WriteString(Convert.ToHexString(buffer, index, count));

    /// <inheritdoc/>
    public override void WriteQualifiedName(string localName, string? ns)
    {
        if (string.IsNullOrEmpty(ns))
        {
            WriteString(localName);
            return;
        }

        string? prefix = _scope.LookupPrefix(ns, allowDefault: true);
        if (prefix is null)
        {
            prefix = NewPrefix();
            Declare(prefix, ns);
        }

        WriteString(prefix.Length == 0 ? localName : prefix + ":" + localName);
    }

    /// <inheritdoc/>
    public override void WriteComment(string? text)
    {
        CheckCharacters(text ?? "");
        if (!_encoder.Preserves(ExiPreserve.Comments))
            return; // and the text before it goes on behind it
        Content();
        try
        {
            _encoder.Comment(text ?? "");
        }
        catch (ExiException)
        {
            HasFailed = true;
            throw;
        }
    }

    /// <inheritdoc/>
    public override void WriteProcessingInstruction(string name, string? text)
    {
        CheckName(name);
        CheckCharacters(text ?? "");
        if (!_encoder.Preserves(ExiPreserve.ProcessingInstructions))
            return;
        Content();
        try
        {
            _encoder.ProcessingInstruction(name, text ?? "");
        }
        catch (ExiException)
        {
            HasFailed = true;
            throw;
        }
    }

    /// <inheritdoc/>
    public override void WriteEntityRef(string name)
    {
        if (_inAttribute)
            throw Fail($"the entity reference {name} in an attribute value");
        Content();
        CheckName(name);
        try
        {
            _encoder.EntityReference(name);
        }
        catch (ExiException)
        {
            HasFailed = true;
            throw;
        }
    }

    /// <inheritdoc/>
    public override string? LookupPrefix(string ns) => _scope.LookupPrefix(ns, allowDefault: true);

    /// <inheritdoc/>
    public override void Flush() { }

    /// <summary>Ends the document: nothing can be written after it.</summary>
    private protected void EndDocument()
    {
        Content();
        try
        {
            _encoder.EndDocument();
        }
        catch (ExiException)
        {
            HasFailed = true;
            throw;
        }

        _ended = true;
    }

    /// <summary>Writes out what is held back: a start tag, joined text.</summary>
    /// <param name="isEnd">An end tag comes next.</param>
    private protected void Content(bool isEnd = false)
    {
        if (_ended)
            throw new InvalidOperationException("The document has ended.");
        if (HasFailed)
            throw new InvalidOperationException("The document failed.");
        EndAttribute();
        EndTag();
        if (_text.Length == 0)
            return;
        ReadOnlySpan<char> text = _text.Text;
        _text.Truncate(0);
        if (_whiteSpace is not null && _whiteSpace.Drops(text, isEnd))
            return;
        try
        {
            _encoder.Characters(text);
        }
        catch (ExiException)
        {
            HasFailed = true;
            throw;
        }
    }

    private void Append(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
            return;
        CheckCharacters(text);
        if (!_inAttribute)
        {
            EndTag();
            _text.Append(text);
        }
        else if (!_attributeIsNamespace)
        {
            _tag.Text.Append(text);
        }
        else
        {
            _declaration.Append(_declaredUri);
            _declaredUri = null;
            _declaration.Append(text);
        }
    }

    private void EndTag()
    {
        EndAttribute();
        if (!_inTag)
            return;
        _inTag = false;
        DeclareWhatNamesNeed();
        // Text that came before this tag was written when the tag was begun.
        try
        {
            _encoder.StartElement(_tag);
        }
        catch (ExiException)
        {
            HasFailed = true;
            throw;
        }

        _whiteSpace?.StartElement(_tag);
    }

    private void DeclareWhatNamesNeed()
    {
        if (_scope.LookupUri(_tag.Prefix) != _tag.Name.Uri.Text)
            DeclareFirst(_tag.Prefix, _tag.Name.Uri.Text);
        if (!_hasQualifiedAttribute)
            return;
        _hasQualifiedAttribute = false;
        foreach (ref TagAttribute attribute in _tag.Attributes)
        {
            string uri = attribute.Name.Uri.Text;
            if (uri.Length == 0 || (attribute.Prefix.Length > 0 && _scope.LookupUri(attribute.Prefix) == uri))
                continue;
            string? prefix = _scope.LookupPrefix(uri, allowDefault: false);
            if (prefix is null)
            {
                prefix = attribute.Prefix.Length > 0 && !_scope.DeclaresHere(attribute.Prefix) ? attribute.Prefix : NewPrefix();
                Declare(prefix, uri);
            }

            attribute.Prefix = prefix;
        }
    }

    private void DeclareFirst(string prefix, string uri)
    {
        if (_scope.DeclaresHere(prefix))
            throw Fail($"the prefix {prefix} for two namespaces on one element");
        _scope.Declare(prefix, uri);
        _tag.Namespaces.Insert(0, (prefix, uri));
    }

    private void Declare(string prefix, string uri)
    {
        _scope.Declare(prefix, uri);
        _tag.Namespaces.Add((prefix, uri));
    }

    private string NewPrefix()
    {
        for (int i = 0; ; i++)
        {
            string prefix = $"ns{i}";
            if (_scope.LookupUri(prefix) is null)
                return prefix;
        }
    }

    private void EndAttribute()
    {
        if (!_inAttribute)
            return;
        _inAttribute = false;
        if (_attributeIsNamespace)
            EndDeclaration();
        else
            _tag.EndAttribute();
    }

    private void EndDeclaration()
    {
        string uri = _declaredUri ?? _declaration.ToString();
        if (_declaredPrefix is "xml" or "xmlns" && !(_declaredPrefix == "xml" && uri == NamespaceScope.XmlUri))
            throw Fail($"a namespace declaration for the prefix {_declaredPrefix}");
        if (_declaredPrefix.Length > 0 && uri.Length == 0)
            throw Fail($"the prefix {_declaredPrefix} for no namespace");
        foreach ((string prefix, string declared) in _tag.Namespaces)
        {
            if (prefix == _declaredPrefix && declared != uri)
                throw Fail($"two declarations of the prefix {prefix}");
            if (prefix == _declaredPrefix)
                return;
        }

        Declare(_declaredPrefix, uri);
    }

    /// <summary>A name as the encoder knows it, which also knows whether it is one.</summary>
    private WrittenName Name(string uri, string local)
    {
        WrittenName name = _encoder.NameOf(uri, local);
        return name.IsNcName ? name : throw Fail($"\"{local}\", which is no NCName");
    }

    private void CheckName(string name)
    {
        if (!XmlCharacters.IsNcName(name))
            throw Fail($"\"{name}\", which is no NCName");
    }

    private void CheckCharacters(ReadOnlySpan<char> text)
    {
        int invalid = XmlCharacters.FindInvalid(text);
        if (invalid >= 0)
            throw Fail($"U+{(int)text[invalid]:X4}, which is no XML character");
    }

    private ExiException Fail(string message)
    {
        HasFailed = true;
        return new ExiException(message);
    }
}
