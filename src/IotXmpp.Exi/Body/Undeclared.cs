namespace IotXmpp.Exi.Body;

/// <summary>A second part of an event code (EXI 8.4.3, 8.5.1, 8.5.4.4): a production, or a group with third parts.</summary>
internal enum Undeclared : byte
{
    EndElement,
    XsiType,
    XsiNil,

    /// <summary>AT(*).</summary>
    AttributeAny,

    /// <summary>Group: AT(qname)[untyped value] for each declared one, then AT(*)[untyped value].</summary>
    AttributeUntyped,
    Namespace,
    SelfContained,

    /// <summary>SE(*).</summary>
    StartElementAny,

    /// <summary>CH[untyped value].</summary>
    Characters,
    EntityReference,
    DocType,

    /// <summary>Group: CM, PI.</summary>
    CommentOrInstruction,
}
