using IotXmpp.Exi.Bits;
using IotXmpp.Exi.Portable;

namespace IotXmpp.Exi.Grammars;

/// <summary>
/// The tables of a <see cref="GrammarImage"/> as arrays of records, for a decoder that has memory but no time: what takes an interpreter of the
/// image several reads and a search is one load here. Made once for all streams of a schema.
/// </summary>
internal sealed class GrammarRows
{
    /// <summary>Bits of <see cref="ElementRow.Casts"/>: what a strict start tag may carry (EXI 8.5.4.4.2).</summary>
    public const byte Castable = 1;
    public const byte Nillable = 2;

    /// <summary>Flattens an image.</summary>
    public GrammarRows(GrammarImage image)
    {
        Types = new TypeRow[image.RecordCount(GrammarImage.SectionTypes)];
        for (int i = 0; i < Types.Length; i++)
            Types[i] = new TypeRow { Start = image.TypeStartState(i), Empty = image.TypeEmptyState(i) };

        Elements = new ElementRow[image.RecordCount(GrammarImage.SectionElements)];
        for (int i = 0; i < Elements.Length; i++)
        {
            int type = image.ElementType(i);
            int casts = (image.TypeIsCastable(type) ? Castable : 0) | (image.ElementIsNillable(i) ? Nillable : 0);
            Elements[i] = new ElementRow { Name = image.ElementQName(i), Type = type, Start = Types[type].Start, Casts = (byte)casts };
        }

        States = new StateRow[image.StateCount];
        for (int i = 0; i < States.Length; i++)
        {
            int count = image.ProductionCount(i);
            States[i] = new StateRow
            {
                First = image.FirstProduction(i),
                Count = count,
                Attributes = image.AttributeCount(i),
                Content = image.ContentState(i),
                Flags = (byte)image.StateFlags(i),
                Width = (byte)CodeWidth.Of(count),
                WidthWithEscape = (byte)CodeWidth.Of(count + 1),
            };
        }

        Productions = new ProductionRow[image.RecordCount(GrammarImage.SectionProductions)];
        for (int i = 0; i < Productions.Length; i++)
            Productions[i] = Production(image, i);

        GlobalElement = Fill(image.QNameCount);
        for (int i = 0; i < image.RecordCount(GrammarImage.SectionGlobalElements); i++)
            GlobalElement[image.ElementQName(image.GlobalElement(i))] = image.GlobalElement(i);
        GlobalAttribute = Fill(image.QNameCount);
        for (int i = 0; i < image.RecordCount(GrammarImage.SectionGlobalAttributes); i++)
            GlobalAttribute[image.AttributeQName(image.GlobalAttribute(i))] = image.GlobalAttribute(i);
        NamedType = Fill(image.QNameCount);
        for (int i = 0; i < image.RecordCount(GrammarImage.SectionNamedTypes); i++)
            NamedType[image.TypeQName(image.NamedType(i))] = image.NamedType(i);
    }

    /// <summary>States by index of the image.</summary>
    public StateRow[] States { get; }

    /// <summary>Productions by index of the image.</summary>
    public ProductionRow[] Productions { get; }

    /// <summary>Elements by index of the image.</summary>
    public ElementRow[] Elements { get; }

    /// <summary>Types by index of the image.</summary>
    public TypeRow[] Types { get; }

    /// <summary>Global element of a qname, or -1.</summary>
    public int[] GlobalElement { get; }

    /// <summary>Global attribute of a qname, or -1.</summary>
    public int[] GlobalAttribute { get; }

    /// <summary>Named type of a qname, or -1.</summary>
    public int[] NamedType { get; }

    private static ProductionRow Production(GrammarImage image, int production)
    {
        int kind = image.GetProductionKind(production);
        int operand = image.ProductionOperand(production);
        int name = -1;
        if (kind == ProductionKind.Attribute)
        {
            name = image.AttributeQName(operand);
            operand = image.AttributeDatatype(operand);
        }
        else if (kind == ProductionKind.StartElement)
        {
            name = image.ElementQName(operand);
        }

        return new ProductionRow { Kind = (byte)kind, Next = image.ProductionNext(production), Operand = operand, Name = name };
    }

    private static int[] Fill(int count)
    {
        int[] indexes = new int[count];
        Array.Fill(indexes, -1);
        return indexes;
    }

    /// <summary>A state with the widths of its first parts, with and without the code that announces a second part.</summary>
    public struct StateRow
    {
        public int First;
        public int Count;
        public int Attributes;
        public int Content;
        public byte Flags;
        public byte Width;
        public byte WidthWithEscape;
    }

    /// <summary>A production with its name. Operand: of AT(qname) the datatype, else as in the image.</summary>
    public struct ProductionRow
    {
        public int Next;
        public int Operand;
        public int Name;
        public byte Kind;
    }

    /// <summary>An element with the start state of its type.</summary>
    public struct ElementRow
    {
        public int Name;
        public int Type;
        public int Start;
        public byte Casts;
    }

    /// <summary>The two states a type begins with.</summary>
    public struct TypeRow
    {
        public int Start;
        public int Empty;
    }
}
