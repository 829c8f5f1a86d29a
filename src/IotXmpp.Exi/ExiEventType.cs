namespace IotXmpp.Exi;

/// <summary>Event types of EXI table 4-1. SD has no content and no code; it is implied by the first event.</summary>
public enum ExiEventType : byte
{
    /// <summary>ED: the body is over.</summary>
    EndDocument,

    /// <summary>SE: an element begins; a qname.</summary>
    StartElement,

    /// <summary>EE: the innermost element ends.</summary>
    EndElement,

    /// <summary>AT: a qname and a value.</summary>
    Attribute,

    /// <summary>CH: a value.</summary>
    Characters,

    /// <summary>NS: a namespace declaration; only when prefixes are preserved.</summary>
    NamespaceDeclaration,

    /// <summary>CM: a comment, when preserved.</summary>
    Comment,

    /// <summary>PI: target and text, when preserved.</summary>
    ProcessingInstruction,

    /// <summary>DT: name, public and system identifier, text of a document type declaration, when preserved.</summary>
    DocType,

    /// <summary>ER: the name of an entity, when preserved.</summary>
    EntityReference,

    /// <summary>SC: the element just begun is self-contained.</summary>
    SelfContained,
}
