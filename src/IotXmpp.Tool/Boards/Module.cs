namespace IotXmpp.Tool.Boards;

/// <summary>A pin on the header of a module.</summary>
/// <param name="Label">As printed on it.</param>
/// <param name="Gpio">Number; null for supply, ground and enable.</param>
internal sealed record HeaderPin(string Label, int? Gpio);

/// <summary>A module with a microcontroller: its two rows of pins, top to bottom with the antenna up, and what each pin may do.</summary>
internal sealed record Module
{
    /// <summary>Name in descriptions.</summary>
    public required string Name { get; init; }

    /// <summary>For people.</summary>
    public required string Title { get; init; }

    /// <summary>What it is sold as.</summary>
    public required string PartNumber { get; init; }

    /// <summary>Target of nanoff.</summary>
    public required string Target { get; init; }

    /// <summary>Left row.</summary>
    public required IReadOnlyList<HeaderPin> Left { get; init; }

    /// <summary>Right row.</summary>
    public required IReadOnlyList<HeaderPin> Right { get; init; }

    /// <summary>GPIO without an output driver and without pull resistors.</summary>
    public IReadOnlySet<int> InputOnly { get; init; } = new HashSet<int>();

    /// <summary>GPIO that belong to the flash or the console.</summary>
    public required IReadOnlyDictionary<int, string> Taken { get; init; }

    /// <summary>GPIO that decide how the chip starts: an external load may keep it from starting.</summary>
    public required IReadOnlySet<int> Strapping { get; init; }

    /// <summary>GPIO of the converter that works beside Wi-Fi, with their channel.</summary>
    public required IReadOnlyDictionary<int, int> Adc1 { get; init; }

    /// <summary>Buses and drivers, by name, that its chip has nothing for, and what is missing.</summary>
    public IReadOnlyDictionary<string, string> Missing { get; init; } = new Dictionary<string, string>();

    /// <summary>Current in microamperes: Wi-Fi connected (modem sleep, mean), and in deep sleep.</summary>
    public required (int Connected, int DeepSleep) Microamperes { get; init; }

    /// <summary>All modules.</summary>
    public static IReadOnlyList<Module> All { get; } =
    [
        new()
        {
            Name = "esp32-devkitc", Title = "ESP32-DevKitC V4", PartNumber = "Espressif ESP32-DevKitC-32E", Target = "ESP32_REV3",
            Left = Row("3V3", "EN", "VP=36", "VN=39", "34", "35", "32", "33", "25", "26", "27", "14", "12", "GND", "13", "D2=9", "D3=10", "CMD=11", "5V"),
            Right = Row("GND", "23", "22", "TX=1", "RX=3", "21", "GND", "19", "18", "5", "17", "16", "4", "0", "2", "15", "D1=8", "D0=7", "CLK=6"),
            InputOnly = new HashSet<int> { 34, 35, 36, 39 },
            Taken = Names((1, "console"), (3, "console"), (6, "flash"), (7, "flash"), (8, "flash"), (9, "flash"), (10, "flash"), (11, "flash")),
            Strapping = new HashSet<int> { 0, 2, 5, 12, 15 },
            Adc1 = new Dictionary<int, int> { [36] = 0, [39] = 3, [32] = 4, [33] = 5, [34] = 6, [35] = 7 },
            Microamperes = (80_000, 10),
        },
        new()
        {
            Name = "esp32-s3-devkitc", Title = "ESP32-S3-DevKitC-1", PartNumber = "Espressif ESP32-S3-DevKitC-1-N8R8", Target = "ESP32_S3_OCTAL",
            Left = Row("3V3", "3V3", "RST", "4", "5", "6", "7", "15", "16", "17", "18", "8", "3", "46", "9", "10", "11", "12", "13", "14", "5V", "GND"),
            Right = Row("GND", "TX=43", "RX=44", "1", "2", "42", "41", "40", "39", "38", "37", "36", "35", "0", "45", "48", "47", "21", "20", "19", "GND", "GND"),
            Taken = Names((43, "console"), (44, "console"), (35, "octal PSRAM"), (36, "octal PSRAM"), (37, "octal PSRAM"), (19, "USB"), (20, "USB")),
            Strapping = new HashSet<int> { 0, 3, 45, 46 },
            Adc1 = Enumerable.Range(1, 10).ToDictionary(gpio => gpio, gpio => gpio - 1),
            Microamperes = (90_000, 8),
        },
        new()
        {
            Name = "esp32-c3-devkitm", Title = "ESP32-C3-DevKitM-1", PartNumber = "Espressif ESP32-C3-DevKitM-1", Target = "ESP32_C3",
            Left = Row("GND", "3V3", "3V3", "2", "3", "GND", "RST", "GND", "0", "1", "10", "GND", "5V", "5V", "GND"),
            Right = Row("GND", "TX=21", "RX=20", "GND", "9", "8", "GND", "7", "6", "5", "4", "GND", "18", "19", "GND"),
            Taken = Names((21, "console"), (20, "console"), (18, "USB"), (19, "USB")),
            Strapping = new HashSet<int> { 2, 8, 9 },
            Adc1 = Enumerable.Range(0, 5).ToDictionary(gpio => gpio, gpio => gpio),

            // ESP32-C3 Technical Reference Manual: one I2C, SPI2 alone for other chips, UART0 and UART1, no pulse counter.
            Missing = new Dictionary<string, string>
            {
                ["i2c2"] = "second I2C controller", ["spi2"] = "second SPI controller", ["onewire"] = "third serial port, which the 1-Wire bus takes", ["pulse-meter"] = "pulse counter",
            },
            Microamperes = (75_000, 5),
        },
    ];

    /// <summary>GPIO on its headers.</summary>
    public IEnumerable<int> Gpios => Left.Concat(Right).Where(pin => pin.Gpio is not null).Select(pin => pin.Gpio!.Value);

    /// <summary>A module by name; null if there is none.</summary>
    public static Module? Find(string name) => All.FirstOrDefault(module => module.Name == name);

    /// <summary>Pins of a row: a number is a GPIO of that label, <c>VP=36</c> a GPIO with another label, anything else no GPIO.</summary>
    private static HeaderPin[] Row(params string[] pins) =>
    [
        .. pins.Select(pin => pin.Split('=') is [var label, var gpio] ? new HeaderPin(label, int.Parse(gpio, System.Globalization.CultureInfo.InvariantCulture))
            : int.TryParse(pin, out int number) ? new HeaderPin(pin, number)
            : new HeaderPin(pin, null)),
    ];

    private static Dictionary<int, string> Names(params (int Gpio, string Use)[] taken) => taken.ToDictionary(pair => pair.Gpio, pair => pair.Use);
}
