using IotXmpp.Things.Model;

namespace IotXmpp.Tool.Boards;

/// <summary>A quantity a driver measures.</summary>
/// <param name="Name">In descriptions.</param>
/// <param name="Unit">Of its values; empty for counts and states.</param>
/// <param name="Kind">Data type of a field made of it.</param>
internal sealed record DriverChannel(string Name, string Unit, FieldValueKind Kind);

/// <summary>Something a driver can be told.</summary>
/// <param name="Name">In descriptions.</param>
/// <param name="Kind">Data type of a parameter made of it.</param>
internal sealed record DriverAction(string Name, ControlParameterKind Kind);

/// <summary>A driver of the firmware and what has to be known to wire and use it. The names are those of <c>firmware/Node/Drivers</c>.</summary>
internal sealed record DriverKind
{
    /// <summary>Name in descriptions.</summary>
    public required string Name { get; init; }

    /// <summary>For people.</summary>
    public required string Title { get; init; }

    /// <summary>Class of the firmware.</summary>
    public required string Class { get; init; }

    /// <summary>The bus it needs; null if it has pins of its own.</summary>
    public BusKind? Bus { get; init; }

    /// <summary>I2C addresses it can have, the default first.</summary>
    public IReadOnlyList<int> Addresses { get; init; } = [];

    /// <summary>Pins of its own, by role.</summary>
    public IReadOnlyList<string> PinRoles { get; init; } = [];

    /// <summary>True if its pins drive something: then they may not be input-only.</summary>
    public bool IsOutput { get; init; }

    /// <summary>True if its pin must be one of the converter that works beside Wi-Fi.</summary>
    public bool IsAnalog { get; init; }

    /// <summary>What it measures.</summary>
    public IReadOnlyList<DriverChannel> Channels { get; init; } = [];

    /// <summary>What it can be told.</summary>
    public IReadOnlyList<DriverAction> Actions { get; init; } = [];

    /// <summary>Further settings and their ranges.</summary>
    public IReadOnlyDictionary<string, (int Min, int Max)> Settings { get; init; } = new Dictionary<string, (int, int)>();

    /// <summary>Supply: <c>3V3</c> or <c>5V</c>.</summary>
    public string Supply { get; init; } = "3V3";

    /// <summary>Current in microamperes while measuring or driving, from its data sheet.</summary>
    public required int ActiveMicroamperes { get; init; }

    /// <summary>Current in microamperes at rest.</summary>
    public required int IdleMicroamperes { get; init; }

    /// <summary>What it is sold as.</summary>
    public required string PartNumber { get; init; }

    /// <summary>All drivers.</summary>
    public static IReadOnlyList<DriverKind> All { get; } =
    [
        new()
        {
            Name = "bme280", Title = "BME280", Class = "Bme280", Bus = BusKind.I2c, Addresses = [0x76, 0x77], ActiveMicroamperes = 714, IdleMicroamperes = 1, PartNumber = "Pimoroni PIM472 (Bosch BME280)",
            Channels = [new("temperature", "°C", FieldValueKind.Numeric), new("humidity", "%", FieldValueKind.Numeric), new("pressure", "hPa", FieldValueKind.Numeric)],
        },
        new()
        {
            Name = "sht3x", Title = "SHT3x", Class = "Sht3x", Bus = BusKind.I2c, Addresses = [0x44, 0x45], ActiveMicroamperes = 1500, IdleMicroamperes = 2, PartNumber = "Adafruit 2857 (Sensirion SHT31-DIS)",
            Channels = [new("temperature", "°C", FieldValueKind.Numeric), new("humidity", "%", FieldValueKind.Numeric)],
        },
        new()
        {
            Name = "aht20", Title = "AHT20", Class = "Aht20", Bus = BusKind.I2c, Addresses = [0x38], ActiveMicroamperes = 980, IdleMicroamperes = 1, PartNumber = "Adafruit 4566 (Aosong AHT20)",
            Channels = [new("temperature", "°C", FieldValueKind.Numeric), new("humidity", "%", FieldValueKind.Numeric)],
        },
        new()
        {
            Name = "scd4x", Title = "SCD40/41", Class = "Scd4x", Bus = BusKind.I2c, Addresses = [0x62], ActiveMicroamperes = 205_000, IdleMicroamperes = 15_000, PartNumber = "Adafruit 5190 (Sensirion SCD41)",
            Channels = [new("co2", "ppm", FieldValueKind.Numeric), new("temperature", "°C", FieldValueKind.Numeric), new("humidity", "%", FieldValueKind.Numeric)],
        },
        new()
        {
            Name = "bh1750", Title = "BH1750", Class = "Bh1750", Bus = BusKind.I2c, Addresses = [0x23, 0x5C], ActiveMicroamperes = 190, IdleMicroamperes = 1, PartNumber = "Adafruit 4681 (Rohm BH1750)",
            Channels = [new("illuminance", "lx", FieldValueKind.Numeric)],
        },
        new()
        {
            Name = "ds18b20", Title = "DS18B20", Class = "Ds18b20", Bus = BusKind.OneWire, ActiveMicroamperes = 1500, IdleMicroamperes = 1, PartNumber = "Analog Devices DS18B20+",
            Channels = [new("temperature", "°C", FieldValueKind.Numeric)],
        },
        new()
        {
            Name = "dht22", Title = "DHT22", Class = "DhtPin", PinRoles = ["data"], IsOutput = true, ActiveMicroamperes = 1500, IdleMicroamperes = 50, PartNumber = "Aosong AM2302",
            Channels = [new("temperature", "°C", FieldValueKind.Numeric), new("humidity", "%", FieldValueKind.Numeric)],
        },
        new()
        {
            Name = "analog", Title = "analog input", Class = "AnalogInput", PinRoles = ["input"], IsAnalog = true, ActiveMicroamperes = 0, IdleMicroamperes = 0, PartNumber = "",
            Channels = [new("value", "", FieldValueKind.Numeric)],
            Settings = new Dictionary<string, (int, int)>
            {
                ["low-raw"] = (0, 4095), ["high-raw"] = (0, 4095), ["low-value"] = (-1_000_000, 1_000_000), ["high-value"] = (-1_000_000, 1_000_000),
            },
        },
        new()
        {
            Name = "pulse-meter", Title = "S0 pulse counter", Class = "PulseMeter", PinRoles = ["input"], ActiveMicroamperes = 330, IdleMicroamperes = 0, PartNumber = "",
            Channels = [new("energy", "kWh", FieldValueKind.Numeric), new("power", "W", FieldValueKind.Numeric)],
            Actions = [new("pulses-per-kwh", ControlParameterKind.Int)],
        },
        new()
        {
            Name = "button", Title = "push button", Class = "PushButton", PinRoles = ["input"], ActiveMicroamperes = 73, IdleMicroamperes = 0, PartNumber = "",
            Channels = [new("presses", "", FieldValueKind.Int), new("long-presses", "", FieldValueKind.Int)],
        },
        new()
        {
            Name = "relay", Title = "relay", Class = "Relay", PinRoles = ["output"], IsOutput = true, Supply = "5V", ActiveMicroamperes = 75_000, IdleMicroamperes = 0, PartNumber = "1-channel module, opto-isolated, relay Songle SRD-05VDC-SL-C",
            Channels = [new("state", "", FieldValueKind.Boolean)], Actions = [new("switch", ControlParameterKind.Boolean)],
        },
        new()
        {
            Name = "dimmer", Title = "PWM dimmer", Class = "Dimmer", PinRoles = ["output"], IsOutput = true, ActiveMicroamperes = 1000, IdleMicroamperes = 0, PartNumber = "DFRobot DFR0457",
            Channels = [new("level", "%", FieldValueKind.Numeric)], Actions = [new("level", ControlParameterKind.Int)],
        },
        new()
        {
            Name = "servo", Title = "servo", Class = "Servo", PinRoles = ["output"], IsOutput = true, Supply = "5V", ActiveMicroamperes = 250_000, IdleMicroamperes = 6000, PartNumber = "Tower Pro SG90",
            Channels = [new("angle", "", FieldValueKind.Int)], Actions = [new("angle", ControlParameterKind.Int)],
        },
        new()
        {
            Name = "ws2812", Title = "RGB lamp", Class = "Ws2812", Bus = BusKind.Spi, IsOutput = true, Supply = "5V", ActiveMicroamperes = 36_000, IdleMicroamperes = 600, PartNumber = "Adafruit 1312 (Worldsemi WS2812B)",
            Actions = [new("color", ControlParameterKind.Color)], Settings = new Dictionary<string, (int, int)> { ["lamps"] = (1, 300) },
        },
        new()
        {
            Name = "led", Title = "status LED", Class = "StatusLed", PinRoles = ["output"], IsOutput = true, ActiveMicroamperes = 5000, IdleMicroamperes = 0, PartNumber = "",
        },
    ];

    /// <summary>A driver by name; null if there is none.</summary>
    public static DriverKind? Find(string name) => All.FirstOrDefault(driver => driver.Name == name);
}
