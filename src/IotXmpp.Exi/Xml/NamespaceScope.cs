namespace IotXmpp.Exi.Xml;

/// <summary>The namespace declarations in scope of a document being written (Namespaces in XML 6).</summary>
internal sealed class NamespaceScope
{
    public const string XmlUri = "http://www.w3.org/XML/1998/namespace";
    public const string XmlnsUri = "http://www.w3.org/2000/xmlns/";

    private readonly List<(int Depth, string Prefix, string Uri)> _declarations = [];

    /// <summary>Open elements.</summary>
    public int Depth { get; private set; }

    /// <summary>Declarations in scope.</summary>
    public int Count => _declarations.Count;

    /// <summary>Enters an element.</summary>
    public void Push() => Depth++;

    /// <summary>Leaves an element and forgets its declarations.</summary>
    public void Pop()
    {
        while (_declarations.Count > 0 && _declarations[^1].Depth == Depth)
            _declarations.RemoveAt(_declarations.Count - 1);
        Depth--;
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _declarations.Clear();
        Depth = 0;
    }

    /// <summary>Declares a prefix on the innermost element.</summary>
    public void Declare(string prefix, string uri) => _declarations.Add((Depth, prefix, uri));

    /// <summary>Whether the innermost element declares the prefix.</summary>
    public bool DeclaresHere(string prefix)
    {
        for (int i = _declarations.Count - 1; i >= 0 && _declarations[i].Depth == Depth; i--)
        {
            if (_declarations[i].Prefix == prefix)
                return true;
        }

        return false;
    }

    /// <summary>The uri of a prefix ("" for the default namespace, which is "" when not declared), or null.</summary>
    public string? LookupUri(string prefix)
    {
        for (int i = _declarations.Count - 1; i >= 0; i--)
        {
            if (_declarations[i].Prefix == prefix)
                return _declarations[i].Uri;
        }

        return prefix switch { "" => "", "xml" => XmlUri, "xmlns" => XmlnsUri, _ => null };
    }

    /// <summary>A prefix in scope for a uri, the innermost one first, or null.</summary>
    public string? LookupPrefix(string uri, bool allowDefault)
    {
        for (int i = _declarations.Count - 1; i >= 0; i--)
        {
            (_, string prefix, string declared) = _declarations[i];
            if (declared == uri && (allowDefault || prefix.Length > 0) && LookupUri(prefix) == uri)
                return prefix;
        }

        return uri == XmlUri ? "xml" : uri.Length == 0 && allowDefault && LookupUri("") == "" ? "" : null;
    }
}
