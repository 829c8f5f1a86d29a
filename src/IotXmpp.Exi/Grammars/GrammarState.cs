using IotXmpp.Exi.Portable;

namespace IotXmpp.Exi.Grammars;

/// <summary>A normalised non-terminal while grammars are built: declared productions in event-code order.</summary>
internal sealed class GrammarState
{
    public List<GrammarProduction> Productions { get; } = [];

    /// <summary>The first state of a type: xsi:type, xsi:nil, NS and SC may stand here.</summary>
    public bool IsFirst { get; init; }

    /// <summary>j &lt;= content of EXI 8.5.4.4.1.</summary>
    public bool IsStartTag { get; init; }

    /// <summary>content2; null for the state itself.</summary>
    public GrammarState? Content { get; set; }

    public int Flags
    {
        get
        {
            int flags = (IsFirst ? GrammarImage.FirstStartTag : 0) | (IsStartTag ? GrammarImage.StartTag : 0);
            foreach (GrammarProduction production in Productions)
            {
                if (production.Kind == ProductionKind.EndElement)
                    flags |= GrammarImage.HasEndElement;
                else if (production.Kind is ProductionKind.CharactersTyped or ProductionKind.CharactersUntyped)
                    flags |= GrammarImage.HasCharacters;
            }

            return flags;
        }
    }
}

/// <param name="Kind">A constant of <see cref="ProductionKind"/>.</param>
/// <param name="Operand">Element, attribute, uri or datatype index, by kind; -1 if none.</param>
/// <param name="Next">Null after EE and ED.</param>
internal readonly record struct GrammarProduction(int Kind, int Operand, GrammarState? Next);
