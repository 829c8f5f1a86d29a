namespace IotXmpp.Exi.Body;

/// <summary>The grammar state of one open element of a decoder; the outermost is the document.</summary>
internal struct OpenElement
{
    public FrameKind Kind;

    /// <summary>What a strict start tag of the element may still carry: bits of <see cref="Grammars.GrammarRows"/>; 0 after a cast.</summary>
    public byte Casts;

    /// <summary>The element's name; -1 for the document.</summary>
    public int Name;

    /// <summary>State of the schema-informed grammar.</summary>
    public int State;

    /// <summary>Type in force, an index of the image.</summary>
    public int Type;

    /// <summary>The built-in grammar.</summary>
    public int BuiltIn;
}
