#nullable disable

namespace IotXmpp.Exi.Portable
{
    /// <summary>EXI header (EXI 5) with the one option that XEP-0322 3.11.1 allows on the wire: schemaId.</summary>
    public sealed partial class CompactExiReader
    {
        private string _schemaId;

        /// <summary>The schemaId of the last header, or null if it had none; "" for built-in types only.</summary>
        public string SchemaId
        {
            get { return _schemaId; }
        }

        /// <summary>
        /// Begins a stream: an EXI header, with or without cookie, and its first body. Gives
        /// <see cref="CompactExiEvent.StartDocument"/> when the header is read, NeedMore, or Error.
        /// </summary>
        public int StartStream(byte[] buffer, int offset, int count)
        {
            Begin();
            _bits.Start(buffer, offset, count);
            _schemaId = null;

            // Distinguishing bits are 10; a cookie's first two bits are 00.
            int first = _bits.Read(2);
            if (first == 0)
            {
                bool cookie = _bits.Read(6) == ExiHeaderBits.CookieStart && _bits.Read(8) == 'E' && _bits.Read(8) == 'X'
                    && _bits.Read(8) == 'I';
                first = cookie ? _bits.Read(2) : 0;
            }

            if (first != ExiHeaderBits.Distinguishing)
                return EndHeader(CompactExiError.Header);
            bool options = _bits.Read(1) != 0;
            if (_bits.Read(5) != ExiHeaderBits.Version1)
                return EndHeader(CompactExiError.Header);
            return EndHeader(options ? ReadOptionsDocument() : CompactExiError.None);
        }

        private int EndHeader(int error)
        {
            if (_bits.Short)
            {
                _error = CompactExiError.None;
                return CompactExiEvent.NeedMore;
            }

            return error == CompactExiError.None ? CompactExiEvent.StartDocument : Fail(error);
        }

        private int ReadOptionsDocument()
        {
            if (_bits.Read(1) != 0)
                return CompactExiError.OptionsDocument;
            int child = _bits.Read(2);

            // A document that states nothing means the default of every option (EXI 5.4), and not what was agreed on elsewhere.
            if (child == ExiHeaderBits.HeaderEnd)
                return _default ? CompactExiError.None : CompactExiError.OptionsDocument;
            if (child != ExiHeaderBits.HeaderCommon || _bits.Read(2) != ExiHeaderBits.CommonSchemaId || _bits.Read(1) != 0)
                return CompactExiError.OptionsDocument;
            int length = _bits.ReadUnsignedInt32();
            if (length < 2)
                return CompactExiError.OptionsDocument;
            length = ReadCharacters(length - 2, 0);
            if (length < 0)
                return _error;
            _schemaId = length == 0 ? "" : System.Text.Encoding.UTF8.GetString(_text, 0, length);
            return _bits.Read(1) == 1 ? CompactExiError.None : CompactExiError.OptionsDocument;
        }
    }
}
