namespace IotXmpp.Exi.Body;

/// <summary>The attributes that a start tag has so far. Most tags have a few, and looking through a few costs less than hashing them.</summary>
internal sealed class TagNames
{
    private const int Few = 16;

    private readonly int[] _few = new int[Few];
    private HashSet<int>? _many;

    /// <summary>Attributes.</summary>
    public int Count { get; private set; }

    /// <summary>The next tag begins.</summary>
    public void Clear()
    {
        if (Count > Few)
            _many!.Clear();
        Count = 0;
    }

    /// <summary>Adds an attribute. False: it is there.</summary>
    public bool Add(int name)
    {
        if (Count >= Few)
            return AddToMany(name);
        for (int i = 0; i < Count; i++)
        {
            if (_few[i] == name)
                return false;
        }

        _few[Count++] = name;
        return true;
    }

    private bool AddToMany(int name)
    {
        if (Count == Few)
        {
            _many ??= [];
            _many.Clear();
            _many.UnionWith(_few);
        }

        if (!_many!.Add(name))
            return false;
        Count++;
        return true;
    }
}
