#nullable disable

namespace IotXmpp.Exi.Portable
{
    /// <summary>
    /// Registers for one value between bits and text. Which of them count depends on <see cref="Kind"/>; one instance serves
    /// a reader or writer for its whole life.
    /// </summary>
    internal sealed class CompactValue
    {
        /// <summary>Exponent of the special Float values (EXI 7.1.4): mantissa 1 INF, -1 -INF, else NaN.</summary>
        internal const int SpecialExponent = -16384;

        /// <summary>Kind of xsi:type's value, beside those of <see cref="DatatypeKind"/>: <see cref="Number"/> is a name.</summary>
        internal const int KindQName = DatatypeKind.Count;

        /// <summary>A constant of <see cref="DatatypeKind"/>, never List or Enumeration: those are String here.</summary>
        internal int Kind;

        /// <summary>Boolean 0 or 1, with pattern 0..3; the integer; magnitude of a decimal's integral part; mantissa.</summary>
        internal long Number;

        /// <summary>
        /// A number beyond 63 bits: only its text, at <see cref="Bytes"/>, counts.
        /// </summary>
        internal bool Big;

        /// <summary>Sign of a Decimal.</summary>
        internal bool Negative;

        /// <summary>Digits after the point of a Decimal, or of a second, as a number.</summary>
        internal long Fraction;

        /// <summary>How many digits <see cref="Fraction"/> has, leading zeros included; 0: none.</summary>
        internal int FractionDigits;

        /// <summary>Float: power of ten.</summary>
        internal int Exponent;

        /// <summary>Date-Time: the year.</summary>
        internal int Year;

        /// <summary>Date-Time: month * 32 + day.</summary>
        internal int MonthDay;

        /// <summary>Date-Time: (hour * 64 + minute) * 64 + second.</summary>
        internal int Time;

        /// <summary>Date-Time: a time zone is given.</summary>
        internal bool HasZone;

        /// <summary>Date-Time: time zone in minutes east.</summary>
        internal int Zone;

        /// <summary>Holds text or binary.</summary>
        internal byte[] Bytes;
        internal int Offset;
        internal int Length;

        internal void SetText(byte[] bytes, int offset, int length)
        {
            Kind = DatatypeKind.String;
            Bytes = bytes;
            Offset = offset;
            Length = length;
        }

        internal bool IsInteger
        {
            get
            {
                return Kind == DatatypeKind.Integer || Kind == DatatypeKind.UnsignedInteger
                    || Kind == DatatypeKind.NBitUnsignedInteger;
            }
        }

        internal bool IsDateTime
        {
            get { return Kind >= DatatypeKind.DateTime && Kind <= DatatypeKind.GMonth; }
        }

        internal bool IsBinary
        {
            get { return Kind == DatatypeKind.Base64Binary || Kind == DatatypeKind.HexBinary; }
        }

        /// <summary>Float: takes the zeros off the end of the mantissa.</summary>
        internal void NormalizeFloat()
        {
            if (Number == 0)
                Exponent = 0;
            while (Number != 0 && Number % 10 == 0)
            {
                Number /= 10;
                Exponent++;
            }
        }

        /// <summary>Value-space equality of two values of one kind, for enumerations.</summary>
        internal bool SameAs(CompactValue other)
        {
            if (Kind != other.Kind || Big != other.Big)
                return false;
            if (Kind == DatatypeKind.String || Big || IsBinary)
                return SameBytes(other);
            if (IsDateTime)
            {
                return Year == other.Year && MonthDay == other.MonthDay && Time == other.Time && HasZone == other.HasZone
                    && Zone == other.Zone && Fraction == other.Fraction && FractionDigits == other.FractionDigits;
            }

            return Number == other.Number && Negative == other.Negative && Exponent == other.Exponent
                && Fraction == other.Fraction && FractionDigits == other.FractionDigits;
        }

        /// <summary>Clears what the kinds do not all set.</summary>
        internal void Reset(int kind)
        {
            Kind = kind;
            Number = 0;
            Big = false;
            Negative = false;
            Fraction = 0;
            FractionDigits = 0;
            Exponent = 0;
            Year = 0;
            MonthDay = 0;
            Time = 0;
            HasZone = false;
            Zone = 0;
        }

        private bool SameBytes(CompactValue other)
        {
            if (Length != other.Length)
                return false;
            for (int i = 0; i < Length; i++)
            {
                if (Bytes[Offset + i] != other.Bytes[other.Offset + i])
                    return false;
            }

            return true;
        }
    }
}
