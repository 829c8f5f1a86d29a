using IotXmpp.Tool.Boards;

namespace IotXmpp.Tool.Schematics;

/// <summary>The circuit of a board: its module in two sockets, its parts, and what has to be around them.</summary>
internal sealed class Schematic
{
    private const string Supply33 = "3V3";
    private const string Supply5 = "5V";
    private const string Ground = "GND";

    private readonly BoardDescription _board;
    private readonly List<SchematicPart> _parts = [];
    private readonly Dictionary<string, int> _references = [];

    private Schematic(BoardDescription board) => _board = board;

    /// <summary>The nets that supply, in the words of the module.</summary>
    public static IReadOnlyList<string> Supplies { get; } = [Supply33, Supply5, Ground];

    /// <summary>The circuit that follows from a description.</summary>
    public static IReadOnlyList<SchematicPart> Of(BoardDescription board)
    {
        var schematic = new Schematic(board);
        schematic.AddParts();
        schematic.AddBuses();
        return [.. schematic.Sockets(), .. schematic._parts];
    }

    /// <summary>Net at a pin of the module; null if no wire goes there.</summary>
    private string? NetOf(string label)
    {
        if (Supplies.Contains(label))
            return _parts.Exists(part => part.Pins.Any(pin => pin.Net == label)) ? label : null;
        if (!Connections.Of(_board).Any(wire => wire.Label == label))
            return null;
        foreach (var bus in _board.Buses)
        {
            foreach (var (role, gpio) in bus.Pins)
            {
                if (Connections.LabelOf(_board.Module, gpio) == label)
                    return BusNet(bus, role);
            }
        }

        foreach (var part in _board.Parts.Where(part => !Connections.IsOnModule(_board, part)))
        {
            foreach (var (role, gpio) in part.Pins)
            {
                if (Connections.LabelOf(_board.Module, gpio) == label)
                    return Net(part.Id, role);
            }
        }

        return null;
    }

    /// <summary>The pins of a 1-Wire bus are joined.</summary>
    private static string BusNet(BusWiring bus, string role) => Net(bus.Name, bus.Kind == BusKind.OneWire ? "data" : role);

    private static string Net(string owner, string role) => $"{owner}_{role}".ToUpperInvariant();

    /// <summary>The two rows of the module. The first pin of each supply is what supplies it: the others are the same piece of copper.</summary>
    private IEnumerable<SchematicPart> Sockets()
    {
        var supplied = new HashSet<string>();
        yield return Socket("J1", "left row", _board.Module.Left, SymbolShape.Box);
        yield return Socket("J2", "right row", _board.Module.Right, SymbolShape.BoxRight);

        SchematicPart Socket(string reference, string row, IReadOnlyList<HeaderPin> pins, SymbolShape shape) => new()
        {
            Reference = reference,
            Value = $"{_board.Module.Title}, {row}",
            Purpose = "socket of the module",
            PartNumber = "",
            Footprint = $"Connector_PinSocket_2.54mm:PinSocket_1x{pins.Count:00}_P2.54mm_Vertical",
            Shape = shape,
            Pins =
            [
                .. pins.Select((pin, i) => new SchematicPin(
                    $"{i + 1}",
                    pin.Label,
                    Supplies.Contains(pin.Label) ? supplied.Add(pin.Label) ? PinType.PowerOut : PinType.Passive
                        : pin.Gpio is not { } gpio ? PinType.Passive
                        : _board.Module.InputOnly.Contains(gpio) ? PinType.Input : PinType.Bidirectional,
                    NetOf(pin.Label))),
            ],
        };
    }

    private void AddParts()
    {
        var wires = Connections.Of(_board);
        foreach (var part in _board.Parts.Where(part => !Connections.IsOnModule(_board, part)))
        {
            var terminals = wires.Where(wire => wire.Part == part.Id).Select(wire => wire.Terminal).Distinct().ToList();
            string? signal = Signal(part);
            switch (part.Driver.Name)
            {
                case "led":
                    string anode = Net(part.Id, "A");
                    Passive(SymbolShape.Resistor, "R", "330 Ω", $"in series with {part.Id}", signal!, anode);
                    Add(part, SymbolShape.Led, "D", [new("2", "A", PinType.Passive, anode), new("1", "K", PinType.Passive, Ground)]);
                    break;
                case "ws2812":
                    string data = Net(part.Id, "DIN");
                    Passive(SymbolShape.Resistor, "R", "330 Ω", $"in the data line, near {part.Id}", signal!, data);
                    Passive(SymbolShape.PolarisedCapacitor, "C", "100 µF", $"at the supply of {part.Id}", Supply5, Ground);
                    Box("D", terminal => terminal == "DIN" ? data : null);
                    break;
                case "pulse-meter":
                    Passive(SymbolShape.Resistor, "R", "10 kΩ", $"pull-up of {part.Id}", Supply33, signal!);
                    Passive(SymbolShape.Capacitor, "C", "100 nF", $"keeps spikes from {part.Id}", signal!, Ground);
                    Box("J", _ => null);
                    break;
                case "relay":
                    if (part.IsActiveLow)
                        Passive(SymbolShape.Resistor, "R", "10 kΩ", $"keeps {part.Id} off until the board has started", Supply33, signal!);
                    else
                        Passive(SymbolShape.Resistor, "R", "10 kΩ", $"keeps {part.Id} off until the board has started", signal!, Ground);
                    Box("K", _ => null);
                    break;
                case "dimmer":
                    Passive(SymbolShape.Resistor, "R", "10 kΩ", $"keeps {part.Id} off until the board has started", signal!, Ground);
                    Box("U", _ => null);
                    break;
                case "servo":
                    Passive(SymbolShape.PolarisedCapacitor, "C", "100 µF", $"at the supply of {part.Id}", Supply5, Ground);
                    Box("M", _ => null);
                    break;
                case "dht22":
                    Passive(SymbolShape.Resistor, "R", "10 kΩ", $"pull-up of {part.Id}", Supply33, signal!);
                    Passive(SymbolShape.Capacitor, "C", "100 nF", $"at the supply of {part.Id}", Supply33, Ground);
                    Box("U", _ => null);
                    break;
                case "ds18b20":
                    Passive(SymbolShape.Capacitor, "C", "100 nF", $"at the supply of {part.Id}", Supply33, Ground);
                    Box("U", _ => null);
                    break;
                default:
                    Box(part.Driver.Name == "button" ? "SW" : part.Driver.Name == "analog" ? "J" : "U", _ => null);
                    break;
            }

            void Box(string letter, Func<string, string?> other) => Add(part, SymbolShape.Box, letter,
            [
                .. terminals.Select((terminal, i) => new SchematicPin(
                    PinNumber(part, terminal, i),
                    PinName(part, terminal),
                    TypeOf(part, terminal),
                    other(terminal) ?? (terminal == Ground ? Ground : terminal is "VIN" or "VCC" ? part.Driver.Supply : signal ?? Net(part.Bus!, terminal)))),
            ]);
        }
    }

    /// <summary>What a bus needs whatever hangs on it.</summary>
    private void AddBuses()
    {
        foreach (var bus in _board.Buses.Where(bus => bus.Kind is BusKind.I2c or BusKind.OneWire))
        {
            foreach (string net in bus.Pins.Keys.Select(role => BusNet(bus, role)).Distinct())
                Passive(SymbolShape.Resistor, "R", "4.7 kΩ", $"pull-up of {net}", Supply33, net);
        }
    }

    /// <summary>The net of a part with one signal; null for one on an I2C bus.</summary>
    private string? Signal(Part part) => part.Pins.Count > 0
        ? Net(part.Id, part.Pins.Keys.First())
        : _board.Buses.FirstOrDefault(bus => bus.Name == part.Bus && bus.Kind != BusKind.I2c) is { } bus ? BusNet(bus, "data") : null;

    /// <summary>The DS18B20 has a case of its own; what else is bought has a row of pins in the order of the page.</summary>
    private static string PinNumber(Part part, string terminal, int index) => (part.Driver.Name, terminal) switch
    {
        ("ds18b20", Ground) => "1",
        ("ds18b20", "DQ") => "2",
        ("ds18b20", _) => "3",
        _ => $"{index + 1}",
    };

    private static string PinName(Part part, string terminal) => (part.Driver.Name, terminal) switch
    {
        ("pulse-meter", Ground) => "S0-",
        ("button", Ground) => "2",
        _ => terminal,
    };

    private static PinType TypeOf(Part part, string terminal) => (part.Driver.Name, terminal) switch
    {
        ("pulse-meter" or "button" or "analog", _) => PinType.Passive,
        (_, "VIN" or "VCC" or Ground) => PinType.PowerIn,
        (_, "SCL" or "DIN" or "IN" or "SIG" or "OUTPUT") => PinType.Input,
        _ => PinType.Bidirectional,
    };

    private void Add(Part part, SymbolShape shape, string letter, IReadOnlyList<SchematicPin> pins) => _parts.Add(new SchematicPart
    {
        Reference = Next(letter),
        Value = part.Address is { } address ? $"{part.Driver.Title} 0x{address:X2}" : part.Driver.Title,
        Purpose = part.Id,
        PartNumber = StockPart.Of(part.Driver.Name)?.PartNumber ?? part.Driver.PartNumber,
        Footprint = part.Driver.Name switch
        {
            "ds18b20" => "Package_TO_SOT_THT:TO-92_Inline",
            "led" => "LED_THT:LED_D5.0mm",
            "pulse-meter" or "analog" => "TerminalBlock_Phoenix:TerminalBlock_Phoenix_MKDS-1,5-2-5.08_1x02_P5.08mm_Horizontal",
            "button" => "Button_Switch_THT:SW_PUSH_6mm",
            _ => $"Connector_PinHeader_2.54mm:PinHeader_1x{pins.Count:00}_P2.54mm_Vertical",
        },
        Shape = shape,
        Pins = pins,
        Part = part.Id,
    });

    private void Passive(SymbolShape shape, string letter, string value, string purpose, string above, string below) => _parts.Add(new SchematicPart
    {
        Reference = Next(letter),
        Value = value,
        Purpose = purpose,
        PartNumber = StockPart.Of(value)?.PartNumber ?? "",
        Footprint = shape switch
        {
            SymbolShape.Resistor => "Resistor_THT:R_Axial_DIN0207_L6.3mm_D2.5mm_P10.16mm_Horizontal",
            SymbolShape.Capacitor => "Capacitor_THT:C_Disc_D5.0mm_W2.5mm_P5.00mm",
            _ => "Capacitor_THT:CP_Radial_D5.0mm_P2.00mm",
        },
        Shape = shape,
        Pins = [new("1", shape == SymbolShape.PolarisedCapacitor ? "+" : "~", PinType.Passive, above), new("2", shape == SymbolShape.PolarisedCapacitor ? "-" : "~", PinType.Passive, below)],
    });

    private string Next(string letter) => $"{letter}{_references[letter] = _references.GetValueOrDefault(letter, letter == "J" ? 2 : 0) + 1}";
}
