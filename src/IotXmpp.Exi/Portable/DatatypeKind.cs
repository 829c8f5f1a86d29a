#nullable disable

namespace IotXmpp.Exi.Portable
{
    /// <summary>
    /// Built-in EXI datatype representation of a value (EXI 7, Table 7-1), as stored in a grammar image. The date-time and
    /// binary representations are split by their lexical form, because a decoder has to print them. Constants and not an enum:
    /// the device compares them as bytes.
    /// </summary>
    public static class DatatypeKind
    {
        /// <summary>String (EXI 7.1.10): also unions, xs:QName, xs:NOTATION, xs:anyURI, xs:duration and xs:anySimpleType.
        /// <c>DatatypeDetail</c> is the restricted character set (EXI 7.1.10.1), or None.</summary>
        public const int String = 0;

        /// <summary>Boolean, one bit (EXI 7.1.2).</summary>
        public const int Boolean = 1;

        /// <summary>Boolean whose type has a pattern facet: 2 bits, "false" "0" "true" "1" (EXI 7.1.2).</summary>
        public const int BooleanWithPattern = 2;

        /// <summary>Decimal (EXI 7.1.3).</summary>
        public const int Decimal = 3;

        /// <summary>Float: xs:float and xs:double (EXI 7.1.4).</summary>
        public const int Float = 4;

        /// <summary>Integer with a bounded range of 4096 values or fewer (EXI 7.1.5): n-bit, offset from the smallest value.
        /// <c>DatatypeDetail</c> locates width and smallest value.</summary>
        public const int NBitUnsignedInteger = 5;

        /// <summary>Integer with a lower bound of 0 or more: Unsigned Integer, no offset (EXI 7.1.5, 7.1.6).</summary>
        public const int UnsignedInteger = 6;

        /// <summary>Any other integer: sign and magnitude (EXI 7.1.5).</summary>
        public const int Integer = 7;

        /// <summary>Date-Time of xs:dateTime (EXI 7.1.8).</summary>
        public const int DateTime = 8;

        /// <summary>Date-Time of xs:time.</summary>
        public const int Time = 9;

        /// <summary>Date-Time of xs:date.</summary>
        public const int Date = 10;

        /// <summary>Date-Time of xs:gYearMonth.</summary>
        public const int GYearMonth = 11;

        /// <summary>Date-Time of xs:gYear.</summary>
        public const int GYear = 12;

        /// <summary>Date-Time of xs:gMonthDay.</summary>
        public const int GMonthDay = 13;

        /// <summary>Date-Time of xs:gDay.</summary>
        public const int GDay = 14;

        /// <summary>Date-Time of xs:gMonth.</summary>
        public const int GMonth = 15;

        /// <summary>Binary of xs:base64Binary (EXI 7.1.1).</summary>
        public const int Base64Binary = 16;

        /// <summary>Binary of xs:hexBinary (EXI 7.1.1).</summary>
        public const int HexBinary = 17;

        /// <summary>List (EXI 7.1.11). <c>DatatypeDetail</c> is the item's datatype.</summary>
        public const int List = 18;

        /// <summary>Enumeration (EXI 7.2): n-bit index, n for the number of values. <c>DatatypeDetail</c> locates the values
        /// and the datatype that their lexical forms are compared in.</summary>
        public const int Enumeration = 19;

        /// <summary>As NBitUnsignedInteger, but not all values have a magnitude of 63 bits or fewer. The compact codec refuses it.</summary>
        public const int NBitBigInteger = 20;

        /// <summary>Number of kinds; every kind is smaller.</summary>
        public const int Count = 21;
    }
}
