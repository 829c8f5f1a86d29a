using IotXmpp.Exi.Strings;

namespace IotXmpp.Exi.Body;

/// <summary>An attribute of a <see cref="StartTag"/>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Prefix">Never null; "" for none.</param>
/// <param name="Start">Where its value begins in the tag's text; of a typed value its place among the tag's typed values.</param>
/// <param name="Length">UTF-16 units of its value; <see cref="Typed"/> for a typed one.</param>
internal readonly record struct TagAttribute(WrittenName Name, string Prefix, int Start, int Length)
{
    /// <summary>The length of a value that is no text.</summary>
    public const int Typed = -1;
}
