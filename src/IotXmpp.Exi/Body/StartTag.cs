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

/// <summary>An attribute of a start tag.</summary>
internal readonly record struct TagAttribute(string Uri, string Local, string Prefix, string Value)
{
    /// <summary>The namespace of xsi:type, xsi:nil and their relatives.</summary>
    public const string XsiUri = "http://www.w3.org/2001/XMLSchema-instance";

    /// <summary>xsi:type.</summary>
    public bool IsXsiType => Local == "type" && Uri == XsiUri;

    /// <summary>xsi:nil.</summary>
    public bool IsXsiNil => Local == "nil" && Uri == XsiUri;

    /// <summary>The order in which attributes have the shortest codes (EXI 6): local name, then uri, by code point.</summary>
    public static int Compare(TagAttribute x, TagAttribute y)
    {
        int order = CompareCodePoints(x.Local, y.Local);
        return order != 0 ? order : CompareCodePoints(x.Uri, y.Uri);
    }

    private static int CompareCodePoints(string x, string y)
    {
        int length = Math.Min(x.Length, y.Length);
        for (int i = 0; i < length; i++)
        {
            if (x[i] == y[i])
                continue;
            bool xs = char.IsSurrogate(x[i]);
            return xs == char.IsSurrogate(y[i]) ? x[i].CompareTo(y[i]) : xs ? 1 : -1;
        }

        return x.Length.CompareTo(y.Length);
    }
}
