namespace IotXmpp.Xmpp.Stanzas;

internal enum ElementTokenKind : byte
{
    Start,
    Attribute,
    Text,
    End,
}

/// <summary>One event of an <see cref="XmppElement"/>.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Name">Name of the element or attribute; default for text and end.</param>
/// <param name="Value">Value of an attribute or text.</param>
/// <param name="Skip">For a start: distance in tokens to the one after its end.</param>
internal readonly record struct ElementToken(ElementTokenKind Kind, QName Name, string? Value, int Skip);
