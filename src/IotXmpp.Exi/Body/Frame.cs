namespace IotXmpp.Exi.Body;

/// <summary>The grammar state of one open element; the outermost is the document.</summary>
internal struct Frame
{
    public FrameKind Kind;

    /// <summary>The element's name; -1 for the document.</summary>
    public int Name;

    /// <summary>State of the schema-informed grammar.</summary>
    public int State;

    /// <summary>Type in force, an index of the image.</summary>
    public int Type;

    /// <summary>The declaration, an index of the image, or -1.</summary>
    public int Element;

    /// <summary>The grammar is a type's (after xsi:type or xsi:nil): strict, it has neither xsi:type nor xsi:nil, as an element's may.</summary>
    public bool IsCast;

    /// <summary>An attribute was encoded while the grammar was a built-in one.</summary>
    public bool HasAttribute;

    /// <summary>The built-in grammar.</summary>
    public BuiltInGrammar? BuiltIn;
}
