namespace IotXmpp.Concentrator.Service.Bridges.AzureIotHub;

/// <summary>Who the boards are to the hub.</summary>
internal enum HubIdentityKind
{
    /// <summary>One device of the hub stands for all boards: one connection; the board's name is a property of each message.</summary>
    Gateway,

    /// <summary>Each board is a device of the hub, with its own connection, twin and methods.</summary>
    Board,
}
