namespace IotXmpp.Exi.Body;

/// <summary>
/// One non-terminal of a built-in grammar (EXI 8.4.2, 8.4.3) with the productions it has learned. Each new one gets event code 0
/// and moves the others up, so the code of the n-th of m is m - 1 - n.
/// </summary>
internal sealed class LearnedProductions
{
    private readonly List<(ExiEventType Type, int Name, bool IsUsable)> _productions = [];

    /// <summary>Learned productions.</summary>
    public int Count => _productions.Count;

    /// <summary>Forgets everything.</summary>
    public void Clear() => _productions.Clear();

    /// <summary>The production with a code.</summary>
    public (ExiEventType Type, int Name) this[int code] => (_productions[_productions.Count - 1 - code].Type, _productions[_productions.Count - 1 - code].Name);

    /// <summary>The code of a usable production, or -1. The latest comes first, as the shortest way to say it.</summary>
    public int CodeOf(ExiEventType type, int name)
    {
        for (int i = _productions.Count - 1; i >= 0; i--)
        {
            if (_productions[i].Type == type && _productions[i].Name == name && _productions[i].IsUsable)
                return _productions.Count - 1 - i;
        }

        return -1;
    }

    /// <summary>Whether a production was learned, usable or not.</summary>
    public bool Contains(ExiEventType type, int name)
    {
        foreach ((ExiEventType knownType, int knownName, _) in _productions)
        {
            if (knownType == type && knownName == name)
                return true;
        }

        return false;
    }

    /// <summary>Adds a production with code 0.</summary>
    /// <param name="type">Its event.</param>
    /// <param name="name">The qname of the event, or <see cref="BuiltInGrammar.NoName"/>.</param>
    /// <param name="isUsable">False: it takes its place among the codes, but an encoder of the EXI Profile will not use it.</param>
    public void Add(ExiEventType type, int name, bool isUsable = true) => _productions.Add((type, name, isUsable));
}
