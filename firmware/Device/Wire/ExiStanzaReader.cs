#nullable disable
using System;
using IotXmpp.Exi.Portable;
using IotXmpp.Xmpp.Portable;

namespace IotXmpp.Device.Wire
{
    /// <summary>
    /// Reads EXI bodies. Nothing in the bytes says how long a body is, so what has arrived is kept until a body can be decoded to
    /// its end; a body never takes more than the buffer.
    /// </summary>
    internal sealed class ExiStanzaReader : StanzaReader
    {
        private const int MaxBody = 4096;
        private const int MaxDepth = 16;
        private const int CachedNames = 96;
        private const int NoNamespace = -2;

        private readonly ExiConfiguration _configuration;
        private readonly CompactExiReader _reader;
        private readonly StanzaTape _tape;
        private readonly byte[] _input = new byte[MaxBody];
        private readonly int[] _open = new int[MaxDepth];

        // Names of the schema as text, found once: an acknowledgement must not cost strings.
        private readonly int[] _cachedNumbers = new int[CachedNames];
        private readonly string[] _cachedNames = new string[CachedNames];
        private readonly int[] _cachedNamespaces = new int[CachedNames];
        private int _cached;
        private int _start;
        private int _end;
        private bool _expectHeader;

        /// <summary>Creates a reader; its memory is taken here.</summary>
        public ExiStanzaReader(StanzaTape tape, ExiConfiguration configuration)
        {
            _tape = tape;
            _configuration = configuration;
            _reader = new CompactExiReader(configuration.Image, configuration.CreateOptions());
        }

        /// <summary>A stream begins with a header that names our configuration: the binary binding.</summary>
        public bool WithHeader { get; set; }

        /// <inheritdoc/>
        public override void Reset()
        {
            _start = 0;
            _end = 0;
            Restart();
        }

        /// <inheritdoc/>
        public override void Restart()
        {
            _reader.Reset();
            _expectHeader = WithHeader;
        }

        /// <inheritdoc/>
        public override int Read(byte[] data, ref int offset, int end)
        {
            while (true)
            {
                int result = _end > _start ? Decode() : NeedMore;
                if (result != NeedMore || offset == end)
                {
                    return result;
                }

                Array.Copy(_input, _start, _input, 0, _end - _start);
                _end -= _start;
                _start = 0;
                int part = end - offset;
                if (part > _input.Length - _end)
                {
                    part = _input.Length - _end;
                }

                if (part == 0)
                {
                    throw new WireException(WireException.TooLarge);
                }

                Array.Copy(data, offset, _input, _end, part);
                _end += part;
                offset += part;
            }
        }

        private int Decode()
        {
            if (_expectHeader)
            {
                int header = _reader.StartStream(_input, _start, _end - _start);
                if (header == CompactExiEvent.NeedMore)
                {
                    return NeedMore;
                }

                // Another header, or XML from a server that knows no EXI: either way not what we asked for (XEP-0322 3.11.1).
                if (header == CompactExiEvent.Error || _reader.SchemaId != _configuration.SchemaId)
                {
                    throw new WireException(WireException.OtherConfiguration);
                }
            }
            else
            {
                _reader.Start(_input, _start, _end - _start);
            }

            if (!FillTape())
            {
                return NeedMore;
            }

            _expectHeader = false;
            _start += _reader.Consumed;
            return _tape.Is(0, Ns.Exi, "streamStart") ? StreamOpened
                : _tape.Is(0, Ns.Exi, "streamEnd") ? StreamClosed
                : Stanza;
        }

        private bool FillTape()
        {
            _tape.Clear();
            int depth = 0;
            while (true)
            {
                switch (_reader.Read())
                {
                    case CompactExiEvent.StartElement:
                        if (depth == MaxDepth)
                        {
                            throw new WireException(WireException.TooLarge);
                        }

                        _open[depth] = AddElement(depth == 0 ? StanzaTape.None : _open[depth - 1]);
                        depth++;
                        break;
                    case CompactExiEvent.Attribute:
                        AddAttribute(_open[depth - 1]);
                        break;
                    case CompactExiEvent.Characters:
                        int start = AddValue();
                        _tape.AddText(_open[depth - 1], start, _tape.Used - start);
                        break;
                    case CompactExiEvent.EndElement:
                        depth--;
                        break;
                    case CompactExiEvent.EndDocument:
                        return true;
                    case CompactExiEvent.NeedMore:
                        return false;
                    default:
                        throw new WireException(WireException.BadExi);
                }
            }
        }

        private int AddElement(int parent)
        {
            string name;
            int ns = FindName(_reader.Name, out name);
            int start = _tape.Used;
            _tape.Append(name);
            return _tape.AddElement(parent, ns, start, _tape.Used - start);
        }

        private void AddAttribute(int element)
        {
            string name;
            if (FindName(_reader.Name, out name) != NoNamespace)
            {
                return; // xml:lang and the like: nothing a board asks for
            }

            int nameStart = _tape.Used;
            _tape.Append(name);
            int nameLength = _tape.Used - nameStart;
            int start = AddValue();
            _tape.AddAttribute(element, nameStart, nameLength, start, _tape.Used - start);
        }

        private int AddValue()
        {
            int start = _tape.Used;
            int length = _reader.CopyValue(_tape.Bytes, start);
            if (length < 0)
            {
                throw new WireException(WireException.TooLarge);
            }

            _tape.Skip(length);
            return start;
        }

        private int FindName(int number, out string name)
        {
            for (int i = 0; i < _cached; i++)
            {
                if (_cachedNumbers[i] == number)
                {
                    name = _cachedNames[i];
                    return _cachedNamespaces[i];
                }
            }

            name = _reader.GetLocalName(number);
            string uri = _reader.GetUri(number);
            int ns = uri.Length == 0 ? NoNamespace : StanzaTape.FindNamespace(uri);

            // Numbers above the schema's belong to this body only.
            if (number < _configuration.Image.QNameCount && _cached < CachedNames)
            {
                _cachedNumbers[_cached] = number;
                _cachedNames[_cached] = name;
                _cachedNamespaces[_cached++] = ns;
            }

            return ns;
        }
    }
}
