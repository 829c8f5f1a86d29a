#nullable disable

namespace IotXmpp.Exi.Portable
{
    /// <summary>
    /// Why the compact codec stopped. A header-less EXI stream cannot be resynchronised: after an error of the reader
    /// the connection ends.
    /// </summary>
    public static class CompactExiError
    {
        /// <summary>No error.</summary>
        public const int None = 0;

        // ---- the peer broke the format (reader)

        /// <summary>An event code without a production (EXI 6.2).</summary>
        public const int EventCode = 1;

        /// <summary>A compact identifier beyond its string table partition (EXI 7.3), or a local value hit although local value
        /// partitions are off (EXI Profile 3).</summary>
        public const int CompactIdentifier = 2;

        /// <summary>A character that XML 1.0 does not allow.</summary>
        public const int Character = 3;

        /// <summary>A value outside its datatype: an enumeration index, a month 13, an n-bit integer above its range;
        /// or any of <see cref="DatatypeKind.NBitBigInteger"/>.</summary>
        public const int Value = 4;

        /// <summary>Not an EXI header of version 1, or a cookie that is not <c>$EXI</c>.</summary>
        public const int Header = 5;

        /// <summary>An options document that carries more than a schemaId, or nothing where the options in force are not the defaults.</summary>
        public const int OptionsDocument = 6;

        // ---- a bound given at construction was reached (both)

        /// <summary><see cref="CompactExiOptions.MaxDepth"/>.</summary>
        public const int Depth = 16;

        /// <summary><see cref="CompactExiOptions.MaxStringBytes"/>.</summary>
        public const int StringLength = 17;

        /// <summary><see cref="CompactExiOptions.MaxValues"/> or <see cref="CompactExiOptions.MaxValueBytes"/>.</summary>
        public const int ValueTableFull = 18;

        /// <summary><see cref="CompactExiOptions.MaxNames"/> or <see cref="CompactExiOptions.MaxNameBytes"/>: too many names that
        /// are not in the schema.</summary>
        public const int NameTableFull = 19;

        /// <summary><see cref="CompactExiOptions.MaxBuiltInGrammars"/> or <see cref="CompactExiOptions.MaxBuiltInProductions"/>: an
        /// element without a declaration.</summary>
        public const int BuiltInGrammars = 20;

        /// <summary><see cref="CompactExiOptions.MaxAttributes"/> (writer).</summary>
        public const int Attributes = 21;

        // ---- the caller cannot have this (writer)

        /// <summary>The buffer ends before the body does.</summary>
        public const int BufferFull = 32;

        /// <summary>The schema does not allow the event here, in a strict stream.</summary>
        public const int NotAllowed = 33;

        /// <summary>The value is not of its datatype, in a strict stream.</summary>
        public const int InvalidValue = 34;

        /// <summary>An attribute outside a start tag, a second root, an end without a start, a body not started.</summary>
        public const int Order = 35;

        /// <summary>The same attribute twice.</summary>
        public const int DuplicateAttribute = 36;

        /// <summary>A name handle that <see cref="CompactExiWriter.FindName"/> did not give out.</summary>
        public const int UnknownName = 37;
    }
}
