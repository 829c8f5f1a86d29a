using IotXmpp.Exi.Schema;

namespace IotXmpp.Exi.Body;

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
        int order = CodePointOrder.Compare(x.Local, y.Local);
        return order != 0 ? order : CodePointOrder.Compare(x.Uri, y.Uri);
    }
}
