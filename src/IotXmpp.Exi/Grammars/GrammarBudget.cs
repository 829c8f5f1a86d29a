using IotXmpp.Exi.Schema;

namespace IotXmpp.Exi.Grammars;

/// <summary>Bounds what the grammars of a schema set take, while they are made: states, productions, and the steps of uniting
/// what may follow.</summary>
internal sealed class GrammarBudget(ExiSchemaLimits limits)
{
    private int _states;
    private int _productions;
    private int _steps;

    /// <summary>The type whose grammar is being made: where a refusal points.</summary>
    public SchemaPlace Place { get; set; }

    /// <exception cref="ExiSchemaException">One state more than the limit.</exception>
    public void AddState()
    {
        if (++_states > limits.MaxStates)
            throw Over(limits.MaxStates, "states; large minOccurs and maxOccurs make many");
    }

    /// <exception cref="ExiSchemaException">More productions than the limit.</exception>
    public void AddProductions(int count)
    {
        _productions += count;
        if (_productions > limits.MaxProductions)
            throw Over(limits.MaxProductions, "productions");
    }

    /// <summary>One particle looked at, or a number of them.</summary>
    /// <exception cref="ExiSchemaException">More steps than the limit.</exception>
    public void Step(int count = 1)
    {
        _steps += count;
        if (_steps > limits.MaxSteps)
            throw Over(limits.MaxSteps, "steps to find what may follow; repetitions inside of repetitions may stand at many counts at once");
    }

    private ExiSchemaException Over(int limit, string what) =>
        new($"the grammars need more than the limit of {limit} {what}", Place.Location, Place.Line);
}
