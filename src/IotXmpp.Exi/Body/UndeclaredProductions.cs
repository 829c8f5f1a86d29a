using IotXmpp.Exi.Portable;

namespace IotXmpp.Exi.Body;

/// <summary>
/// The second parts of event codes that the options of a stream leave over after pruning (EXI 8.3), for every kind of state.
/// The place in an array is the code.
/// </summary>
internal sealed class UndeclaredProductions
{
    private const int FlagCombinations = 8;

    /// <summary>By the options that matter. Immutable and made from nothing else; making one twice is harmless.</summary>
    private static readonly UndeclaredProductions?[] Known = new UndeclaredProductions?[64];

    private readonly Undeclared[][] _byFlags = new Undeclared[FlagCombinations][];
    private readonly Undeclared[][] _strictFirst;
    private readonly bool _strict;

    private UndeclaredProductions(ExiOptions options)
    {
        _strict = options.Strict;
        bool comments = options.Preserve.HasFlag(ExiPreserve.Comments);
        bool instructions = options.Preserve.HasFlag(ExiPreserve.ProcessingInstructions);
        bool dtd = options.Preserve.HasFlag(ExiPreserve.Dtd);
        ThirdParts = comments
            ? instructions ? [ExiEventType.Comment, ExiEventType.ProcessingInstruction] : [ExiEventType.Comment]
            : instructions ? [ExiEventType.ProcessingInstruction] : [];

        Undeclared[] miscellaneous = ThirdParts.Length > 0 ? [Undeclared.CommentOrInstruction] : [];
        Undeclared[] children = [Undeclared.StartElementAny, Undeclared.Characters, .. dtd ? [Undeclared.EntityReference] : Array.Empty<Undeclared>(), .. miscellaneous];
        Undeclared[] namespaces = options.Preserve.HasFlag(ExiPreserve.Prefixes) ? [Undeclared.Namespace] : [];
        Undeclared[] selfContained = options.SelfContained ? [Undeclared.SelfContained] : [];

        DocContent = dtd ? [Undeclared.DocType, .. miscellaneous] : miscellaneous;
        BuiltInStartTag = [Undeclared.EndElement, Undeclared.AttributeAny, .. namespaces, .. selfContained, .. children];
        BuiltInContent = children;
        for (int flags = 0; flags < FlagCombinations; flags++)
        {
            bool first = (flags & GrammarImage.FirstStartTag) != 0;
            bool startTag = (flags & GrammarImage.StartTag) != 0;
            _byFlags[flags] = _strict
                ? []
                :
                [
                    .. (flags & GrammarImage.HasEndElement) == 0 ? [Undeclared.EndElement] : Array.Empty<Undeclared>(),
                    .. first ? [Undeclared.XsiType, Undeclared.XsiNil] : Array.Empty<Undeclared>(),
                    .. startTag ? [Undeclared.AttributeAny, Undeclared.AttributeUntyped] : Array.Empty<Undeclared>(),
                    .. first ? namespaces : [],
                    .. first ? selfContained : [],
                    .. children,
                ];
        }

        _strictFirst = [[], [Undeclared.XsiType], [Undeclared.XsiNil], [Undeclared.XsiType, Undeclared.XsiNil]];
    }

    /// <summary>The productions for a stream; one object for all with the same options.</summary>
    public static UndeclaredProductions For(ExiOptions options)
    {
        const ExiPreserve productions = ExiPreserve.Comments | ExiPreserve.ProcessingInstructions | ExiPreserve.Dtd | ExiPreserve.Prefixes;
        int index = (options.Strict ? 1 : 0) | (options.SelfContained ? 2 : 0) | ((int)(options.Preserve & productions) << 2);
        return Known[index] ??= new UndeclaredProductions(options);
    }

    /// <summary>CM and PI, as far as preserved: the third parts of <see cref="Undeclared.CommentOrInstruction"/>.</summary>
    public ExiEventType[] ThirdParts { get; }

    /// <summary>Second parts of DocContent.</summary>
    public Undeclared[] DocContent { get; }

    /// <summary>Second parts of StartTagContent of a built-in element grammar.</summary>
    public Undeclared[] BuiltInStartTag { get; }

    /// <summary>Second parts of ElementContent of a built-in element grammar.</summary>
    public Undeclared[] BuiltInContent { get; }

    /// <summary>Second parts of a state of a schema-informed element or type grammar.</summary>
    /// <param name="flags">The state's flags.</param>
    /// <param name="castable">When strict: the element's type may be cast.</param>
    /// <param name="nillable">When strict: the element is nillable.</param>
    public Undeclared[] Of(int flags, bool castable, bool nillable)
    {
        if (!_strict)
            return _byFlags[flags & (FlagCombinations - 1)];
        return (flags & GrammarImage.FirstStartTag) == 0 ? [] : _strictFirst[(castable ? 1 : 0) | (nillable ? 2 : 0)];
    }
}
