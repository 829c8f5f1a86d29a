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
        /// Enumeration = number of values (field), datatype of the values (field; its kind is not Enumeration), then a
        /// string each (field: offset of the string in <see cref="Data"/>), in schema order.
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

        /// <summary>Lexical form of value n of an Enumeration, white space normalised; decoded anew at each call.</summary>
        public string GetEnumerationValue(int datatype, int n)
        {
            return GetString(EnumerationValueOffset(datatype, n));
        }

        /// <summary>Offset of the string of value n in <see cref="Data"/>.</summary>
        public int EnumerationValueOffset(int datatype, int n)
        {
            return Field(DatatypeDetail(datatype) + (2 + n) * _width);
        }
    }
}
