using IotXmpp.Xmpp.Portable;

namespace IotXmpp.Xmpp.Streams.Xml;

/// <summary>The namespace declarations in scope, innermost last (Namespaces in XML 1.0, 6).</summary>
internal sealed class XmlNamespaceScope
{
    private readonly List<KeyValuePair<string, string>> _declarations = [];

    /// <summary>Number of declarations; hand it to <see cref="Leave"/> to undo all later ones.</summary>
    internal int Count => _declarations.Count;

    /// <summary>The declarations in order, prefix first.</summary>
    internal IReadOnlyList<KeyValuePair<string, string>> Declarations => _declarations;

    internal void Declare(string prefix, string ns) => _declarations.Add(new(prefix, ns));

    internal void Leave(int count) => _declarations.RemoveRange(count, _declarations.Count - count);

    /// <summary>The namespace of a prefix, null if unbound. The empty prefix without declaration means no namespace.</summary>
    internal string? Find(string prefix)
    {
        for (int i = _declarations.Count - 1; i >= 0; i--)
        {
            if (_declarations[i].Key == prefix)
                return _declarations[i].Value;
        }

        return prefix switch { "" => "", "xml" => Ns.Xml, _ => null };
    }
}
