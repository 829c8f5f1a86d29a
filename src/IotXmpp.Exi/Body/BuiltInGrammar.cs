namespace IotXmpp.Exi.Body;

/// <summary>
/// One non-terminal of a built-in grammar (EXI 8.4.2, 8.4.3) with the productions it has learned. Each new one gets event code 0
/// and moves the others up, so the code of the n-th of m is m - 1 - n.
/// </summary>
internal sealed class LearnedProductions
{
    private readonly List<(EventType Type, int Name)> _productions = [];

    /// <summary>Learned productions.</summary>
    public int Count => _productions.Count;

    /// <summary>The production with a code.</summary>
    public (EventType Type, int Name) this[int code] => _productions[_productions.Count - 1 - code];

    /// <summary>The code of a production, or -1. The latest comes first, as the shortest way to say it.</summary>
    public int CodeOf(EventType type, int name)
    {
        for (int i = _productions.Count - 1; i >= 0; i--)
        {
            if (_productions[i].Type == type && _productions[i].Name == name)
                return _productions.Count - 1 - i;
        }

        return -1;
    }

    /// <summary>Adds a production with code 0.</summary>
    public void Add(EventType type, int name) => _productions.Add((type, name));
}

/// <summary>A built-in element grammar (EXI 8.4.3); it belongs to a qname and lives as long as the stream.</summary>
internal sealed class BuiltInGrammar
{
    /// <summary>Operand of productions without a name: EE and CH.</summary>
    public const int NoName = -1;

    /// <summary>StartTagContent.</summary>
    public LearnedProductions StartTag { get; } = new();

    /// <summary>ElementContent; its declared EE comes after the learned ones.</summary>
    public LearnedProductions Content { get; } = new();
}

/// <summary>The built-in element grammars of one stream.</summary>
internal sealed class LearnedGrammars(ExiOptions options)
{
    private readonly Dictionary<int, BuiltInGrammar> _byName = [];
    private int _productions;

    /// <summary>Forgets everything.</summary>
    public void Reset()
    {
        _byName.Clear();
        _productions = 0;
    }

    /// <summary>Whether a qname has a grammar already.</summary>
    public bool Contains(int name) => _byName.ContainsKey(name);

    /// <summary>The grammar of a qname; made at its first use.</summary>
    public BuiltInGrammar this[int name]
    {
        get
        {
            if (_byName.TryGetValue(name, out BuiltInGrammar? grammar))
                return grammar;
            grammar = new BuiltInGrammar();
            // EXI Profile 3.1: past the maximum a grammar serves its element and is not kept.
            if (options.MaximumNumberOfBuiltInElementGrammars is not { } maximum || _byName.Count < maximum)
                _byName.Add(name, grammar);
            return grammar;
        }
    }

    /// <summary>Learns a production, unless it is known or the profile's maximum is reached.</summary>
    public void Learn(LearnedProductions at, EventType type, int name, bool once)
    {
        if (once && at.CodeOf(type, name) >= 0)
            return;
        if (options.MaximumNumberOfBuiltInProductions is { } maximum && _productions >= maximum)
            return;
        at.Add(type, name);
        _productions++;
    }
}
