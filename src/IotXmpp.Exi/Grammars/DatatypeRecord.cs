using System.Numerics;
using IotXmpp.Exi.Portable;

namespace IotXmpp.Exi.Grammars;

/// <summary>One datatype of a grammar image. Which of the details applies follows from <see cref="Kind"/>.</summary>
internal sealed record DatatypeRecord
{
    /// <summary>QName index of a named simple type, -1 for an anonymous one.</summary>
    public int QName { get; init; } = -1;

    /// <summary>Datatype index of the base type, -1 at xs:anySimpleType.</summary>
    public int Base { get; init; } = -1;

    /// <summary>A constant of <see cref="DatatypeKind"/>.</summary>
    public required int Kind { get; init; }

    /// <summary>A WhiteSpace constant of <see cref="GrammarImage"/>.</summary>
    public int WhiteSpace { get; init; } = GrammarImage.WhiteSpaceCollapse;

    /// <summary>List: datatype index of the item.</summary>
    public int Item { get; init; } = -1;

    /// <summary>String: restricted character set, ascending; empty if none.</summary>
    public IReadOnlyList<int> CharacterSet { get; init; } = [];

    /// <summary>n-bit Integer: smallest value.</summary>
    public BigInteger Minimum { get; init; }

    /// <summary>n-bit Integer: largest minus smallest value.</summary>
    public int Range { get; init; }

    /// <summary>Enumeration: lexical forms in schema order.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>Enumeration: datatype index in whose value space the values are compared.</summary>
    public int ValueDatatype { get; init; } = -1;
}
