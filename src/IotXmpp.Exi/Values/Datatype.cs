using System.Numerics;
using IotXmpp.Exi.Portable;

namespace IotXmpp.Exi.Values;

/// <summary>
/// A datatype representation ready to execute: what the image says about a simple type, after lexical-values and the datatype
/// representation map had their say.
/// </summary>
internal sealed class Datatype
{
    /// <summary>String without restricted character set: every untyped value.</summary>
    public static Datatype Untyped { get; } = new() { Kind = DatatypeKind.String };

    /// <summary>The Boolean of xsi:nil.</summary>
    public static Datatype Nil { get; } = new() { Kind = DatatypeKind.Boolean };

    /// <summary>The Boolean of xsi:nil under preserve.lexicalValues.</summary>
    public static Datatype LexicalNil { get; } = new() { Kind = DatatypeKind.String, CharacterSet = RestrictedCharacterSet.Boolean };

    /// <summary>A constant of <see cref="DatatypeKind"/>.</summary>
    public required int Kind { get; init; }

    /// <summary>Character set of a String, or null.</summary>
    public RestrictedCharacterSet? CharacterSet { get; init; }

    /// <summary>Bits of an n-bit Unsigned Integer or an Enumeration.</summary>
    public int Width { get; init; }

    /// <summary>Smallest value of an n-bit Unsigned Integer.</summary>
    public long Minimum { get; init; }

    /// <summary>Smallest value of an n-bit Unsigned Integer whose values may be beyond 64 bits.</summary>
    public BigInteger BigMinimum { get; init; }

    /// <summary>Largest minus smallest value of an n-bit Unsigned Integer.</summary>
    public int Range { get; init; }

    /// <summary>White space facet, a constant of <see cref="GrammarImage"/>.</summary>
    public int WhiteSpace { get; init; }

    /// <summary>Items of a List; the values' datatype of an Enumeration.</summary>
    public Datatype? Item { get; init; }

    /// <summary>Lexical forms of an Enumeration in schema order.</summary>
    public string[] Enumeration { get; init; } = [];

    /// <summary>Ordinals of an Enumeration's values, made when first needed.</summary>
    public EnumerationIndex? Index { get; set; }
}
