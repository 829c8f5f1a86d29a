namespace IotXmpp.Simulator;

/// <summary>What a board is: one of the demonstration, or one of <c>hardware/</c>.</summary>
public enum BoardKind
{
    /// <summary>Fields Temperature (°C), Humidity (%), Pressure (hPa); parameters Interval (seconds, 1..3600) and Label.</summary>
    Climate,

    /// <summary>Fields Relay (boolean), Presses (int), Brightness (%); parameters Relay (boolean), Brightness (0..100) and Label.</summary>
    Relay,

    /// <summary>Fields Energy (kWh, three decimals, with minute history) and Power (W); parameters PulsesPerKwh and Label.</summary>
    EnergyMeter,

    /// <summary><c>hardware/climate-devkit</c>: its drivers, on a simulated BME280 and button.</summary>
    ClimateDevkit,

    /// <summary><c>hardware/relay-devkit</c>: its drivers, on simulated relays and a DS18B20.</summary>
    RelayDevkit,

    /// <summary><c>hardware/energy-meter</c>: its drivers, on simulated S0 pulses.</summary>
    S0Meter,

    /// <summary><c>hardware/air-quality-s3</c>: its drivers, on a simulated SCD41, SHT31 and lamp.</summary>
    AirQualityS3,
}
