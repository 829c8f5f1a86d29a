namespace IotXmpp.Tool.Schematics;

/// <summary>How a part is drawn.</summary>
internal enum SymbolShape
{
    /// <summary>A box with its pins on the left.</summary>
    Box,

    /// <summary>A box with its pins on the right: the right row of a module.</summary>
    BoxRight,

    /// <summary>A resistor, upright; pin 1 above.</summary>
    Resistor,

    /// <summary>A capacitor, upright; pin 1 above.</summary>
    Capacitor,

    /// <summary>A polarised capacitor, upright; the positive pin above.</summary>
    PolarisedCapacitor,

    /// <summary>A light-emitting diode, upright; the anode above.</summary>
    Led,
}
