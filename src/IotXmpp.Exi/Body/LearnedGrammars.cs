namespace IotXmpp.Exi.Body;

/// <summary>
/// The built-in element grammars of one stream. A stream of the EXI Profile is an EXI 1.0 stream like any other: it is for its encoder
/// to stay below the maxima, and its decoder learns as always.
/// </summary>
/// <param name="maximumGrammars">Most grammars an encoder may bring into being, or null.</param>
/// <param name="maximumProductions">Most productions an encoder may add to them, or null.</param>
internal sealed class LearnedGrammars(int? maximumGrammars = null, int? maximumProductions = null)
{
    private readonly Dictionary<int, BuiltInGrammar> _byName = [];
    private int _productions;

    /// <summary>Forgets everything.</summary>
    public void Reset()
    {
        _byName.Clear();
        _productions = 0;
    }

    /// <summary>The grammar of a qname; made at its first use.</summary>
    /// <exception cref="ExiException">That would be one too many.</exception>
    public BuiltInGrammar this[int name]
    {
        get
        {
            if (_byName.TryGetValue(name, out BuiltInGrammar? grammar))
                return grammar;
            if (_byName.Count >= maximumGrammars)
                throw new ExiException($"an element without schema, where the EXI Profile's maximum of {maximumGrammars} built-in grammars is reached (casting it to xs:anyType is not built)");
            grammar = new BuiltInGrammar();
            _byName.Add(name, grammar);
            return grammar;
        }
    }

    /// <summary>Learns a production, unless it is to be learned once and is known.</summary>
    /// <exception cref="ExiException">That would be one too many.</exception>
    public void Learn(LearnedProductions at, ExiEventType type, int name, bool once)
    {
        if (once && at.CodeOf(type, name) >= 0)
            return;
        if (_productions >= maximumProductions)
            throw new ExiException($"an element without schema, where the EXI Profile's maximum of {maximumProductions} built-in productions is reached (casting it to xs:anyType is not built)");
        at.Add(type, name);
        _productions++;
    }
}
