namespace IotXmpp.Concentrator.Access;

/// <summary>What somebody wants of a board. The numbers are stored: never renumber.</summary>
public enum AccessAction
{
    /// <summary>Know that it exists, its presence, its card. Whoever may read or control something of it may see it.</summary>
    See = 0,

    /// <summary>Read fields (XEP-0324 3.3).</summary>
    Read = 1,

    /// <summary>Set parameters (XEP-0324 3.4).</summary>
    Control = 2,

    /// <summary>Change the board itself, its nodes and who may use it (XEP-0326, XEP-0347). Its owner's alone: no rule gives it away.</summary>
    Manage = 3,
}
