using IotXmpp.Exi.Portable;

namespace IotXmpp.Exi.Body;

/// <summary>
/// The built-in element grammars of one stream. A stream of the EXI Profile is an EXI 1.0 stream like any other: it is for its encoder
/// to stay below the maxima, and its decoder learns as always.
/// </summary>
/// <param name="maximumGrammars">Most grammars that may learn productions, or null.</param>
/// <param name="maximumProductions">Most productions they may learn, or null.</param>
internal sealed class LearnedGrammars(int? maximumGrammars = null, int? maximumProductions = null)
{
    private readonly Dictionary<int, BuiltInGrammar> _byName = [];
    private int _evolving;
    private int _productions;

    /// <summary>
    /// The grammars of an encoder. Without schema there is no xs:anyType to cast to (EXI Profile 3.1), and the maxima bind nobody.
    /// </summary>
    public static LearnedGrammars OfEncoder(ExiOptions options, GrammarImage? image) =>
        image is null ? new() : new(options.MaximumNumberOfBuiltInElementGrammars, options.MaximumNumberOfBuiltInProductions);

    /// <summary>There are maxima. Then xsi:type is always written as AT(*), whatever was learned (EXI Profile 3.1).</summary>
    public bool IsLimited => maximumGrammars is not null || maximumProductions is not null;

    /// <summary>Forgets everything.</summary>
    public void Reset()
    {
        _byName.Clear();
        _evolving = 0;
        _productions = 0;
    }

    /// <summary>The grammar of a qname; made at its first use.</summary>
    public BuiltInGrammar this[int name]
    {
        get
        {
            if (!_byName.TryGetValue(name, out BuiltInGrammar? grammar))
            {
                grammar = new BuiltInGrammar();
                _byName.Add(name, grammar);
            }

            return grammar;
        }
    }

    /// <summary>Whether the maxima leave room for another production of a grammar (EXI Profile 3.2).</summary>
    public bool MayLearn(BuiltInGrammar grammar) =>
        !(_productions >= maximumProductions) && (grammar.Evolves || !(_evolving >= maximumGrammars));

    /// <summary>
    /// Learns a production, unless it is to be learned once and is known. One that goes beyond the maxima takes its place among the
    /// event codes, as it does in every decoder, but nobody will use it.
    /// </summary>
    public void Learn(BuiltInGrammar grammar, LearnedProductions at, ExiEventType type, int name, bool once)
    {
        bool isXsiType = once && type == ExiEventType.Attribute;
        if (once && at.Contains(type, name))
            return;
        if (isXsiType || !IsLimited)
        {
            at.Add(type, name); // xsi:type does not count
            return;
        }

        if (!MayLearn(grammar))
        {
            at.Add(type, name, isUsable: false);
            return;
        }

        at.Add(type, name);
        _productions++;
        if (!grammar.Evolves)
        {
            grammar.Evolves = true;
            _evolving++;
        }
    }
}
