using IotXmpp.Exi.Portable;
using IotXmpp.Exi.Strings;

namespace IotXmpp.Exi.Values;

/// <summary>
/// A decoded value as its bits said it, not printed yet. What the fields hold depends on the kind. Plain fields, because a decoder sets
/// some of them for each value.
/// </summary>
internal struct EventValue
{
    /// <summary>What the value is.</summary>
    public ExiValueKind Kind;

    /// <summary>Kind of a Date-Time: a constant of <see cref="DatatypeKind"/>.</summary>
    public byte DateKind;

    /// <summary>String and List: where the characters lie in the partitions. Binary: where the octets lie. Date-Time: the zone.</summary>
    public int Start;

    /// <summary>String, List, Binary: the length. Date-Time: the year.</summary>
    public int Length;

    /// <summary>Identifier of a String in the global partition, or -1.</summary>
    public int Entry;

    /// <summary>Boolean, Integer, Unsigned Integer, place of an Enumeration, mantissa, digits before the point, date and time.</summary>
    public ulong X;

    /// <summary>Exponent; digits behind the point in reverse; Boolean: 1 for the forms "0" and "1". </summary>
    public ulong Y;

    /// <summary>The datatype of an Enumeration.</summary>
    public Datatype? Datatype;

    /// <summary>The Decimal.</summary>
    public readonly ExiDecimal Decimal => new((Start & 1) != 0, X, Y);

    /// <summary>The Float.</summary>
    public readonly ExiFloat Float => new((long)X, (int)(long)Y);

    /// <summary>The Date-Time.</summary>
    public readonly ExiDateTime DateTime => new(DateKind, Length, (uint)(X >> 32) & 0x1FF, (uint)X, (X >> 63) != 0, Y, Start);

    /// <summary>The text of a Boolean.</summary>
    public readonly string BooleanText => Y != 0 ? (X != 0 ? "1" : "0") : X != 0 ? "true" : "false";

    /// <summary>Characters of the value's text, or for numbers and dates a close upper bound: what it is charged with against the limits.</summary>
    public readonly int Cost => Kind == ExiValueKind.String ? Length : OtherCost;

    private readonly int OtherCost => Kind switch
    {
        ExiValueKind.List => Length,
        ExiValueKind.Enumeration => Datatype!.Enumeration[X].Length,
        ExiValueKind.Base64Binary or ExiValueKind.HexBinary => 2 * Length,
        ExiValueKind.Boolean => 5,
        ExiValueKind.Integer or ExiValueKind.UnsignedInteger => ValueFormat.MaxIntegerLength,
        ExiValueKind.None or ExiValueKind.QName => 0,
        _ => 40,
    };

    /// <summary>Prints a number, a moment or a Boolean.</summary>
    /// <typeparam name="T"><see cref="char"/> or <see cref="byte"/>.</typeparam>
    /// <param name="destination">Room for <see cref="ValueFormat.MaxLength"/>.</param>
    /// <returns>Its length.</returns>
    public readonly int Print<T>(Span<T> destination) where T : unmanaged, System.Numerics.INumberBase<T> => Kind switch
    {
        ExiValueKind.Boolean => ValueFormat.Copy(BooleanText, destination),
        ExiValueKind.Integer => ValueFormat.Signed((long)X, destination),
        ExiValueKind.UnsignedInteger => ValueFormat.Unsigned(X, destination),
        ExiValueKind.Decimal => ValueFormat.Decimal(Decimal, destination),
        ExiValueKind.Float => ValueFormat.Float(Float, destination),
        ExiValueKind.DateTime => ValueFormat.DateTime(DateTime, destination),
        _ => throw new InvalidOperationException($"A value of kind {Kind} is not printed."),
    };
}
