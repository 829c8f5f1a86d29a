#nullable disable
using IotXmpp.Exi.Portable;
using IotXmpp.Xmpp.Portable;

namespace IotXmpp.Device.Wire
{
    /// <summary>Writes each top-level element as one EXI body (XEP-0322 2.3, 3.3), typed values straight to bits.</summary>
    internal sealed class ExiStanzaWriter : StanzaWriter
    {
        private const int MaxBody = 2048;
        private const int CachedNames = 96;

        private readonly OutputBuffer _output;
        private readonly ExiConfiguration _configuration;
        private readonly CompactExiWriter _writer;
        private readonly byte[] _body = new byte[MaxBody];

        // Names the program writes are literals, so the same object each time: found by reference.
        private readonly string[] _cachedNamespaces = new string[CachedNames];
        private readonly string[] _cachedNames = new string[CachedNames];
        private readonly int[] _cachedNumbers = new int[CachedNames];
        private int _cached;
        private int _depth;

        /// <summary>Creates a writer; its memory is taken here.</summary>
        public ExiStanzaWriter(OutputBuffer output, ExiConfiguration configuration)
        {
            _output = output;
            _configuration = configuration;
            _writer = new CompactExiWriter(configuration.Image, configuration.CreateOptions());
        }

        /// <summary>A stream begins with cookie and header: the binary binding.</summary>
        public bool WithHeader { get; set; }

        /// <inheritdoc/>
        public override void OpenStream(string to)
        {
            _writer.Reset();
            if (WithHeader)
            {
                _writer.StartStream(_body, 0, true, _configuration.SchemaId);
            }
            else
            {
                _writer.StartBody(_body, 0);
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
                _writer.StartBody(_body, 0);
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

            _output.Append(_body, 0, length);
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
                if ((object)_cachedNames[i] == (object)name && (object)_cachedNamespaces[i] == (object)ns)
                {
                    return _cachedNumbers[i];
                }
            }

            int number = _writer.FindName(ns, name);
            if (_cached < CachedNames)
            {
                _cachedNamespaces[_cached] = ns;
                _cachedNames[_cached] = name;
                _cachedNumbers[_cached++] = number;
            }

            return number;
        }
    }
}
