using System.Globalization;
using System.Numerics;
using IotXmpp.Exi.Grammars;
using IotXmpp.Exi.Portable;

namespace IotXmpp.Exi.Schema;

/// <summary>Chooses the EXI datatype representation of each simple type (EXI 7, Table 7-1) and numbers them.</summary>
internal sealed class DatatypeTable(BuiltInTypes builtIns, Func<QName, int> qnameIndex, List<DatatypeRecord> records)
{
    /// <summary>EXI 7.1.5: integers with at most this many values are n-bit.</summary>
    private const int MaxBoundedRange = 4096;

    private readonly Dictionary<SimpleTypeDefinition, int> _indices = [];
    private readonly Dictionary<SimpleTypeDefinition, int> _valueIndices = [];

    /// <summary>Datatype index of a simple type.</summary>
    public int IndexOf(SimpleTypeDefinition type)
    {
        if (_indices.TryGetValue(type, out int index))
            return index;
        DatatypeRecord? enumeration = Enumeration(type);
        index = enumeration is null ? ValueIndexOf(type) : Add(enumeration);
        _indices.Add(type, index);
        return index;
    }

    /// <summary>Datatype index of a type as if it had no enumeration facets: what the enumerated values are compared in.</summary>
    private int ValueIndexOf(SimpleTypeDefinition type)
    {
        if (_valueIndices.TryGetValue(type, out int index))
            return index;
        index = Add(Plain(type));
        _valueIndices.Add(type, index);
        return index;
    }

    private int Add(DatatypeRecord record)
    {
        records.Add(record);
        return records.Count - 1;
    }

    private int NameOf(SimpleTypeDefinition type) => type.Name is { } name ? qnameIndex(name) : -1;

    private int BaseOf(SimpleTypeDefinition type) => type.Base is null ? -1 : IndexOf(type.Base);

    /// <summary>EXI 7.2: the closest step with enumeration facets decides; not for unions, lists, QName and NOTATION.</summary>
    private DatatypeRecord? Enumeration(SimpleTypeDefinition type)
    {
        if (type.Variety != SimpleTypeVariety.Atomic || Ancestry(type).Any(IsQNameOrNotation))
            return null;
        SimpleTypeDefinition? declaring = Ancestry(type).FirstOrDefault(step => step.Facets.Any(f => f.Kind == FacetKind.Enumeration));
        if (declaring is null)
            return null;
        int whiteSpace = WhiteSpace(type);
        int values = ValueIndexOf(type);
        return new DatatypeRecord
        {
            QName = NameOf(type),
            Base = BaseOf(type),
            Kind = DatatypeKind.Enumeration,
            WhiteSpace = whiteSpace,
            ValueDatatype = values,
            Values = [.. declaring.Facets.Where(f => f.Kind == FacetKind.Enumeration).Select(f => Normalize(f.Value, whiteSpace))],
        };
    }

    private DatatypeRecord Plain(SimpleTypeDefinition type)
    {
        var record = new DatatypeRecord
        {
            QName = NameOf(type),
            Base = BaseOf(type),
            Kind = DatatypeKind.String,
            WhiteSpace = WhiteSpace(type),
        };
        switch (type.Variety)
        {
            case SimpleTypeVariety.Union:
                return record;
            case SimpleTypeVariety.List:
                return record with { Kind = DatatypeKind.List, Item = IndexOf(Ancestry(type).First(step => step.ItemType is not null).ItemType!) };
        }

        int kind = builtIns.KindOf(Ancestry(type).First(step => step.IsBuiltIn));
        return kind switch
        {
            DatatypeKind.Boolean when HasPattern(type) => record with { Kind = DatatypeKind.BooleanWithPattern },
            DatatypeKind.Integer => BoundedInteger(record, type),
            DatatypeKind.String => record with { CharacterSet = CharacterSet(type) },
            _ => record with { Kind = kind },
        };
    }

    /// <summary>EXI 7.1.5: the bounds of every step count, exclusive ones too.</summary>
    private static DatatypeRecord BoundedInteger(DatatypeRecord record, SimpleTypeDefinition type)
    {
        BigInteger? minimum = null;
        BigInteger? maximum = null;
        foreach (Facet facet in Ancestry(type).SelectMany(step => step.Facets))
        {
            if (facet.Kind is FacetKind.Pattern or FacetKind.Enumeration or FacetKind.WhiteSpace)
                continue;
            if (!BigInteger.TryParse(facet.Value.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out BigInteger value))
                throw new FormatException($"bound '{facet.Value}' is not an integer");
            switch (facet.Kind)
            {
                case FacetKind.MinInclusive:
                    minimum = Max(minimum, value);
                    break;
                case FacetKind.MinExclusive:
                    minimum = Max(minimum, value + 1);
                    break;
                case FacetKind.MaxInclusive:
                    maximum = Min(maximum, value);
                    break;
                default:
                    maximum = Min(maximum, value - 1);
                    break;
            }
        }

        if (minimum is { } least && maximum is { } most && most >= least && most - least < MaxBoundedRange)
        {
            bool fits = least > long.MinValue && most <= long.MaxValue;
            return record with
            {
                Kind = fits ? DatatypeKind.NBitUnsignedInteger : DatatypeKind.NBitBigInteger,
                Minimum = least,
                Range = (int)(most - least),
            };
        }

        return record with { Kind = minimum?.Sign >= 0 ? DatatypeKind.UnsignedInteger : DatatypeKind.Integer };
    }

    /// <summary>EXI 7.1.10.1: from the patterns of the closest step that has any, if that step is not built in.</summary>
    private static IReadOnlyList<int> CharacterSet(SimpleTypeDefinition type)
    {
        if (!Ancestry(type).Any(step => step.IsBuiltIn && step.Name!.Value.LocalName == "string"))
            return [];
        SimpleTypeDefinition? target = Ancestry(type).FirstOrDefault(step => step.Facets.Any(f => f.Kind == FacetKind.Pattern));
        if (target is null || target.IsBuiltIn)
            return [];
        return PatternCharacterSet.Of(target.Facets.Where(f => f.Kind == FacetKind.Pattern).Select(f => f.Value)) ?? [];
    }

    private static bool HasPattern(SimpleTypeDefinition type) =>
        Ancestry(type).Any(step => step.Facets.Any(f => f.Kind == FacetKind.Pattern));

    private static bool IsQNameOrNotation(SimpleTypeDefinition type) =>
        type.IsBuiltIn && type.Name!.Value.LocalName is "QName" or "NOTATION";

    private static IEnumerable<SimpleTypeDefinition> Ancestry(SimpleTypeDefinition type)
    {
        for (SimpleTypeDefinition? step = type; step is not null; step = step.Base)
            yield return step;
    }

    private static int WhiteSpace(SimpleTypeDefinition type)
    {
        if (type.Variety != SimpleTypeVariety.Atomic)
            return GrammarImage.WhiteSpaceCollapse;
        foreach (SimpleTypeDefinition step in Ancestry(type))
        {
            foreach (Facet facet in step.Facets)
            {
                if (facet.Kind == FacetKind.WhiteSpace)
                {
                    return facet.Value switch
                    {
                        "preserve" => GrammarImage.WhiteSpacePreserve,
                        "replace" => GrammarImage.WhiteSpaceReplace,
                        _ => GrammarImage.WhiteSpaceCollapse,
                    };
                }
            }

            if (step.IsBuiltIn && step.Base?.Name?.LocalName == "anySimpleType")
                break;
        }

        return GrammarImage.WhiteSpaceCollapse;
    }

    private static string Normalize(string value, int whiteSpace)
    {
        if (whiteSpace == GrammarImage.WhiteSpacePreserve)
            return value;
        string replaced = value.Replace('\t', ' ').Replace('\n', ' ').Replace('\r', ' ');
        return whiteSpace == GrammarImage.WhiteSpaceReplace
            ? replaced
            : string.Join(' ', replaced.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    private static BigInteger Max(BigInteger? a, BigInteger b) => a is { } value && value > b ? value : b;

    private static BigInteger Min(BigInteger? a, BigInteger b) => a is { } value && value < b ? value : b;
}
