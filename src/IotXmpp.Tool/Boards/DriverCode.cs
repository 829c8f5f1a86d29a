using System.Globalization;

namespace IotXmpp.Tool.Boards;

/// <summary>How the firmware's source makes, reads and sets a driver.</summary>
internal static class DriverCode
{
    /// <summary>True for drivers that are started, awaited and read.</summary>
    public static bool IsSensor(DriverKind driver) =>
        driver.Name is "bme280" or "sht3x" or "aht20" or "scd4x" or "bh1750" or "ds18b20" or "dht22" or "analog" or "pulse-meter";

    /// <summary>Type of the member that holds it; the DHT22 is a binding's, known here as a sensor only.</summary>
    public static string TypeOf(DriverKind driver) => driver.Name == "dht22" ? "Sensor" : driver.Class;

    /// <summary>True for an action that is a setting, which survives a restart; what moves or shines does not.</summary>
    public static bool IsSetting(string action) => action == "pulses-per-kwh";

    /// <summary>Makes it.</summary>
    public static string Create(BoardDescription board, Part part)
    {
        string low = part.IsActiveLow ? "true" : "false";
        return part.Driver.Name switch
        {
            "bme280" or "sht3x" or "aht20" or "scd4x" or "bh1750" => $"new {part.Driver.Class}({I2c(board, part)})",
            "ds18b20" => $"new Ds18b20(pins.OneWire({Pin(board, part, "receive")}, {Pin(board, part, "transmit")}), null)",
            "dht22" => $"pins.Dht22({part.Pins["data"]})",
            "analog" => Invariant(
                $"new AnalogInput(pins.Analog({board.Module.Adc1[part.Pins["input"]]}), {part.Settings["low-raw"]}, {part.Settings["low-value"]}, {part.Settings["high-raw"]}, {part.Settings["high-value"]})"),
            "pulse-meter" => $"new PulseMeter(pins.Pulses({part.Pins["input"]}), 1000, LoadNumber(\"{part.Id}.pulses\"))",
            "button" => $"new PushButton(pins.Input({part.Pins["input"]}, {low}), {low})",
            "relay" => $"new Relay(pins.Output({part.Pins["output"]}), {low})",
            "dimmer" => $"new Dimmer(pins.Pwm({part.Pins["output"]}))",
            // SG90: 0.5 to 2.4 ms for 180 degrees.
            "servo" => $"new Servo(pins.Pwm({part.Pins["output"]}), 500, 2400, 180)",
            "ws2812" => $"new Ws2812(pins.Spi({part.Bus![^1]}, {Pin(board, part, "data")}, {Pin(board, part, "clock")}, Ws2812.ClockFrequency), {part.Settings["lamps"]})",
            "led" => $"new StatusLed(pins.Output({part.Pins["output"]}), {low})",
            _ => throw new ArgumentException($"There is no source for {part.Driver.Name}.", nameof(part)),
        };
    }

    /// <summary>A quantity of a driver that is no sensor.</summary>
    public static string Read(DriverKind driver, string member, string channel) => (driver.Name, channel) switch
    {
        ("button", "presses") => $"{member}.Presses",
        ("button", _) => $"{member}.LongPresses",
        ("relay", _) => $"{member}.IsOn ? 1 : 0",
        ("dimmer", _) => $"{member}.Percent",
        ("servo", _) => $"{member}.Angle",
        _ => throw new ArgumentException($"There is no source for {driver.Name}.{channel}.", nameof(driver)),
    };

    /// <summary>An action with <c>value</c>.</summary>
    public static string Write(string action, string member) => action switch
    {
        "switch" => $"{member}.Set(value != 0)",
        "level" or "angle" => $"{member}.Set((int)value)",
        "pulses-per-kwh" => $"{member}.PulsesPerKwh = (int)value",
        "color" => $"{member}.Fill((int)value)",
        _ => throw new ArgumentException($"There is no source for {action}.", nameof(action)),
    };

    private static string I2c(BoardDescription board, Part part) =>
        Invariant($"pins.I2c({part.Bus![^1]}, {Pin(board, part, "sda")}, {Pin(board, part, "scl")}, 0x{part.Address:X2})");

    private static int Pin(BoardDescription board, Part part, string role) => board.Buses.First(bus => bus.Name == part.Bus).Pins[role];

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
