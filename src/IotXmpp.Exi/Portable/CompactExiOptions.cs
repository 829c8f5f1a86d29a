#nullable disable

namespace IotXmpp.Exi.Portable
{
    /// <summary>
    /// EXI options of the compact codec, and the memory it may take. Alignment is bit-packed, nothing is preserved, the body is
    /// a document. The defaults are those of the binary binding (XEP-0322 2.4.3). Read once, when a reader or
    /// writer is made.
    /// </summary>
    public sealed class CompactExiOptions
    {
        /// <summary>For <see cref="ValueMaxLength"/> and <see cref="ValuePartitionCapacity"/>.</summary>
        public const int Unbounded = -1;

        /// <summary>EXI option strict (EXI 5.4). Default true.</summary>
        public bool Strict = true;

        /// <summary>EXI option valueMaxLength, in characters, or <see cref="Unbounded"/>. Default 64.</summary>
        public int ValueMaxLength = 64;

        /// <summary>EXI option valuePartitionCapacity, or <see cref="Unbounded"/>. Default 64.</summary>
        public int ValuePartitionCapacity = 64;

        /// <summary>EXI Profile parameter localValuePartitions. Default false.</summary>
        public bool LocalValuePartitions;

        /// <summary>XEP-0322 sessionWideBuffers: value partitions last until <c>Reset</c>; names and learned grammars still begin
        /// anew with each body. Doubles the memory of the value table, for roll-back. Default false.</summary>
        public bool SessionWideBuffers;

        /// <summary>Built-in element grammars that may exist in one body (elements without a declaration). Default 0: such an
        /// element is refused with <see cref="CompactExiError.BuiltInGrammars"/>.</summary>
        public int MaxBuiltInGrammars;

        /// <summary>Productions that all built-in grammars together may learn in one body. Default 0.</summary>
        public int MaxBuiltInProductions;

        /// <summary>Deepest nesting of elements. Default 16; 8 bytes each.</summary>
        public int MaxDepth = 16;

        /// <summary>Longest string, binary or list value in UTF-8 bytes. Default 512; allocated once.</summary>
        public int MaxStringBytes = 512;

        /// <summary>Entries of the value table, 0..65534. Default 64. A smaller <see cref="ValuePartitionCapacity"/> counts
        /// instead; about 10 bytes each.</summary>
        public int MaxValues = 64;

        /// <summary>Bytes of all strings in the value table, 0..65535. Default 1024; allocated once.</summary>
        public int MaxValueBytes = 1024;

        /// <summary>Names (and as many namespaces) outside the schema in one body, or in a writer's life. Default 8; about 12
        /// bytes each.</summary>
        public int MaxNames = 8;

        /// <summary>Bytes of the strings of those names. Default 256.</summary>
        public int MaxNameBytes = 256;

        /// <summary>Attributes of one element that a writer can hold until it knows their order. Default 16; 25 bytes each.</summary>
        public int MaxAttributes = 16;
    }
}
