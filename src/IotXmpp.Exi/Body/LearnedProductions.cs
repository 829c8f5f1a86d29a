namespace IotXmpp.Exi.Body;

/// <summary>
/// One non-terminal of a built-in grammar (EXI 8.4.2, 8.4.3) with the productions it has learned. Each new one gets event code 0
/// and moves the others up, so the code of the n-th of m is m - 1 - n.
/// </summary>
internal sealed class LearnedProductions
{
    private readonly List<(ExiEventType Type, int Name)> _productions = [];

    /// <summary>Learned productions.</summary>
    public int Count => _productions.Count;

    /// <summary>The production with a code.</summary>
    public (ExiEventType Type, int Name) this[int code] => _productions[_productions.Count - 1 - code];

    /// <summary>The code of a production, or -1. The latest comes first, as the shortest way to say it.</summary>
    public int CodeOf(ExiEventType type, int name)
    {
        for (int i = _productions.Count - 1; i >= 0; i--)
        {
            if (_productions[i].Type == type && _productions[i].Name == name)
                return _productions.Count - 1 - i;
        }

        return -1;
    }

    /// <summary>Adds a production with code 0.</summary>
    public void Add(ExiEventType type, int name) => _productions.Add((type, name));
}
