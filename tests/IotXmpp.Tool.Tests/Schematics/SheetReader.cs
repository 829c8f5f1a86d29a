using System.Globalization;

namespace IotXmpp.Tool.Tests.Schematics;

/// <summary>
/// Reads a sheet of KiCad as KiCad does, knowing nothing of what wrote it: where a placed symbol's pins end, which wires and labels touch, and so which
/// pins are one net. Symbols are not rotated here, and wires join at their ends only.
/// </summary>
internal sealed class SheetReader
{
    private readonly Dictionary<(decimal X, decimal Y), (decimal X, decimal Y)> _leader = [];
    private readonly Dictionary<string, (decimal X, decimal Y)> _labels = [];
    private readonly Dictionary<(string Reference, string Pin), (decimal X, decimal Y)> _pins = [];
    private readonly HashSet<(decimal X, decimal Y)> _crosses = [];

    public SheetReader(string text)
    {
        var sheet = Node.Parse(text);
        var symbols = sheet.All("lib_symbols").Single().All("symbol").ToDictionary(symbol => symbol.Atoms[1]);
        foreach (var symbol in sheet.All("symbol"))
        {
            var at = symbol.At;
            string reference = symbol.All("property").Single(property => property.Atoms[1] == "Reference").Atoms[2];
            Values[reference] = symbol.All("property").Single(property => property.Atoms[1] == "Value").Atoms[2];
            Purposes[reference] = symbol.All("property").SingleOrDefault(property => property.Atoms[1] == "Purpose")?.Atoms[2] ?? "";
            var definition = symbols[symbol.All("lib_id").Single().Atoms[1]];
            bool isPower = definition.All("power").Any();
            foreach (var pin in definition.All("symbol").SelectMany(unit => unit.All("pin")))
            {
                // In a symbol y points up, on the sheet down.
                (decimal X, decimal Y) place = (at.X + pin.At.X, at.Y - pin.At.Y);
                string number = pin.All("number").Single().Atoms[1];
                if (!isPower)
                {
                    _pins.Add((reference, number), place);
                    Names[(reference, number)] = pin.All("name").Single().Atoms[1];
                }
                else
                {
                    Name(pin.All("name").Single().Atoms[1], place);
                }
            }
        }

        foreach (var wire in sheet.All("wire"))
        {
            var ends = wire.All("pts").Single().All("xy").Select(point => (point.Number(1), point.Number(2))).ToList();
            Join(ends[0], ends[1]);
        }

        foreach (var label in sheet.All("label").Concat(sheet.All("global_label")))
            Name(label.Atoms[1], label.At);
        foreach (var cross in sheet.All("no_connect"))
            _crosses.Add(cross.At);
    }

    /// <summary>Values by reference.</summary>
    public Dictionary<string, string> Values { get; } = [];

    /// <summary>The field that says what a part is for.</summary>
    public Dictionary<string, string> Purposes { get; } = [];

    /// <summary>Names of pins.</summary>
    public Dictionary<(string Reference, string Pin), string> Names { get; } = [];

    /// <summary>The nets with two pins or more: pins by the name of the net.</summary>
    public IReadOnlyDictionary<string, HashSet<(string Reference, string Pin)>> Nets =>
        _labels.Select(label => (label.Key, Pins: _pins.Where(pin => Find(pin.Value) == Find(label.Value)).Select(pin => pin.Key).ToHashSet())).ToDictionary(net => net.Key, net => net.Pins);

    /// <summary>Pins that are on no net and have no cross.</summary>
    public IEnumerable<(string Reference, string Pin)> Loose => _pins.Where(pin => !_crosses.Contains(pin.Value) && !_labels.Values.Any(label => Find(label) == Find(pin.Value))).Select(pin => pin.Key);

    private void Name(string net, (decimal X, decimal Y) place)
    {
        if (_labels.TryGetValue(net, out var first))
            Join(first, place);
        else
            _labels[net] = place;
    }

    private void Join((decimal X, decimal Y) a, (decimal X, decimal Y) b) => _leader[Find(a)] = Find(b);

    private (decimal X, decimal Y) Find((decimal X, decimal Y) place)
    {
        while (_leader.TryGetValue(place, out var next) && next != place)
            place = next;
        return place;
    }

    /// <summary>A list of the file.</summary>
    internal sealed class Node
    {
        public List<string> Atoms { get; } = [];

        public List<Node> Lists { get; } = [];

        public (decimal X, decimal Y) At => (All("at").Single().Number(1), All("at").Single().Number(2));

        public static Node Parse(string text)
        {
            var open = new Stack<Node>([new Node()]);
            for (int i = 0; i < text.Length; i++)
            {
                switch (text[i])
                {
                    case '(':
                        var list = new Node();
                        open.Peek().Lists.Add(list);
                        open.Push(list);
                        break;
                    case ')':
                        open.Pop();
                        break;
                    case '"':
                        int end = text.IndexOf('"', i + 1);
                        open.Peek().Atoms.Add(text[(i + 1)..end]);
                        i = end;
                        break;
                    case var space when char.IsWhiteSpace(space):
                        break;
                    default:
                        int stop = text.IndexOfAny([' ', '\n', '(', ')'], i);
                        open.Peek().Atoms.Add(text[i..stop]);
                        i = stop - 1;
                        break;
                }
            }

            return open.Single().Lists.Single();
        }

        public IEnumerable<Node> All(string head) => Lists.Where(list => list.Atoms[0] == head);

        public decimal Number(int index) => decimal.Parse(Atoms[index], CultureInfo.InvariantCulture);
    }
}
