using static IotXmpp.Tool.Schematics.SExpression;

namespace IotXmpp.Tool.Schematics;

/// <summary>The symbols a sheet brings with it (<c>lib_symbols</c>), and where their pins end. Lengths are in steps of 1.27 mm; in a symbol, y points up.</summary>
internal static class KicadSymbols
{
    /// <summary>Name of the library the symbols say they come from.</summary>
    public const string Library = "iotxmpp";

    /// <summary>Width of a box.</summary>
    public const int BoxWidth = 12;

    /// <summary>Length of the pins of a box.</summary>
    private const int Lead = 3;

    private const string Font = "(effects (font (size 1.27 1.27)))";
    private const string Hidden = "(effects (font (size 1.27 1.27)) hide)";

    /// <summary>Where a pin ends, from the origin of the symbol; here y points down, as on the sheet.</summary>
    public static (int X, int Y) PinAt(SchematicPart part, int index) => part.Shape switch
    {
        SymbolShape.Box => (-Lead, 2 * index),
        SymbolShape.BoxRight => (BoxWidth + Lead, 2 * index),
        _ => (0, index == 0 ? -3 : 3),
    };

    /// <summary>Writes the symbol of a part.</summary>
    public static void Write(SExpression file, SchematicPart part)
    {
        string letter = part.Reference.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9');
        bool isBox = part.Shape is SymbolShape.Box or SymbolShape.BoxRight;
        file.Open($"symbol {Quote($"{Library}:{part.Symbol}")}{(isBox ? " (pin_names (offset 1.016))" : " (pin_numbers hide) (pin_names (offset 0) hide)")} (in_bom yes) (on_board yes)");
        Property(file, 0, "Reference", letter, Font);
        Property(file, 1, "Value", part.Symbol, Font);
        Property(file, 2, "Footprint", "", Hidden);
        Property(file, 3, "Datasheet", "", Hidden);
        file.Open($"symbol {Quote(part.Symbol + "_0_1")}");
        Body(file, part);
        file.Close().Open($"symbol {Quote(part.Symbol + "_1_1")}");
        for (int i = 0; i < part.Pins.Count; i++)
        {
            var (x, y) = PinAt(part, i);
            int angle = part.Shape switch { SymbolShape.Box => 0, SymbolShape.BoxRight => 180, _ => i == 0 ? 270 : 90 };
            string length = isBox ? Millimetres(Lead) : part.Shape == SymbolShape.Resistor ? Millimetres(1) : Millimetres(2);
            file.Add($"pin {Type(part.Pins[i].Type)} line (at {Millimetres(x)} {Millimetres(-y)} {angle}) (length {length}) (name {Quote(part.Pins[i].Name)} {Font}) (number {Quote(part.Pins[i].Number)} {Font})");
        }

        file.Close().Close();
    }

    /// <summary>Writes the symbol of a supply: a bar, or ground.</summary>
    public static void WriteSupply(SExpression file, string name)
    {
        file.Open($"symbol {Quote($"{Library}:{name}")} (power) (pin_names (offset 0)) (in_bom yes) (on_board yes)");
        Property(file, 0, "Reference", "#PWR", Hidden);
        Property(file, 1, "Value", name, Font);
        Property(file, 2, "Footprint", "", Hidden);
        Property(file, 3, "Datasheet", "", Hidden);
        file.Open($"symbol {Quote(name + "_0_1")}");
        if (name == "GND")
            Lines(file, (0, 0), (0, -1), (1, -1), (0, -2), (-1, -1), (0, -1));
        else
            Lines(file, (0, 0), (0, 2), (-0.6, 1), (0, 2), (0.6, 1));
        file.Close().Open($"symbol {Quote(name + "_1_1")}");
        file.Add($"pin power_in line (at 0 0 {(name == "GND" ? 270 : 90)}) (length 0) hide (name {Quote(name)} {Font}) (number \"1\" {Font})");
        file.Close().Close();
    }

    private static void Body(SExpression file, SchematicPart part)
    {
        switch (part.Shape)
        {
            case SymbolShape.Resistor:
                Rectangle(file, -0.8, 2, 0.8, -2);
                break;
            case SymbolShape.Capacitor or SymbolShape.PolarisedCapacitor:
                Lines(file, (-1.6, 0.6), (1.6, 0.6));
                Lines(file, (-1.6, -0.6), (1.6, -0.6));
                Lines(file, (0, 1), (0, 0.6));
                Lines(file, (0, -1), (0, -0.6));
                if (part.Shape == SymbolShape.PolarisedCapacitor)
                {
                    Lines(file, (-1.8, 1.6), (-0.8, 1.6));
                    Lines(file, (-1.3, 2.1), (-1.3, 1.1));
                }

                break;
            case SymbolShape.Led:
                Lines(file, (0, 1), (-1, 1), (0, -1), (1, 1), (0, 1));
                Lines(file, (-1, -1), (1, -1));
                Lines(file, (-1.4, 0.2), (-2.4, -0.8), (-2.4, -0.3));
                Lines(file, (-1.4, -0.8), (-2.4, -1.8), (-2.4, -1.3));
                break;
            default:
                Rectangle(file, 0, 2, BoxWidth, -2 * part.Pins.Count);
                break;
        }
    }

    private static void Rectangle(SExpression file, double x1, double y1, double x2, double y2) =>
        file.Add($"rectangle (start {Millimetres(x1)} {Millimetres(y1)}) (end {Millimetres(x2)} {Millimetres(y2)}) (stroke (width 0.254) (type default) (color 0 0 0 0)) (fill (type background))");

    private static void Lines(SExpression file, params (double X, double Y)[] points) =>
        file.Add($"polyline (pts {string.Join(' ', points.Select(point => $"(xy {Millimetres(point.X)} {Millimetres(point.Y)})"))}) (stroke (width 0.254) (type default) (color 0 0 0 0)) (fill (type none))");

    private static void Property(SExpression file, int id, string name, string value, string effects) => file.Add($"property {Quote(name)} {Quote(value)} (id {id}) (at 0 0 0) {effects}");

    private static string Type(PinType type) => type switch
    {
        PinType.Input => "input",
        PinType.Bidirectional => "bidirectional",
        PinType.PowerIn => "power_in",
        PinType.PowerOut => "power_out",
        _ => "passive",
    };
}
