namespace IotXmpp.Things.Concentrators;

/// <summary>How a node command is executed (XEP-0326 3.6.1). The names are the values on the wire.</summary>
public enum NodeCommandType
{
    /// <summary>Without parameters.</summary>
    Simple,

    /// <summary>With a form of parameters.</summary>
    Parameterized,

    /// <summary>With or without parameters; what it finds follows in messages.</summary>
    Query,
}
