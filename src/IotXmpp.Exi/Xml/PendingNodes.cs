using IotXmpp.Exi.Body;
using IotXmpp.Exi.Strings;

namespace IotXmpp.Exi.Xml;

/// <summary>What an <see cref="EncodingXmlWriter"/> holds back, and the namespaces in scope: buffers that serve one document after another.</summary>
internal sealed class PendingNodes
{
    public PendingNodes() => LookupNamespace = Scope.LookupUri;

    /// <summary>The namespace of a prefix in <see cref="Scope"/>.</summary>
    public Func<string, string?> LookupNamespace { get; }

    /// <summary>The start tag that is being written.</summary>
    public StartTag Tag { get; } = new();

    /// <summary>Text since the last tag.</summary>
    public CharBuffer Text { get; } = new();

    /// <summary>The value of a namespace declaration.</summary>
    public CharBuffer Declaration { get; } = new();

    /// <summary>Namespace declarations in scope.</summary>
    public NamespaceScope Scope { get; } = new();

    /// <summary>Forgets a document, complete or not.</summary>
    public void Clear()
    {
        Tag.Clear();
        Text.Clear();
        Declaration.Clear();
        Scope.Clear();
    }
}
