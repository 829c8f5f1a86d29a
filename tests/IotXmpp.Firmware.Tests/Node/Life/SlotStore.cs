using IotXmpp.Node.Life;

namespace IotXmpp.Node.Tests.Life;

/// <summary>The two slots of a start record, which outlive the guard; flash may fail, and the power may go inside of a write.</summary>
internal sealed class SlotStore : StartStore
{
    private readonly byte[][] _slots = [[], []];

    /// <summary>Writes so far: what wears flash.</summary>
    public int Writes { get; private set; }

    /// <summary>Flash refuses everything.</summary>
    public bool IsBroken { get; set; }

    /// <summary>The next write leaves this many of its bytes, and what was there behind them.</summary>
    public int? TornAfter { get; set; }

    /// <inheritdoc/>
    public override int Load(int slot, byte[] into)
    {
        if (IsBroken)
            return 0;
        int count = Math.Min(into.Length, _slots[slot].Length);
        _slots[slot].AsSpan(0, count).CopyTo(into);
        return count;
    }

    /// <inheritdoc/>
    public override bool Save(int slot, byte[] from)
    {
        Writes++;
        if (IsBroken)
            return false;
        _slots[slot] = TornAfter is { } torn ? [.. from.Take(torn), .. _slots[slot].Skip(torn)] : [.. from];
        bool whole = TornAfter is null;
        TornAfter = null;
        return whole;
    }
}
