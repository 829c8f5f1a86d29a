#nullable disable
using IotXmpp.Exi.Portable;
using IotXmpp.Xmpp.Portable;

namespace IotXmpp.Device.Wire
{
    /// <summary>
    /// Writes each top-level element as one EXI body (XEP-0322 2.3, 3.3), typed values straight to bits, behind what waits in the output.
    /// </summary>
    internal sealed class ExiStanzaWriter : StanzaWriter
    {
        // A stanza of readings takes 18; what was looked up longest ago makes way.
        private const int CachedNames = 24;

        private readonly OutputBuffer _output;
        private readonly ExiConfiguration _configuration;
        private readonly CompactExiWriter _writer;

        // Compared as texts: a literal is the same object each time on a PC, but a new one on a board, where comparing is one native call.
        private readonly string[] _cachedNamespaces = new string[CachedNames];
        private readonly string[] _cachedNames = new string[CachedNames];
        private readonly int[] _cachedNumbers = new int[CachedNames];
        private int _cached;
        private int _nextCached;
        private int _depth;

        /// <summary>Creates a writer; its memory is taken here.</summary>
        public ExiStanzaWriter(OutputBuffer output, ExiConfiguration configuration)
        {
            _output = output;
            _configuration = configuration;
            _writer = new CompactExiWriter(configuration.Image, configuration.CreateWriterOptions());
        }

        /// <summary>A stream begins with cookie and header: the binary binding.</summary>
        public bool WithHeader { get; set; }

        /// <inheritdoc/>
        public override void OpenStream(string to)
        {
            _writer.Reset();
            if (WithHeader)
            {
                _writer.StartStream(_output.Data, _output.Reserve(), true, _configuration.SchemaId);
            }
            else
            {
                _writer.StartBody(_output.Data, _output.Reserve());
            }

            _depth = 1;
            _writer.StartElement(Number(Ns.Exi, "streamStart"));
            Attribute("to", to);
            AttributeScaled("version", 10, 1);
            EndElement();
        }

        /// <inheritdoc/>
        public override void CloseStream()
        {
            StartElement(Ns.Exi, "streamEnd");
            EndElement();
        }

        /// <inheritdoc/>
        public override void StartElement(string ns, string name)
        {
            if (_depth == 0)
            {
                _writer.StartBody(_output.Data, _output.Reserve());
            }

            _depth++;
            _writer.StartElement(Number(ns, name));
        }

        /// <inheritdoc/>
        public override void Attribute(string name, string value)
        {
            _writer.Attribute(Number("", name), value);
        }

        /// <inheritdoc/>
        public override void AttributeInteger(string name, long value)
        {
            _writer.Attribute(Number("", name), value);
        }

        /// <inheritdoc/>
        public override void AttributeBoolean(string name, bool value)
        {
            _writer.Attribute(Number("", name), value);
        }

        /// <inheritdoc/>
        public override void AttributeScaled(string name, long value, int decimals)
        {
            _writer.ScaledAttribute(Number("", name), value, decimals);
        }

        /// <inheritdoc/>
        public override void AttributeDateTime(string name, long utc)
        {
            _writer.TimeAttribute(Number("", name), utc);
        }

        /// <inheritdoc/>
        public override void Text(string value)
        {
            _writer.Text(value);
        }

        /// <inheritdoc/>
        public override void EndElement()
        {
            _writer.EndElement();
            if (--_depth > 0)
            {
                return;
            }

            int length = _writer.EndBody();
            if (length == 0)
            {
                throw new WireException(_writer.ErrorCode == CompactExiError.BufferFull ? WireException.OutputFull : WireException.NotEncodable);
            }

            _output.Commit(length);
        }

        /// <inheritdoc/>
        public override void Abandon()
        {
            _depth = 0;
        }

        private int Number(string ns, string name)
        {
            for (int i = 0; i < _cached; i++)
            {
                if (_cachedNames[i] == name && _cachedNamespaces[i] == ns)
                {
                    return _cachedNumbers[i];
                }
            }

            int number = _writer.FindName(ns, name);
            _cachedNamespaces[_nextCached] = ns;
            _cachedNames[_nextCached] = name;
            _cachedNumbers[_nextCached] = number;
            _nextCached = (_nextCached + 1) % CachedNames;
            _cached += _cached < CachedNames ? 1 : 0;
            return number;
        }
    }
}
