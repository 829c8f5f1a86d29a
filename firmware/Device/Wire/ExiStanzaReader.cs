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
        // The largest are the features, half of it with all that our server offers.
        private const int MaxBody = 1024;
        private const int MaxDepth = ExiConfiguration.MaxDepth;
        private const int MaxUris = 32;
        private const int NoNamespace = -2;
        private const int NotLookedUp = -3;

        private readonly ExiConfiguration _configuration;
        private readonly CompactExiReader _reader;
        private readonly StanzaTape _tape;
        private readonly byte[] _input = new byte[MaxBody];
        private readonly int[] _open = new int[MaxDepth];

        // The tape's index of each namespace of the schema, looked up once.
        private readonly sbyte[] _namespaces = new sbyte[MaxUris];
        private int _start;
        private int _end;
        private bool _expectHeader;

        /// <summary>Creates a reader; its memory is taken here.</summary>
        public ExiStanzaReader(StanzaTape tape, ExiConfiguration configuration)
        {
            _tape = tape;
            _configuration = configuration;
            _reader = new CompactExiReader(configuration.Image, configuration.CreateReaderOptions());
            for (int i = 0; i < MaxUris; i++)
            {
                _namespaces[i] = NotLookedUp;
            }
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
            int ns = FindNamespace(_reader.Name);
            int start = _tape.Used;
            return _tape.AddElement(parent, ns, start, AddLocalName());
        }

        private void AddAttribute(int element)
        {
            if (FindNamespace(_reader.Name) != NoNamespace)
            {
                return; // xml:lang and the like: nothing a board asks for
            }

            int nameStart = _tape.Used;
            int nameLength = AddLocalName();
            int start = AddValue();
            _tape.AddAttribute(element, nameStart, nameLength, start, _tape.Used - start);
        }

        private int AddLocalName()
        {
            return Added(_reader.CopyLocalName(_reader.Name, _tape.Bytes, _tape.Used));
        }

        private int AddValue()
        {
            int start = _tape.Used;
            Added(_reader.CopyValue(_tape.Bytes, start));
            return start;
        }

        private int Added(int length)
        {
            if (length < 0)
            {
                throw new WireException(WireException.TooLarge);
            }

            _tape.Skip(length);
            return length;
        }

        private int FindNamespace(int name)
        {
            // Names above the schema's belong to this body only, and so may their namespaces.
            int uri = _reader.GetUriIndex(name);
            bool lasting = name < _configuration.Image.QNameCount && uri < MaxUris;
            if (lasting && _namespaces[uri] != NotLookedUp)
            {
                return _namespaces[uri];
            }

            // The bytes behind the tape's are free to look at.
            int length = _reader.CopyUri(name, _tape.Bytes, _tape.Used);
            if (length < 0)
            {
                throw new WireException(WireException.TooLarge);
            }

            int ns = length == 0 ? NoNamespace : StanzaTape.FindNamespace(_tape.Bytes, _tape.Used, length);
            if (lasting)
            {
                _namespaces[uri] = (sbyte)ns;
            }

            return ns;
        }
    }
}
