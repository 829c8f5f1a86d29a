using IotXmpp.Exi.Portable;

namespace IotXmpp.Exi.Grammars;

/// <summary>Merges states that no sequence of events can tell apart, and writes the rest into the tables.</summary>
internal sealed class StateNumbering(GrammarTables tables)
{
    /// <summary>Refinement takes a pass over all states for each step of the longest chain; beyond this it is not worth the time.</summary>
    private const int MaxMergedStates = 50_000;

    /// <summary>Places tried for sharing before productions are stored again: bounds the time, costs some size at worst.</summary>
    private const int MaxCandidates = 256;

    private const int MaxPasses = 2_000;

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
        int[] classes = states.Count <= MaxMergedStates ? Refine(states) : [.. Enumerable.Range(0, states.Count)];

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

    /// <summary>Coarsest partition whose classes agree on flags, terminals and the classes that follow. If it is not reached in time, nothing is
    /// merged: a partition that is still too coarse would be wrong.</summary>
    private static int[] Refine(List<GrammarState> states)
    {
        var index = new Dictionary<GrammarState, int>(ReferenceEqualityComparer.Instance);
        for (int i = 0; i < states.Count; i++)
            index.Add(states[i], i);
        int[][] signatures = [.. states.Select(state => Signature(state, index))];
        int[] classes = new int[states.Count];
        int count = 1;
        for (int pass = 0; pass < MaxPasses; pass++)
        {
            var next = new Dictionary<int[], int>(SequenceComparer.Instance);
            int[] refined = new int[states.Count];
            for (int i = 0; i < states.Count; i++)
            {
                int[] key = [classes[i], .. signatures[i]];
                // Every third entry from 4 on is a successor: replace the state by its class.
                for (int k = 2; k < key.Length; k += 3)
                    key[k] = key[k] < 0 ? key[k] : classes[key[k]];
                if (!next.TryGetValue(key, out int found))
                {
                    found = next.Count;
                    next.Add(key, found);
                }

                refined[i] = found;
            }

            classes = refined;
            if (next.Count == count)
                return classes;
            count = next.Count;
        }

        return [.. Enumerable.Range(0, states.Count)];
    }

    /// <summary>Flags, content state, then (kind, operand, next) ... laid out so that successors stand at 1, 4, 7, ...</summary>
    private static int[] Signature(GrammarState state, Dictionary<GrammarState, int> index)
    {
        var signature = new List<int>
        {
            state.Flags,
            state.Content is null ? -2 : index[state.Content],
        };
        foreach (GrammarProduction production in state.Productions)
        {
            signature.Add(production.Kind);
            signature.Add(production.Operand);
            signature.Add(production.Next is null ? -1 : index[production.Next]);
        }

        return [.. signature];
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

    private sealed class SequenceComparer : IEqualityComparer<int[]>
    {
        public static SequenceComparer Instance { get; } = new();

        public bool Equals(int[]? x, int[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(int[] key)
        {
            var hash = new HashCode();
            hash.AddBytes(System.Runtime.InteropServices.MemoryMarshal.AsBytes(key.AsSpan()));
            return hash.ToHashCode();
        }
    }
}
