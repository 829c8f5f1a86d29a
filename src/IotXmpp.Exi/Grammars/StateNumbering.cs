using IotXmpp.Exi.Portable;

namespace IotXmpp.Exi.Grammars;

/// <summary>Merges states that no sequence of events can tell apart, and writes the rest into the tables.</summary>
internal sealed class StateNumbering(GrammarTables tables)
{
    /// <summary>Places tried for sharing before productions are stored again: bounds the time, costs some size at worst.</summary>
    private const int MaxCandidates = 256;

    private readonly Dictionary<GrammarState, int> _numbers = new(ReferenceEqualityComparer.Instance);
    /// <summary>Where each production stands.</summary>
    private readonly Dictionary<ProductionRecord, List<int>> _positions = [];

    /// <summary>Index of a state, with everything reachable from it.</summary>
    public int Number(GrammarState state)
    {
        if (!_numbers.ContainsKey(state))
            Merge([state]);
        return _numbers[state];
    }

    /// <summary>Numbers all states that are reachable from the roots, in the order in which they are found.</summary>
    public void Merge(IEnumerable<GrammarState> roots)
    {
        List<GrammarState> states = Reachable(roots);
        int[] classes = StatePartition.Of(states);

        // A class is numbered where its first state is found.
        var numbers = new Dictionary<int, int>();
        var representatives = new List<GrammarState>();
        int first = tables.States.Count;
        for (int i = 0; i < states.Count; i++)
        {
            if (numbers.TryAdd(classes[i], first + representatives.Count))
                representatives.Add(states[i]);
            _numbers.Add(states[i], numbers[classes[i]]);
        }

        // The longest first, so that the shorter ones find themselves inside them.
        int[] ranges = new int[representatives.Count];
        ProductionRecord[][] productions = [.. representatives.Select(Records)];
        foreach (int i in Enumerable.Range(0, ranges.Length).OrderByDescending(i => productions[i].Length))
            ranges[i] = Range(productions[i]);
        for (int i = 0; i < ranges.Length; i++)
            Write(representatives[i], productions[i], ranges[i]);
    }

    private static List<GrammarState> Reachable(IEnumerable<GrammarState> roots)
    {
        var found = new List<GrammarState>();
        var seen = new HashSet<GrammarState>(ReferenceEqualityComparer.Instance);
        foreach (GrammarState root in roots)
        {
            if (seen.Add(root))
                found.Add(root);
        }

        for (int i = 0; i < found.Count; i++)
        {
            foreach (GrammarState? next in found[i].Productions.Select(p => p.Next).Append(found[i].Content))
            {
                if (next is not null && seen.Add(next))
                    found.Add(next);
            }
        }

        return found;
    }

    private ProductionRecord[] Records(GrammarState state) =>
        [.. state.Productions.Select(p => new ProductionRecord(p.Kind, p.Operand, p.Next is null ? -1 : _numbers[p.Next]))];

    private void Write(GrammarState state, ProductionRecord[] productions, int range) =>
        tables.States.Add(new StateRecord(
            range,
            productions.Length,
            productions.Count(p => p.Kind == ProductionKind.Attribute),
            state.Content is null ? tables.States.Count : _numbers[state.Content],
            state.Flags));

    /// <summary>
    /// States share productions. Behind an optional attribute or element stands what also stands without it, so the states of n
    /// optional ones take n productions together instead of n * n / 2; content and content2 have the same ones anyway.
    /// </summary>
    private int Range(ProductionRecord[] productions)
    {
        if (productions.Length == 0)
            return 0;
        if (!_positions.TryGetValue(productions[0], out List<int>? positions))
            positions = [];
        foreach (int position in positions.Take(MaxCandidates))
        {
            if (System.Runtime.InteropServices.CollectionsMarshal.AsSpan(tables.Productions)[position..].StartsWith(productions))
                return position;
        }

        int first = tables.Productions.Count;
        foreach (ProductionRecord production in productions)
        {
            if (!_positions.TryGetValue(production, out positions))
                _positions.Add(production, positions = []);
            positions.Add(tables.Productions.Count);
            tables.Productions.Add(production);
        }

        return first;
    }
}
