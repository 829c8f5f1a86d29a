namespace IotXmpp.Exi.Schema;

/// <summary>Set of code points as disjoint ascending ranges; large ranges cost nothing.</summary>
internal sealed class CodePointSet
{
    private const int MaxCodePoint = 0x10FFFF;

    /// <summary>Far beyond any set that EXI can use; keeps a hostile pattern from costing quadratic time.</summary>
    private const int MaxRanges = 1024;

    private List<(int Low, int High)> _ranges = [];

    public int Count => _ranges.Sum(range => range.High - range.Low + 1);

    /// <summary>Ranges were dropped: the set is too large to be known, let alone restricted.</summary>
    public bool IsSaturated { get; private set; }

    /// <summary>-1 if empty.</summary>
    public int Maximum => _ranges.Count == 0 ? -1 : _ranges[^1].High;

    public IEnumerable<int> Members => _ranges.SelectMany(range => Enumerable.Range(range.Low, range.High - range.Low + 1));

    public void Add(int low, int high)
    {
        if (_ranges.Count >= MaxRanges)
        {
            IsSaturated = true;
            return;
        }

        var merged = new List<(int Low, int High)>(_ranges.Count + 1);
        foreach ((int Low, int High) range in _ranges)
        {
            if (range.High < low - 1 || range.Low > high + 1)
                merged.Add(range);
            else
                (low, high) = (Math.Min(low, range.Low), Math.Max(high, range.High));
        }

        merged.Add((low, high));
        merged.Sort();
        _ranges = merged;
    }

    public void Add(CodePointSet other)
    {
        IsSaturated |= other.IsSaturated;
        foreach ((int low, int high) in other._ranges)
            Add(low, high);
    }

    public void Remove(CodePointSet other)
    {
        // A \ B = complement of (complement of A, with B).
        CodePointSet outside = Complement();
        outside.Add(other);
        IsSaturated |= outside.IsSaturated;
        _ranges = outside.Complement()._ranges;
    }

    public CodePointSet Complement()
    {
        var result = new CodePointSet { IsSaturated = IsSaturated };
        int next = 0;
        foreach ((int low, int high) in _ranges)
        {
            if (low > next)
                result._ranges.Add((next, low - 1));
            next = high + 1;
        }

        if (next <= MaxCodePoint)
            result._ranges.Add((next, MaxCodePoint));
        return result;
    }
}
