namespace IotXmpp.Things.Discovery;

/// <summary>One condition of a search (XEP-0347 3.15). A tag that is not there, or is of the other type, fulfils none; nor does the secret.</summary>
public sealed record SearchOperator
{
    /// <summary>How it compares.</summary>
    public required SearchOperatorKind Kind { get; init; }

    /// <summary>Name of the tag, in upper case.</summary>
    public required string Name { get; init; }

    /// <summary>True to compare numbers, false for texts.</summary>
    public bool IsNumeric { get; init; }

    /// <summary>What to compare with: the lower end of a range.</summary>
    public required MetaTag Value { get; init; }

    /// <summary>The upper end of a range.</summary>
    public MetaTag Maximum { get; init; }

    /// <summary>True if the lower end is in the range.</summary>
    public bool IncludesMinimum { get; init; } = true;

    /// <summary>True if the upper end is in the range.</summary>
    public bool IncludesMaximum { get; init; } = true;

    /// <summary>Stands for any text, in <see cref="SearchOperatorKind.Mask"/>.</summary>
    public string Wildcard { get; init; } = "*";

    /// <summary>True if the tags of a thing fulfil it.</summary>
    public bool Matches(IEnumerable<MetaTag> tags)
    {
        if (Name == MetaTag.KeyName)
            return false;
        foreach (var tag in tags)
        {
            if (tag.Name == Name)
                return tag.IsNumeric == IsNumeric && Matches(tag);
        }

        return false;
    }

    private bool Matches(MetaTag tag)
    {
        int low = Compare(tag, Value);
        return Kind switch
        {
            SearchOperatorKind.Eq => low == 0,
            SearchOperatorKind.NEq => low != 0,
            SearchOperatorKind.Gt => low > 0,
            SearchOperatorKind.GtEq => low >= 0,
            SearchOperatorKind.Lt => low < 0,
            SearchOperatorKind.LtEq => low <= 0,
            SearchOperatorKind.Range => IsInRange(tag, low),
            SearchOperatorKind.NRange => !IsInRange(tag, low),
            _ => MatchesMask(tag.Text!, Value.Text!),
        };
    }

    private bool IsInRange(MetaTag tag, int low)
    {
        int high = Compare(tag, Maximum);
        return (IncludesMinimum ? low >= 0 : low > 0) && (IncludesMaximum ? high <= 0 : high < 0);
    }

    private int Compare(MetaTag tag, MetaTag other) => IsNumeric ? tag.Number.CompareTo(other.Number) : StringComparer.Ordinal.Compare(tag.Text, other.Text);

    /// <summary>The parts between the wildcards follow each other: each is looked for once, from where the one before ended.</summary>
    private bool MatchesMask(string text, string mask)
    {
        string[] parts = mask.Split(Wildcard);
        if (parts.Length == 1)
            return text == mask;
        if (!text.StartsWith(parts[0], StringComparison.Ordinal))
            return false;
        int at = parts[0].Length;
        for (int i = 1; i < parts.Length - 1; i++)
        {
            int found = text.IndexOf(parts[i], at, StringComparison.Ordinal);
            if (found < 0)
                return false;
            at = found + parts[i].Length;
        }

        return text.Length - at >= parts[^1].Length && text.EndsWith(parts[^1], StringComparison.Ordinal);
    }
}
