using IotXmpp.Exi.Portable;
using IotXmpp.Exi.Strings;

namespace IotXmpp.Exi.Body;

/// <summary>
/// The built-in element grammars of one stream. A stream of the EXI Profile is an EXI 1.0 stream like any other: it is for its encoder
/// to stay below the maxima, and its decoder learns as always. Grammars that are forgotten are used again for other names.
/// </summary>
/// <param name="maximumGrammars">Most grammars that may learn productions, or null.</param>
/// <param name="maximumProductions">Most productions they may learn, or null.</param>
internal sealed class LearnedGrammars(int? maximumGrammars = null, int? maximumProductions = null)
{
    private const int MostKept = 256;

    private readonly IntMap _byName = new();
    private BuiltInGrammar[] _grammars = [];
    private int _count;
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
        _count = 0;
        _evolving = 0;
        _productions = 0;
        if (_grammars.Length > MostKept)
            _grammars = [];
    }

    /// <summary>The grammar of a qname; made at its first use.</summary>
    public BuiltInGrammar this[int name] => At(IndexOf(name));

    /// <summary>The number of the grammar of a qname; made at its first use.</summary>
    public int IndexOf(int name)
    {
        int index = _byName.Find(name);
        if (index >= 0)
            return index;
        if (_count == _grammars.Length)
            Array.Resize(ref _grammars, Math.Max(8, _count * 2));
        BuiltInGrammar grammar = _grammars[_count] ??= new BuiltInGrammar();
        grammar.Clear();
        _byName.Add(name, _count);
        return _count++;
    }

    /// <summary>The grammar with a number.</summary>
    public BuiltInGrammar At(int index) => _grammars[index];

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
