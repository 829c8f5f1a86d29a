using IotXmpp.Things.Model;

namespace IotXmpp.Concentrator.Service.Bridges.Mqtt.HomeAssistant;

/// <summary>
/// What Home Assistant makes of a number: its unit as Home Assistant spells it, and the device and state class that unit goes with. Home Assistant refuses a
/// sensor whose unit does not belong to its device class, so that a class is given only where the unit is one of its own.
/// </summary>
/// <param name="Unit">Unit; empty for none.</param>
/// <param name="DeviceClass">Device class; null for none.</param>
/// <param name="StateClass">State class; null for none.</param>
internal readonly record struct HomeAssistantUnit(string Unit, string? DeviceClass, string? StateClass)
{
    private const string Measurement = "measurement";
    private const string Increasing = "total_increasing";

    /// <summary>For a numeric field, by its unit and, where a unit serves many ends, its name.</summary>
    public static HomeAssistantUnit Of(string unit, string field, FieldValueKind kind)
    {
        if (kind is not (FieldValueKind.Numeric or FieldValueKind.Int or FieldValueKind.Long))
            return default;
        bool Named(params ReadOnlySpan<string> words)
        {
            foreach (string word in words)
            {
                if (field.Contains(word, StringComparison.OrdinalIgnoreCase))
                    return true;
            }

            return false;
        }

        return unit switch
        {
            "°C" or "°F" or "K" => new(unit, "temperature", Measurement),
            "C" => new("°C", "temperature", Measurement),
            "%" => new("%", Named("humid") ? "humidity" : Named("battery") ? "battery" : Named("moist") ? "moisture" : null, Measurement),
            // What the weather is measured in.
            "hPa" or "mbar" => new(unit, "atmospheric_pressure", Measurement),
            "Pa" or "kPa" or "bar" or "psi" or "mmHg" => new(unit, "pressure", Measurement),
            "mW" or "W" or "kW" or "MW" => new(unit, "power", Measurement),
            "Wh" or "kWh" or "MWh" or "kJ" or "MJ" or "GJ" => new(unit, "energy", Increasing),
            "VA" => new(unit, "apparent_power", Measurement),
            "mV" or "V" => new(unit, "voltage", Measurement),
            "mA" or "A" => new(unit, "current", Measurement),
            "Hz" or "kHz" or "MHz" => new(unit, "frequency", Measurement),
            "lx" or "lux" => new("lx", "illuminance", Measurement),
            "ppm" => new("ppm", Named("co2", "co₂", "carbon dioxide") ? "carbon_dioxide" : null, Measurement),
            "µg/m³" or "ug/m3" => new("µg/m³", Named("pm2.5", "pm25") ? "pm25" : Named("pm10") ? "pm10" : null, Measurement),
            "W/m²" or "W/m2" => new("W/m²", "irradiance", Measurement),
            "dBm" => new(unit, "signal_strength", Measurement),
            "dB" => new(unit, Named("signal", "rssi") ? "signal_strength" : null, Measurement),
            "ms" or "s" or "min" or "h" or "d" => new(unit, "duration", Measurement),
            "mm" or "cm" or "m" or "km" => new(unit, "distance", Measurement),
            "m/s" or "km/h" => new(unit, Named("wind") ? "wind_speed" : "speed", Measurement),
            "g" or "kg" => new(unit, "weight", Measurement),
            "m³" or "m3" => new("m³", Named("gas") ? "gas" : Named("water") ? "water" : "volume", Increasing),
            "L" or "l" => new("L", Named("water") ? "water" : "volume", Increasing),
            _ => new(unit, null, Measurement),
        };
    }
}
