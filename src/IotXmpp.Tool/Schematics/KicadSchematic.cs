using System.Security.Cryptography;
using System.Text;
using IotXmpp.Tool.Boards;
using static IotXmpp.Tool.Schematics.SExpression;

namespace IotXmpp.Tool.Schematics;

/// <summary>
/// A circuit as a sheet of KiCad 6 (<c>.kicad_sch</c>, format 20211123) that brings its own symbols: the module on the left, parts in the middle, what is
/// around them on the right. Nets are joined by their labels. The same description gives the same octets. Lengths are in steps of 1.27 mm.
/// </summary>
internal sealed class KicadSchematic
{
    private const int ModuleX = 39;
    private const int PartsX = 117;
    private const int AroundX = 145;
    private const int AroundColumns = 3;
    private const int ColumnWidth = 27;
    private const int RowHeight = 26;
    private const int Top = 26;
    private const int SupplyStub = 4;

    /// <summary>Long enough for a signal's label to stand clear of the flag of a supply above it.</summary>
    private const int SignalStub = 11;

    private readonly BoardDescription _board;
    private readonly SExpression _file = new();
    private readonly List<(string Id, string Reference, string Value, string Footprint)> _instances = [];
    private int _ids;

    private KicadSchematic(BoardDescription board) => _board = board;

    /// <summary>Writes the sheet.</summary>
    public static string Write(BoardDescription board) => new KicadSchematic(board).Sheet();

    /// <summary>The project beside it. KiCad adds its own defaults; what is said here is that the symbols are in the sheet and in no library, and that libraries of footprints may be missing.</summary>
    public static string WriteProject(BoardDescription board) =>
        $$"""
        {
          "erc": { "rule_severities": { "footprint_link_issues": "ignore", "lib_symbol_issues": "ignore" } },
          "meta": { "filename": "{{board.Id}}.kicad_pro", "version": 1 },
          "text_variables": {}
        }

        """;

    private string Sheet()
    {
        var parts = Schematic.Of(_board);
        _file.Open("kicad_sch (version 20211123) (generator iotxmpp)");
        _file.Add($"uuid {Id()}");
        _file.Add("paper \"A4\"");
        _file.Open("title_block").Add($"title {Quote(_board.Title)}").Add("company \"IotXmpp\"").Add($"comment 1 {Quote($"J1 and J2 carry the module {_board.Module.PartNumber}")}")
            .Add("comment 2 \"Made by iotxmpp board generate from thing.yaml; change that, not this\"").Close();
        _file.Open("lib_symbols");
        foreach (string supply in Schematic.Supplies)
            KicadSymbols.WriteSupply(_file, supply);
        foreach (var part in parts.DistinctBy(part => part.Symbol))
            KicadSymbols.Write(_file, part);
        _file.Close();
        Note(ModuleX - 14, Top - 10, "Module");
        Note(PartsX - 14, Top - 10, "Parts");
        Note(AroundX - 4, Top - 10, "Around them");
        if (_board.Buses.Any(bus => bus.Kind == BusKind.I2c))
            Note(AroundX - 4, Top + 70, "The 4.7 kΩ of the I2C bus are left out where the breakouts carry theirs.", "1.27");

        Box(parts[0], ModuleX, Top);
        Box(parts[1], ModuleX + KicadSymbols.BoxWidth, Top);
        int y = Top, around = 0;
        foreach (var part in parts.Skip(2))
        {
            if (part.Shape == SymbolShape.Box)
            {
                Box(part, PartsX, y);
                y += (2 * part.Pins.Count) + 10;
            }
            else
            {
                Upright(part, AroundX + (around % AroundColumns * ColumnWidth), Top + 4 + (around / AroundColumns * RowHeight));
                around++;
            }
        }

        _file.Open("sheet_instances").Add("path \"/\" (page \"1\")").Close();
        _file.Open("symbol_instances");
        foreach (var (id, reference, value, footprint) in _instances)
            _file.Add($"path \"/{id}\" (reference {Quote(reference)}) (unit 1) (value {Quote(value)}) (footprint {Quote(footprint)})");
        return _file.Close().Close().ToString();
    }

    /// <summary>A box, with a stub and a label at each pin that is connected and a cross at each that is not.</summary>
    private void Box(SchematicPart part, int x, int y)
    {
        int direction = part.Shape == SymbolShape.BoxRight ? 1 : -1;
        for (int i = 0; i < part.Pins.Count; i++)
        {
            var (dx, dy) = KicadSymbols.PinAt(part, i);
            if (part.Pins[i].Net is not { } net)
            {
                _file.Add($"no_connect (at {Millimetres(x + dx)} {Millimetres(y + dy)}) (uuid {Id()})");
                continue;
            }

            int end = x + dx + (direction * (Schematic.Supplies.Contains(net) ? SupplyStub : SignalStub));
            Wire(x + dx, y + dy, end, y + dy);
            Label(net, end, y + dy, direction < 0 ? 180 : 0);
        }

        bool isRow = part.Reference is "J1" or "J2";
        int textX = x + (part.Reference == "J2" ? KicadSymbols.BoxWidth : 0);
        string justify = part.Reference == "J2" ? "right" : "left";
        Symbol(part, x, y, (textX, y - (isRow ? 3 : 5), justify), (textX, isRow ? y + (2 * part.Pins.Count) + 2 : y - 3, justify), part.Reference == "J2" ? 2 : 0);
    }

    /// <summary>A part with two ends: at each the symbol of a supply, or a stub and a label.</summary>
    private void Upright(SchematicPart part, int x, int y)
    {
        for (int i = 0; i < 2; i++)
        {
            var (dx, dy) = KicadSymbols.PinAt(part, i);
            string net = part.Pins[i].Net!;
            bool isAbove = i == 0;
            if (Schematic.Supplies.Contains(net))
            {
                Supply(net, x + dx, y + dy);
            }
            else
            {
                int end = y + dy + (isAbove ? -2 : 2);
                Wire(x + dx, y + dy, x + dx, end);
                Label(net, x + dx, end, 0);
            }
        }

        Symbol(part, x, y, (x + 3, y - 1, "left"), (x + 3, y + 1, "left"), 0);
    }

    private void Symbol(SchematicPart part, int x, int y, (int X, int Y, string Justify) reference, (int X, int Y, string Justify) value, int valueDown)
    {
        string id = Id();
        _file.Open($"symbol (lib_id {Quote($"{KicadSymbols.Library}:{part.Symbol}")}) (at {Millimetres(x)} {Millimetres(y)} 0) (unit 1) (in_bom yes) (on_board yes)");
        _file.Add($"uuid {id}");
        Property("Reference", part.Reference, 0, reference, isHidden: false);
        Property("Value", part.Value, 1, (value.X, value.Y + valueDown, value.Justify), isHidden: false);
        Property("Footprint", part.Footprint, 2, (x, y, "left"), isHidden: true);
        Property("Datasheet", "", 3, (x, y, "left"), isHidden: true);
        Property("Purpose", part.Purpose, 4, (x, y, "left"), isHidden: true);
        Property("Part number", part.PartNumber, 5, (x, y, "left"), isHidden: true);
        foreach (var pin in part.Pins)
            _file.Add($"pin {Quote(pin.Number)} (uuid {Id()})");
        _file.Close();
        _instances.Add((id, part.Reference, part.Value, part.Footprint));
    }

    private void Supply(string net, int x, int y)
    {
        string id = Id();
        string reference = $"#PWR{_instances.Count(instance => instance.Reference[0] == '#') + 1:00}";
        _file.Open($"symbol (lib_id {Quote($"{KicadSymbols.Library}:{net}")}) (at {Millimetres(x)} {Millimetres(y)} 0) (unit 1) (in_bom yes) (on_board yes)");
        _file.Add($"uuid {id}");
        Property("Reference", reference, 0, (x, y, "left"), isHidden: true);
        Property("Value", net, 1, (x, net == "GND" ? y + 3 : y - 3, ""), isHidden: false);
        Property("Footprint", "", 2, (x, y, "left"), isHidden: true);
        Property("Datasheet", "", 3, (x, y, "left"), isHidden: true);
        _file.Add($"pin \"1\" (uuid {Id()})");
        _file.Close();
        _instances.Add((id, reference, net, ""));
    }

    private void Property(string name, string value, int number, (int X, int Y, string Justify) at, bool isHidden) =>
        _file.Add($"property {Quote(name)} {Quote(value)} (id {number}) (at {Millimetres(at.X)} {Millimetres(at.Y)} 0) (effects (font (size 1.27 1.27)){(at.Justify.Length > 0 ? $" (justify {at.Justify})" : "")}{(isHidden ? " hide" : "")})");

    private void Wire(int x1, int y1, int x2, int y2) =>
        _file.Add($"wire (pts (xy {Millimetres(x1)} {Millimetres(y1)}) (xy {Millimetres(x2)} {Millimetres(y2)})) (stroke (width 0) (type default) (color 0 0 0 0)) (uuid {Id()})");

    /// <summary>Supplies have a label that is known everywhere, as their symbols are; signals one of the sheet.</summary>
    private void Label(string net, int x, int y, int angle)
    {
        string justify = angle == 180 ? "right" : "left";
        _file.Add(Schematic.Supplies.Contains(net)
            ? $"global_label {Quote(net)} (shape passive) (at {Millimetres(x)} {Millimetres(y)} {angle}) (effects (font (size 1.27 1.27)) (justify {justify})) (uuid {Id()})"
            : $"label {Quote(net)} (at {Millimetres(x)} {Millimetres(y)} {angle}) (effects (font (size 1.27 1.27)) (justify {justify} bottom)) (uuid {Id()})");
    }

    private void Note(int x, int y, string text, string size = "2.54") =>
        _file.Add($"text {Quote(text)} (at {Millimetres(x)} {Millimetres(y)} 0) (effects (font (size {size} {size})) (justify left bottom)) (uuid {Id()})");

    /// <summary>An id that is the same whenever the sheet is made: made of the board's name and a count.</summary>
    private string Id()
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{_board.Id}/{_ids++}"));
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash.AsSpan(0, 16), bigEndian: true).ToString();
    }
}
