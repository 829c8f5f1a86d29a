#nullable disable

namespace IotXmpp.Exi.Portable
{
    // See GrammarImage.cs for the layout.
    public sealed partial class GrammarImage
    {
        /// <summary>QName of the simple type, None for an anonymous one. For datatype representation maps.</summary>
        public int DatatypeQName(int datatype)
        {
            return Field(_datatypes + datatype * _datatypeSize);
        }

        /// <summary>Datatype of the base type, None at xs:anySimpleType. For datatype representation maps (EXI 7.4).</summary>
        public int DatatypeBase(int datatype)
        {
            return Field(_datatypes + datatype * _datatypeSize + _width);
        }

        /// <summary>
        /// List: index of the item's datatype. Others: offset in <see cref="Data"/> of the details, or None:
        /// String: restricted character set = size (1 byte, 1..255), that many code points ascending (2 bytes each);
        /// n-bit = width (1 byte), largest minus smallest value (2 bytes), smallest value (8 bytes, signed);
        /// Enumeration = number of values (field), datatype of the values (field; its kind is not Enumeration), then, in schema order,
        /// either a string each (field: offset of the string in <see cref="Data"/>), or, where the values are plain numbers in
        /// ascending steps and are compared as text: 0 (field, no string's offset), number of runs (field), and for each run number
        /// of values (field), first value and step in units of the last decimal (4 bytes each, the first signed), decimals (1 byte).
        /// NBitBigInteger = width (1 byte), largest minus smallest value (2 bytes), the smallest value as a decimal
        /// string in place.
        /// </summary>
        public int DatatypeDetail(int datatype)
        {
            return Field(_datatypes + datatype * _datatypeSize + 2 * _width);
        }

        /// <summary>A constant of <see cref="DatatypeKind"/>.</summary>
        public int GetDatatypeKind(int datatype)
        {
            return _data[_datatypes + datatype * _datatypeSize + 3 * _width];
        }

        /// <summary>White space facet: what to do with text before it is parsed as a typed value.</summary>
        public int DatatypeWhiteSpace(int datatype)
        {
            return _data[_datatypes + datatype * _datatypeSize + 3 * _width + 1];
        }

        /// <summary>Bits of an n-bit Integer (either kind), 0..12.</summary>
        public int NBitWidth(int datatype)
        {
            return _data[DatatypeDetail(datatype)];
        }

        /// <summary>Largest minus smallest value of an n-bit Integer (either kind), 0..4095.</summary>
        public int NBitRange(int datatype)
        {
            int at = DatatypeDetail(datatype) + 1;
            return _data[at] | (_data[at + 1] << 8);
        }

        /// <summary>Smallest value of an n-bit Integer.</summary>
        public long NBitMinimum(int datatype)
        {
            int at = DatatypeDetail(datatype) + 3;
            long low = (uint)Int32(at);
            long high = Int32(at + 4);
            return (high << 32) | low;
        }

        /// <summary>Smallest value of an n-bit Integer beyond 64 bits, in decimal digits.</summary>
        public string GetNBitBigMinimum(int datatype)
        {
            return GetString(DatatypeDetail(datatype) + 3);
        }

        /// <summary>Size of the restricted character set of a String, 0 if it has none.</summary>
        public int CharacterSetSize(int datatype)
        {
            int at = DatatypeDetail(datatype);
            return at == None ? 0 : _data[at];
        }

        /// <summary>Code point n of the restricted character set, ascending.</summary>
        public int CharacterSetMember(int datatype, int n)
        {
            int at = DatatypeDetail(datatype) + 1 + 2 * n;
            return _data[at] | (_data[at + 1] << 8);
        }

        /// <summary>Number of values of an Enumeration.</summary>
        public int EnumerationCount(int datatype)
        {
            return Field(DatatypeDetail(datatype));
        }

        /// <summary>Datatype in whose value space an Enumeration's values are compared.</summary>
        public int EnumerationDatatype(int datatype)
        {
            return Field(DatatypeDetail(datatype) + _width);
        }

        /// <summary>Lexical form of value n of an Enumeration, white space normalised; made anew at each call.</summary>
        public string GetEnumerationValue(int datatype, int n)
        {
            if (EnumerationRunCount(datatype) == 0)
                return GetString(EnumerationValueOffset(datatype, n));
            byte[] text = new byte[MaxRunText];
            return System.Text.Encoding.UTF8.GetString(text, 0, FormatEnumerationValue(datatype, n, text, 0));
        }

        /// <summary>Offset of the string of value n in <see cref="Data"/>; only where <see cref="EnumerationRunCount"/> is 0.</summary>
        public int EnumerationValueOffset(int datatype, int n)
        {
            return Field(DatatypeDetail(datatype) + (2 + n) * _width);
        }

        /// <summary>Number of runs of an Enumeration whose values are stored as runs of numbers, 0 for one of strings.</summary>
        public int EnumerationRunCount(int datatype)
        {
            int at = DatatypeDetail(datatype) + 2 * _width;
            return Field(at) == 0 ? Field(at + _width) : 0;
        }

        /// <summary>Writes value n of an Enumeration of runs as text; returns the number of bytes, at most <see cref="MaxRunText"/>.</summary>
        public int FormatEnumerationValue(int datatype, int n, byte[] buffer, int at)
        {
            int run = FirstRun(datatype);
            for (int left = EnumerationRunCount(datatype); left > 1 && n >= Field(run); left--)
            {
                n -= Field(run);
                run += RunSize;
            }

            long value = Int32(run + _width) + (long)n * Int32(run + _width + 4);
            return WriteScaled(value, _data[run + _width + 8], buffer, at);
        }

        /// <summary>Index of the value of an Enumeration of runs that is written exactly so, or None.</summary>
        public int FindEnumerationValue(int datatype, byte[] text, int at, int length)
        {
            if (length == 0 || length > MaxRunText || text[at + length - 1] == '-')
                return None;
            bool negative = text[at] == '-';
            int decimals = -1;
            long value = 0;
            for (int i = negative ? 1 : 0; i < length; i++)
            {
                byte b = text[at + i];
                if (b == '.' && decimals < 0)
                    decimals = 0;
                else if (b >= '0' && b <= '9')
                {
                    value = value * 10 + (b - '0');
                    if (decimals >= 0)
                        decimals++;
                }
                else
                    return None;
            }

            if (decimals < 0)
                decimals = 0;
            else if (decimals == 0)
                return None;
            if (negative)
                value = -value;
            if (ScaledLength(value, decimals) != length)
                return None; // another spelling, such as 021.5 or -0
            return FindEnumerationNumber(datatype, value, decimals);
        }

        /// <summary>Index of the value of an Enumeration of runs that is this number with these decimals, or None.</summary>
        public int FindEnumerationNumber(int datatype, long value, int decimals)
        {
            int run = FirstRun(datatype);
            int before = 0;
            for (int left = EnumerationRunCount(datatype); left > 0; left--)
            {
                int count = Field(run);
                int step = Int32(run + _width + 4);
                long offset = value - Int32(run + _width);
                if (_data[run + _width + 8] == decimals && offset >= 0 && offset % step == 0 && offset / step < count)
                    return before + (int)(offset / step);
                before += count;
                run += RunSize;
            }

            return None;
        }

        /// <summary>Longest value of an Enumeration of runs: sign, ten digits or one more than the decimals, point.</summary>
        public const int MaxRunText = 16;

        /// <summary>Most decimals of a run.</summary>
        public const int MaxRunDecimals = 9;

        private int RunSize
        {
            get { return _width + 9; }
        }

        private int FirstRun(int datatype)
        {
            return DatatypeDetail(datatype) + 4 * _width;
        }

        private static int ScaledLength(long value, int decimals)
        {
            int length = value < 0 ? 1 : 0;
            long magnitude = value < 0 ? -value : value;
            int digits = 1;
            while (magnitude >= 10)
            {
                magnitude /= 10;
                digits++;
            }

            if (digits <= decimals)
                digits = decimals + 1;
            return length + digits + (decimals > 0 ? 1 : 0);
        }

        private static int WriteScaled(long value, int decimals, byte[] buffer, int at)
        {
            int length = ScaledLength(value, decimals);
            long magnitude = value < 0 ? -value : value;
            int end = at + length;
            int first = value < 0 ? at + 1 : at;
            for (int digit = 0; end > first; digit++)
            {
                if (digit == decimals && decimals > 0)
                    buffer[--end] = (byte)'.';
                buffer[--end] = (byte)('0' + (int)(magnitude % 10));
                magnitude /= 10;
            }

            if (value < 0)
                buffer[at] = (byte)'-';
            return length;
        }
    }
}
