using System.Globalization;
using System.Text;
using System.Xml;

namespace IotXmpp.Tool.Boards;

/// <summary>
/// The wiring of a board as SVG: the module in the middle with its pins as they stand, parts beside the row their first signal comes from, each wire
/// in the colour of its kind. Made from the description alone; the same description gives the same octets.
/// </summary>
internal static class WiringPicture
{
    private const int PinPitch = 24;
    private const int ModuleWidth = 220;
    private const int PartWidth = 170;
    private const int Gap = 230;
    private const int Margin = 30;
    private const int Head = 70;
    private const int TerminalPitch = 24;
    private const int PartGap = 34;

    private static readonly string[] SignalColors = ["#1f77b4", "#2ca02c", "#9467bd", "#ff7f0e", "#17becf", "#8c564b", "#e377c2", "#bcbd22"];

    /// <summary>Draws the picture.</summary>
    public static string Draw(BoardDescription board)
    {
        var wires = Connections.Of(board);
        int rows = Math.Max(board.Module.Left.Count, board.Module.Right.Count);
        var parts = board.Parts.Where(part => wires.Any(wire => wire.Part == part.Id)).ToList();
        var left = parts.Where(part => Side(board, wires, part) == 0).ToList();
        var right = parts.Except(left).ToList();
        int height = Head + Margin + Math.Max(rows * PinPitch + 60, Math.Max(Height(wires, left), Height(wires, right)));
        int moduleX = Margin + PartWidth + Gap;
        int width = moduleX + ModuleWidth + Gap + PartWidth + Margin;
        var text = new StringBuilder();
        using (var svg = XmlWriter.Create(text, new XmlWriterSettings { Indent = true, OmitXmlDeclaration = true, NewLineChars = "\n" }))
        {
            svg.WriteStartElement("svg", "http://www.w3.org/2000/svg");
            svg.WriteAttributeString("viewBox", Invariant($"0 0 {width} {height}"));
            svg.WriteAttributeString("width", Invariant($"{width}"));
            svg.WriteAttributeString("height", Invariant($"{height}"));
            svg.WriteAttributeString("font-family", "Helvetica, Arial, sans-serif");
            svg.WriteElementString("title", $"Wiring of {board.Title}");
            Box(svg, 0, 0, width, height, "#ffffff", "none");
            Text(svg, Margin, 32, $"{board.Title}: wiring", 20, "start", "#000000");
            Text(svg, Margin, 54, "Red: supply, black: ground, others: signals. Unplug USB before you change a wire.", 12, "start", "#555555");

            Box(svg, moduleX, Head, ModuleWidth, rows * PinPitch + 40, "#2b2b2b", "#000000");
            Box(svg, moduleX + 60, Head - 8, ModuleWidth - 120, 26, "#c0c0c0", "#808080");
            Text(svg, moduleX + ModuleWidth / 2, Head + 38, board.Module.Title, 13, "middle", "#ffffff");
            var pinAt = new Dictionary<(string Label, int Side), (int X, int Y)>();
            Pins(svg, board.Module.Left, moduleX, 0, pinAt, wires);
            Pins(svg, board.Module.Right, moduleX, 1, pinAt, wires);

            // Each wire keeps a column of its own beside the module, so that no two run on top of each other.
            int[] lane = [0, 0];
            int color = 0;
            var colors = new Dictionary<string, string>();
            foreach (var (group, side) in new[] { (left, 0), (right, 1) })
            {
                int y = Head;
                foreach (var part in group)
                {
                    var own = wires.Where(wire => wire.Part == part.Id).ToList();
                    int partHeight = 34 + own.Count * TerminalPitch;
                    int x = side == 0 ? Margin : width - Margin - PartWidth;
                    Box(svg, x, y, PartWidth, partHeight, "#e8f0fe", "#3b5b92");
                    Text(svg, x + PartWidth / 2, y + 20, Caption(part), 13, "middle", "#000000");
                    for (int i = 0; i < own.Count; i++)
                    {
                        int terminalY = y + 42 + i * TerminalPitch;
                        int terminalX = side == 0 ? x + PartWidth : x;
                        Dot(svg, terminalX, terminalY, "#3b5b92");
                        Text(svg, side == 0 ? terminalX - 10 : terminalX + 10, terminalY + 4, own[i].Terminal, 11, side == 0 ? "end" : "start", "#000000");
                        string stroke = own[i].Label switch
                        {
                            "GND" => "#000000",
                            "3V3" or "5V" => "#d62728",
                            var label => colors.TryGetValue(label, out string? known) ? known : colors[label] = SignalColors[color++ % SignalColors.Length],
                        };
                        var (pinX, pinY, pinSide) = Find(pinAt, own[i].Label, side);
                        Wire(svg, terminalX, terminalY, pinX, pinY, side, pinSide, lane[side]++, moduleX, Head + rows * PinPitch + 40, stroke);
                    }

                    y += partHeight + PartGap;
                }
            }

            svg.WriteEndElement();
        }

        return text.Append('\n').ToString();
    }

    private static string Caption(Part part) => part.Address is { } address ? Invariant($"{part.Id}: {part.Driver.Title} 0x{address:X2}") : $"{part.Id}: {part.Driver.Title}";

    private static int Height(IReadOnlyList<Connection> wires, List<Part> parts) => parts.Sum(part => 34 + wires.Count(wire => wire.Part == part.Id) * TerminalPitch + PartGap);

    /// <summary>The row of the part's first signal: 0 left, 1 right.</summary>
    private static int Side(BoardDescription board, IReadOnlyList<Connection> wires, Part part)
    {
        var signal = wires.FirstOrDefault(wire => wire.Part == part.Id && wire.Label is not ("GND" or "3V3" or "5V"));
        return signal is not null && board.Module.Left.Any(pin => pin.Label == signal.Label) ? 0 : 1;
    }

    private static void Pins(XmlWriter svg, IReadOnlyList<HeaderPin> pins, int moduleX, int side, Dictionary<(string, int), (int, int)> pinAt, IReadOnlyList<Connection> wires)
    {
        for (int i = 0; i < pins.Count; i++)
        {
            int y = Head + 56 + i * PinPitch;
            int x = side == 0 ? moduleX : moduleX + ModuleWidth;
            bool used = wires.Any(wire => wire.Label == pins[i].Label);
            Dot(svg, x, y, used ? "#ffd54a" : "#9e9e9e");
            Text(svg, side == 0 ? x + 12 : x - 12, y + 4, pins[i].Label, 11, side == 0 ? "start" : "end", used ? "#ffd54a" : "#bdbdbd");
            pinAt.TryAdd((pins[i].Label, side), (x, y));
        }
    }

    private static (int X, int Y, int Side) Find(Dictionary<(string Label, int Side), (int X, int Y)> pinAt, string label, int side)
    {
        if (pinAt.TryGetValue((label, side), out var here))
            return (here.X, here.Y, side);
        var there = pinAt[(label, 1 - side)];
        return (there.X, there.Y, 1 - side);
    }

    /// <summary>Straight out of the part, down or up in its lane, into the pin; below the module if the pin is on its other side.</summary>
    private static void Wire(XmlWriter svg, int x, int y, int pinX, int pinY, int side, int pinSide, int lane, int moduleX, int moduleBottom, string stroke)
    {
        int offset = 14 + lane * 12;
        int laneX = side == 0 ? moduleX - offset : moduleX + ModuleWidth + offset;
        string path = side == pinSide
            ? Invariant($"M{x} {y} H{laneX} V{pinY} H{pinX}")
            : Invariant($"M{x} {y} H{laneX} V{moduleBottom + 8 + lane * 6} H{(pinSide == 0 ? moduleX - 8 : moduleX + ModuleWidth + 8)} V{pinY} H{pinX}");
        svg.WriteStartElement("path");
        svg.WriteAttributeString("d", path);
        svg.WriteAttributeString("fill", "none");
        svg.WriteAttributeString("stroke", stroke);
        svg.WriteAttributeString("stroke-width", "2.5");
        svg.WriteAttributeString("stroke-linejoin", "round");
        svg.WriteEndElement();
    }

    private static void Box(XmlWriter svg, int x, int y, int width, int height, string fill, string stroke)
    {
        svg.WriteStartElement("rect");
        svg.WriteAttributeString("x", Invariant($"{x}"));
        svg.WriteAttributeString("y", Invariant($"{y}"));
        svg.WriteAttributeString("width", Invariant($"{width}"));
        svg.WriteAttributeString("height", Invariant($"{height}"));
        svg.WriteAttributeString("rx", "6");
        svg.WriteAttributeString("fill", fill);
        svg.WriteAttributeString("stroke", stroke);
        svg.WriteEndElement();
    }

    private static void Dot(XmlWriter svg, int x, int y, string fill)
    {
        svg.WriteStartElement("circle");
        svg.WriteAttributeString("cx", Invariant($"{x}"));
        svg.WriteAttributeString("cy", Invariant($"{y}"));
        svg.WriteAttributeString("r", "5");
        svg.WriteAttributeString("fill", fill);
        svg.WriteEndElement();
    }

    private static void Text(XmlWriter svg, int x, int y, string text, int size, string anchor, string fill)
    {
        svg.WriteStartElement("text");
        svg.WriteAttributeString("x", Invariant($"{x}"));
        svg.WriteAttributeString("y", Invariant($"{y}"));
        svg.WriteAttributeString("font-size", Invariant($"{size}"));
        svg.WriteAttributeString("text-anchor", anchor);
        svg.WriteAttributeString("fill", fill);
        svg.WriteString(text);
        svg.WriteEndElement();
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
