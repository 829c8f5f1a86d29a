namespace IotXmpp.Exi.Body;

/// <summary>Which grammar an open element, or the document, is in.</summary>
internal enum FrameKind : byte
{
    DocContent,
    DocEnd,
    FragmentContent,
    Schema,
    BuiltInStartTag,
    BuiltInContent,
}
