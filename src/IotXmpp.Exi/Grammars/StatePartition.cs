namespace IotXmpp.Exi.Grammars;

/// <summary>
/// The coarsest partition of states whose classes agree on flags, terminals and the classes that follow. Only the states in front of those that
/// got another class are looked at again, and when a class splits its largest part keeps the name: a state's class changes at most
/// log2(n) times, so that a chain of n states does not take n passes over all of them.
/// </summary>
internal sealed class StatePartition
{
    /// <summary>For each state: flags, then (kind, operand) of each production.</summary>
    private readonly int[][] _terminals;

    /// <summary>For each state: its content state, then what follows each production; -1 for nothing.</summary>
    private readonly int[][] _successors;

    private readonly List<int>[] _predecessors;
    private readonly int[] _classes;

    /// <summary>The states, class by class, and where each one stands there.</summary>
    private readonly int[] _order;
    private readonly int[] _positions;
    private readonly List<(int First, int Count)> _ranges = [];

    private StatePartition(List<GrammarState> states)
    {
        var index = new Dictionary<GrammarState, int>(ReferenceEqualityComparer.Instance);
        for (int i = 0; i < states.Count; i++)
            index.Add(states[i], i);
        _terminals = [.. states.Select(static state => (int[])[state.Flags, .. state.Productions.SelectMany(static p => (int[])[p.Kind, p.Operand])])];
        _successors = [.. states.Select(state => (int[])[IndexOf(state.Content), .. state.Productions.Select(p => IndexOf(p.Next))])];
        _predecessors = [.. states.Select(static _ => new List<int>())];
        for (int i = 0; i < states.Count; i++)
        {
            foreach (int next in _successors[i])
            {
                if (next >= 0)
                    _predecessors[next].Add(i);
            }
        }

        _classes = new int[states.Count];
        _order = [.. Enumerable.Range(0, states.Count)];
        _positions = [.. _order];

        int IndexOf(GrammarState? state) => state is null ? -1 : index[state];
    }

    /// <summary>The class of each state.</summary>
    public static int[] Of(List<GrammarState> states)
    {
        var partition = new StatePartition(states);
        IReadOnlyCollection<int> changed = partition.SplitByTerminals();
        while (changed.Count > 0)
            changed = partition.SplitBySuccessors(changed);
        return partition._classes;
    }

    private int[] SplitByTerminals()
    {
        int[] all = [.. _order];
        _ranges.Add((0, all.Length));
        Split(0, [.. all.GroupBy(state => _terminals[state], SequenceComparer.Instance).Select(static part => part.ToList())], []);
        return all;
    }

    /// <summary>Splits the classes of the states before those whose class changed; gives the states whose class changes by it.</summary>
    private List<int> SplitBySuccessors(IReadOnlyCollection<int> changed)
    {
        // The states of a class that are not looked at have the same classes behind them, as they had before; none of those that are
        // looked at has these, since a class behind it has a new name. (At first all are looked at but those with nothing behind them.)
        var parts = new Dictionary<int[], List<int>>(SequenceComparer.Instance);
        foreach (int state in changed.SelectMany(state => _predecessors[state]).Distinct())
        {
            int[] key = [_classes[state], .. _successors[state].Select(next => next < 0 ? -1 : _classes[next])];
            if (!parts.TryGetValue(key, out List<int>? part))
                parts.Add(key, part = []);
            part.Add(state);
        }

        var renamed = new List<int>();
        foreach (IGrouping<int, List<int>> split in parts.GroupBy(static part => part.Key[0], static part => part.Value))
            Split(split.Key, [.. split], renamed);
        return renamed;
    }

    /// <summary>Splits a class into the parts and what is in none of them; adds the states whose class gets another number.</summary>
    private void Split(int split, List<int>[] parts, List<int> renamed)
    {
        (int first, int count) = _ranges[split];
        var ranges = new List<(int First, int Count)>();
        foreach (List<int> part in parts)
        {
            foreach (int state in part)
                Swap(_positions[state], first + --count);
            ranges.Add((first + count, part.Count));
        }

        if (count > 0)
            ranges.Add((first, count));
        int largest = ranges.IndexOf(ranges.MaxBy(static range => range.Count));
        _ranges[split] = ranges[largest];
        ranges.RemoveAt(largest);
        foreach ((int start, int length) in ranges)
        {
            for (int i = start; i < start + length; i++)
            {
                _classes[_order[i]] = _ranges.Count;
                renamed.Add(_order[i]);
            }

            _ranges.Add((start, length));
        }
    }

    private void Swap(int x, int y)
    {
        (_order[x], _order[y]) = (_order[y], _order[x]);
        _positions[_order[x]] = x;
        _positions[_order[y]] = y;
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
