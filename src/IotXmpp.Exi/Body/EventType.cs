namespace IotXmpp.Exi.Body;

/// <summary>Event types of EXI table 4-1; SD has no content and no code and is not reported.</summary>
internal enum EventType : byte
{
    EndDocument,
    StartElement,
    EndElement,
    Attribute,
    Characters,
    Namespace,
    Comment,
    ProcessingInstruction,
    DocType,
    EntityReference,
    SelfContained,
}
