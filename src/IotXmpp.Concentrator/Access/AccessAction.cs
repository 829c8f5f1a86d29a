namespace IotXmpp.Concentrator.Access;

/// <summary>What somebody wants of a board.</summary>
internal enum AccessAction
{
    /// <summary>Know that it exists, its presence, its card.</summary>
    See,

    /// <summary>Read fields.</summary>
    Read,

    /// <summary>Set parameters.</summary>
    Control,
}
