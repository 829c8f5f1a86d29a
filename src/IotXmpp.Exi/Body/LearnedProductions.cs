namespace IotXmpp.Exi.Body;

/// <summary>
/// One non-terminal of a built-in grammar (EXI 8.4.2, 8.4.3) with the productions it has learned. Each new one gets event code 0
/// and moves the others up, so the code of the n-th of m is m - 1 - n.
/// </summary>
internal sealed class LearnedProductions
{
    private const int TypeBits = 4;
    private const int Unusable = int.MinValue;

    /// <summary>Type and name in one number, so that a search compares eight at a time; unusable ones are negative.</summary>
    private int[] _keys = [];

    /// <summary>Learned productions.</summary>
    public int Count { get; private set; }

    /// <summary>The production with a code.</summary>
    public (ExiEventType Type, int Name) this[int code]
    {
        get
        {
            int key = _keys.AsSpan(0, Count)[Count - 1 - code] & ~Unusable;
            return ((ExiEventType)(key & ((1 << TypeBits) - 1)), (key >> TypeBits) - 1);
        }
    }

    /// <summary>Forgets all.</summary>
    public void Clear() => Count = 0;

    /// <summary>The code of a usable production, or -1. The latest comes first, as the shortest way to say it.</summary>
    public int CodeOf(ExiEventType type, int name)
    {
        int at = _keys.AsSpan(0, Count).LastIndexOf(Key(type, name));
        return at < 0 ? -1 : Count - 1 - at;
    }

    /// <summary>Whether a production was learned, usable or not.</summary>
    public bool Contains(ExiEventType type, int name) => _keys.AsSpan(0, Count).IndexOfAny(Key(type, name), Key(type, name) | Unusable) >= 0;

    /// <summary>Adds a production with code 0.</summary>
    /// <param name="type">Its event.</param>
    /// <param name="name">The qname of the event, or <see cref="BuiltInGrammar.NoName"/>.</param>
    /// <param name="isUsable">False: it takes its place among the codes, but an encoder of the EXI Profile will not use it.</param>
    public void Add(ExiEventType type, int name, bool isUsable = true)
    {
        if (Count == _keys.Length)
            Array.Resize(ref _keys, Math.Max(4, Count * 2));
        _keys[Count++] = Key(type, name) | (isUsable ? 0 : Unusable);
    }

    private static int Key(ExiEventType type, int name) => ((name + 1) << TypeBits) | (int)type;
}
