using IotXmpp.Exi.Strings;

namespace IotXmpp.Exi.Body;

/// <summary>An attribute of a <see cref="StartTag"/>. Plain fields, because they are set one by one.</summary>
internal struct TagAttribute
{
    /// <summary>The length of a value that is no text.</summary>
    public const int Typed = -1;

    /// <summary>Its name.</summary>
    public WrittenName Name;

    /// <summary>Never null; "" for none.</summary>
    public string Prefix;

    /// <summary>Where its value begins in the tag's text; of a typed value its place among the tag's typed values.</summary>
    public int Start;

    /// <summary>UTF-16 units of its value; <see cref="Typed"/> for a typed one.</summary>
    public int Length;
}
