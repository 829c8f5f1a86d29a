namespace IotXmpp.Tool.Boards;

/// <summary>A wire from a pin of the module to a terminal of a part.</summary>
/// <param name="Label">Label printed at the pin.</param>
/// <param name="Part">The part.</param>
/// <param name="Terminal">Its terminal, such as <c>SDA</c>.</param>
internal sealed record Connection(string Label, string Part, string Terminal);

/// <summary>The wires of a board: what the picture, the pinout page and the schematic all show.</summary>
internal static class Connections
{
    /// <summary>All wires, part by part: supply and ground first.</summary>
    public static IReadOnlyList<Connection> Of(BoardDescription board)
    {
        var result = new List<Connection>();
        foreach (var part in board.Parts)
        {
            bool isOnBoard = IsOnModule(board, part);
            if (!isOnBoard && part.Driver.Name is not ("button" or "pulse-meter" or "analog" or "led"))
                result.Add(new Connection(part.Driver.Supply, part.Id, part.Driver.Supply == "5V" ? "VCC" : "VIN"));
            if (!isOnBoard)
                result.Add(new Connection("GND", part.Id, "GND"));
            if (part.Bus is { } name && board.Buses.FirstOrDefault(bus => bus.Name == name) is { } wiring)
                result.AddRange(wiring.Pins.Where(pin => IsWired(part, pin.Key)).Select(pin => new Connection(LabelOf(board.Module, pin.Value), part.Id, Terminal(part, pin.Key))));
            result.AddRange(part.Pins.Where(_ => !isOnBoard).Select(pin => new Connection(LabelOf(board.Module, pin.Value), part.Id, Terminal(part, pin.Key))));
        }

        return result;
    }

    /// <summary>True for the button and the lamp that are soldered to the module: no wire goes there.</summary>
    public static bool IsOnModule(BoardDescription board, Part part) => part.Driver.Name switch
    {
        "button" => part.Pins.GetValueOrDefault("input", -1) == (board.Module.Name == "esp32-c3-devkitm" ? 9 : 0),
        _ => false,
    };

    /// <summary>Label of a GPIO on a module.</summary>
    public static string LabelOf(Module module, int gpio) => module.Left.Concat(module.Right).First(pin => pin.Gpio == gpio).Label;

    /// <summary>A chain of lamps takes the data only; the clock's pin stays free of wires.</summary>
    private static bool IsWired(Part part, string role) => part.Driver.Name != "ws2812" || role != "clock";

    private static string Terminal(Part part, string role) => (part.Driver.Name, role) switch
    {
        ("ds18b20", _) => "DQ",
        ("ws2812", _) => "DIN",
        ("relay", _) => "IN",
        ("dht22", _) => "DAT",
        ("pulse-meter", _) => "S0+",
        ("button", _) => "1",
        ("led", _) => "A",
        ("servo", _) => "SIG",
        _ => role.ToUpperInvariant(),
    };
}
