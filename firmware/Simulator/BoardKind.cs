namespace IotXmpp.Simulator;

/// <summary>The three kinds of board of the demonstration.</summary>
public enum BoardKind
{
    /// <summary>Fields Temperature (°C), Humidity (%), Pressure (hPa); parameters Interval (seconds, 1..3600) and Label.</summary>
    Climate,

    /// <summary>Fields Relay (boolean), Presses (int), Brightness (%); parameters Relay (boolean), Brightness (0..100) and Label.</summary>
    Relay,

    /// <summary>Fields Energy (kWh, three decimals, with minute history) and Power (W); parameters PulsesPerKwh and Label.</summary>
    EnergyMeter,
}
