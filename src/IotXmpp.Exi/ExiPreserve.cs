namespace IotXmpp.Exi;

/// <summary>The fidelity options (EXI 6.3): which information items beyond elements, attributes and text survive.</summary>
[Flags]
public enum ExiPreserve
{
    /// <summary>Nothing beyond elements, attributes and character data; the default.</summary>
    None = 0,

    /// <summary><c>Preserve.comments</c>: CM events.</summary>
    Comments = 1,

    /// <summary><c>Preserve.pis</c>: PI events.</summary>
    ProcessingInstructions = 2,

    /// <summary><c>Preserve.dtd</c>: DT and ER events.</summary>
    Dtd = 4,

    /// <summary><c>Preserve.prefixes</c>: NS events and the prefixes of names.</summary>
    Prefixes = 8,

    /// <summary><c>Preserve.lexicalValues</c>: typed values keep their exact text.</summary>
    LexicalValues = 16,
}
