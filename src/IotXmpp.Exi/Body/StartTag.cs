namespace IotXmpp.Exi.Body;

/// <summary>A complete start tag on its way into an encoder; the same object serves one tag after another.</summary>
internal sealed class StartTag
{
    public string Uri { get; set; } = "";

    public string Local { get; set; } = "";

    /// <summary>Never null; "" for the default namespace or none.</summary>
    public string Prefix { get; set; } = "";

    /// <summary>Namespace declarations in document order.</summary>
    public List<(string Prefix, string Uri)> Namespaces { get; } = [];

    /// <summary>Attributes in document order.</summary>
    public List<TagAttribute> Attributes { get; } = [];

    /// <summary>Empties the tag.</summary>
    public void Clear()
    {
        Namespaces.Clear();
        Attributes.Clear();
    }
}
