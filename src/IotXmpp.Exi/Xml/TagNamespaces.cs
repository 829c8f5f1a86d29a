using IotXmpp.Exi.Schema;

namespace IotXmpp.Exi.Xml;

/// <summary>
/// Chooses the prefixes of a document that is made from events, and notes which namespace declarations its tags need for that. Where prefixes
/// were preserved they are used as long as they are bound to the right namespace; else elements get the default namespace and attributes some
/// prefix.
/// </summary>
internal sealed class TagNamespaces
{
    /// <summary>Prefixes that are chosen here; more are made when these are taken.</summary>
    private static readonly string[] Invented = ["ns0", "ns1", "ns2", "ns3", "ns4", "ns5", "ns6", "ns7"];

    private readonly NamespaceScope _scope = new();

    /// <summary>The declarations of the tag at hand, in the order in which they came to be needed.</summary>
    public List<(string Prefix, string Uri)> Declarations { get; } = [];

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _scope.Clear();
        Declarations.Clear();
    }

    /// <summary>A start tag begins.</summary>
    public void Push()
    {
        _scope.Push();
        if (Declarations.Count > 0)
            Declarations.Clear();
    }

    /// <summary>An element is over.</summary>
    public void Pop() => _scope.Pop();

    /// <summary>The uri of a prefix, or null.</summary>
    public string? LookupUri(string prefix) => _scope.LookupUri(prefix);

    /// <summary>A prefix in scope for a uri, or null.</summary>
    public string? LookupPrefix(string uri) => _scope.LookupPrefix(uri, allowDefault: true);

    /// <summary>Takes a declaration over from the events. False: the tag binds the prefix to another namespace already.</summary>
    public bool TryPreserve(string prefix, string uri)
    {
        if (prefix == "xml")
            return true;
        if (_scope.DeclaresHere(prefix))
            return _scope.LookupUri(prefix) == uri;
        Declare(prefix, uri);
        return true;
    }

    /// <summary>The prefix of the element whose tag is at hand.</summary>
    /// <param name="wanted">The preserved prefix, or null.</param>
    /// <param name="uri">The element's namespace.</param>
    /// <exception cref="ExiException">No tag can say that.</exception>
    public string ElementPrefix(string? wanted, string uri)
    {
        if (wanted is null)
        {
            if (_scope.LookupPrefix(uri, allowDefault: true) is { } known)
                return known;
        }
        else if (_scope.LookupUri(wanted) == uri)
        {
            return wanted;
        }

        string prefix = uri.Length == 0 || wanted is null || _scope.DeclaresHere(wanted) ? "" : wanted;
        if (_scope.DeclaresHere(prefix) && _scope.LookupUri(prefix) != uri)
        {
            if (uri.Length == 0)
                throw new ExiException("an element in no namespace whose start tag declares a default namespace");
            prefix = NewPrefix();
        }

        if (_scope.LookupUri(prefix) != uri)
            Declare(prefix, uri);
        return prefix;
    }

    /// <summary>An xsi:type value in no namespace has no prefix: no default namespace may be in its way, unless the tag declares one.</summary>
    /// <param name="wanted">The prefix wanted for the element; changes if it has to.</param>
    /// <param name="uri">The element's namespace.</param>
    public void FreeDefaultNamespace(ref string? wanted, string uri)
    {
        if (wanted is not null || _scope.DeclaresHere(""))
            return;
        if (_scope.LookupUri("") != "")
            Declare("", "");
        if (uri.Length == 0 || _scope.LookupPrefix(uri, allowDefault: false) is not null)
            return;
        wanted = NewPrefix();
        Declare(wanted, uri);
    }

    /// <summary>The prefix of an attribute of the tag at hand.</summary>
    /// <param name="wanted">The preserved prefix, or null.</param>
    /// <param name="uri">The attribute's namespace.</param>
    public string AttributePrefix(string? wanted, string uri)
    {
        if (uri.Length == 0)
            return "";
        if (wanted is { Length: > 0 } && _scope.LookupUri(wanted) == uri)
            return wanted;
        if (_scope.LookupPrefix(uri, allowDefault: false) is { } known)
            return known;
        string prefix = wanted is { Length: > 0 } && !_scope.DeclaresHere(wanted) ? wanted : uri == XmlNamespaces.Xsi && _scope.LookupUri("xsi") is null ? "xsi" : NewPrefix();
        Declare(prefix, uri);
        return prefix;
    }

    /// <summary>The prefix of a QName that is a value.</summary>
    /// <param name="wanted">The preserved prefix, or null.</param>
    /// <param name="uri">The namespace of the value.</param>
    public string ValuePrefix(string? wanted, string uri)
    {
        if (uri.Length == 0)
            return "";
        if (wanted is not null && _scope.LookupUri(wanted) == uri)
            return wanted;
        return _scope.LookupPrefix(uri, allowDefault: true) ?? AttributePrefix(wanted, uri);
    }

    private void Declare(string prefix, string uri)
    {
        _scope.Declare(prefix, uri);
        Declarations.Add((prefix, uri));
    }

    private string NewPrefix()
    {
        for (int i = 0; ; i++)
        {
            string prefix = i < Invented.Length ? Invented[i] : $"ns{i}";
            if (_scope.LookupUri(prefix) is null)
                return prefix;
        }
    }
}
