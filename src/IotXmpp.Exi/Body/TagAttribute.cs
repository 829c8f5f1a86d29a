using IotXmpp.Exi.Strings;

namespace IotXmpp.Exi.Body;

/// <summary>An attribute of a <see cref="StartTag"/>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Prefix">Never null; "" for none.</param>
/// <param name="Start">Where its value begins in the tag's text.</param>
/// <param name="Length">UTF-16 units of its value.</param>
internal readonly record struct TagAttribute(WrittenName Name, string Prefix, int Start, int Length);
