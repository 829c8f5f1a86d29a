namespace IotXmpp.Exi.Body;

/// <summary>A built-in element grammar (EXI 8.4.3); it belongs to a qname and lives as long as the stream.</summary>
internal sealed class BuiltInGrammar
{
    /// <summary>Operand of productions without a name: EE and CH.</summary>
    public const int NoName = -1;

    /// <summary>StartTagContent.</summary>
    public LearnedProductions StartTag { get; } = new();

    /// <summary>ElementContent; its declared EE comes after the learned ones.</summary>
    public LearnedProductions Content { get; } = new();

    /// <summary>It has learned productions that count for the maxima of the EXI Profile.</summary>
    public bool Evolves { get; set; }

    /// <summary>Forgets everything learned.</summary>
    public void Clear()
    {
        StartTag.Clear();
        Content.Clear();
        Evolves = false;
    }
}
