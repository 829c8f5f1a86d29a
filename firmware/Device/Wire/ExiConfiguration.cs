#nullable disable
using IotXmpp.Exi.Portable;

namespace IotXmpp.Device.Wire
{
    /// <summary>
    /// An EXI configuration that board and server agreed on beforehand: the grammars, and the options under an identifier. Both ways in
    /// name it by the identifier only (XEP-0322 2.2.6 and 3.11.1).
    /// </summary>
    internal sealed class ExiConfiguration
    {
        /// <summary>Nesting of elements in a stanza; the deepest of ours have 6.</summary>
        public const int MaxDepth = 10;

        // The longest strings are SCRAM messages in Base64 (with a certificate's SHA-512, 330 bytes) and labels.
        private const int MaxStringBytes = 400;

        // All strings of one received body, of which none longer than 64 characters counts.
        private const int MaxValueBytes = 640;

        /// <summary>Creates a configuration.</summary>
        /// <param name="id">configurationId, without the prefix c:.</param>
        /// <param name="image">Grammars.</param>
        /// <param name="strict">EXI option strict.</param>
        public ExiConfiguration(string id, GrammarImage image, bool strict)
        {
            Id = id;
            Image = image;
            Strict = strict;
        }

        /// <summary>configurationId, without the prefix c:.</summary>
        public string Id { get; private set; }

        /// <summary>Grammars and initial string tables.</summary>
        public GrammarImage Image { get; private set; }

        /// <summary>EXI option strict.</summary>
        public bool Strict { get; private set; }

        /// <summary>
        /// The grammars are those of one type of board, whatever its name and domain: a message has no addressee, which makes it one to the board's own
        /// account (RFC 6120 10.3.1), and the board's own node has the empty id. False for grammars of whole schemas.
        /// </summary>
        public bool IsDeviceType { get; set; }

        /// <summary>schemaId of the EXI header (XEP-0322 3.11.1).</summary>
        public string SchemaId
        {
            get { return "c:" + Id; }
        }

        /// <summary>
        /// The options of XEP-0322 2.4.3 but for strict, and the memory that a reader may take. Features a board has never heard of
        /// may come as elements without declaration: some built-in grammars are allowed for them.
        /// </summary>
        public CompactExiOptions CreateReaderOptions()
        {
            CompactExiOptions options = CreateWriterOptions();
            options.MaxBuiltInGrammars = 8;
            options.MaxBuiltInProductions = 24;
            options.MaxValueBytes = MaxValueBytes;
            options.MaxNames = 12;
            options.MaxNameBytes = 384;
            options.MaxAttributes = 0;
            return options;
        }

        /// <summary>The same for a writer, which says nothing that the schema does not know.</summary>
        public CompactExiOptions CreateWriterOptions()
        {
            CompactExiOptions options = new CompactExiOptions();
            options.Strict = Strict;
            options.MaxDepth = MaxDepth;
            options.MaxStringBytes = MaxStringBytes;
            options.MaxValueBytes = 512;
            options.MaxNames = 2;
            options.MaxNameBytes = 64;
            options.MaxAttributes = 8;
            return options;
        }
    }
}
