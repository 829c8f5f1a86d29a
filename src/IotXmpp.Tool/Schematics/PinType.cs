namespace IotXmpp.Tool.Schematics;

/// <summary>Electrical type of a pin, as the electrical rules check of KiCad knows it.</summary>
internal enum PinType
{
    /// <summary>Nothing to check: resistors, connectors.</summary>
    Passive,

    /// <summary>Is driven.</summary>
    Input,

    /// <summary>Drives and is driven.</summary>
    Bidirectional,

    /// <summary>Is supplied.</summary>
    PowerIn,

    /// <summary>Supplies.</summary>
    PowerOut,
}
