#nullable disable

namespace IotXmpp.Device.Wire
{
    /// <summary>
    /// Reads an XML stream byte by byte (RFC 6120 11): no DTD, comment, processing instruction or CDATA section, entities are the
    /// five predefined ones and character references. It keeps its place between any two bytes.
    /// </summary>
    internal sealed class XmlStanzaReader : StanzaReader
    {
        private const int MaxDepth = 12;
        private const int MaxDeclarations = 16;
        private const int MaxPrefix = 16;

        private const int Content = 0;
        private const int Markup = 1;
        private const int StartName = 2;
        private const int InTag = 3;
        private const int AttributeName = 4;
        private const int AfterAttributeName = 5;
        private const int BeforeValue = 6;
        private const int Value = 7;
        private const int EmptyTag = 8;
        private const int EndName = 9;
        private const int AfterEndName = 10;
        private const int Declaration = 11;
        private const int DeclarationEnd = 12;
        private const int Entity = 13;

        private readonly StanzaTape _tape;
        private readonly int[] _elements = new int[MaxDepth];
        private readonly int[] _rawOffsets = new int[MaxDepth];
        private readonly int[] _rawLengths = new int[MaxDepth];

        // Namespace declarations in scope: prefix bytes, the namespace's index, and the depth that declared it.
        private readonly byte[] _prefixes = new byte[MaxDeclarations * MaxPrefix];
        private readonly int[] _prefixLengths = new int[MaxDeclarations];
        private readonly int[] _declared = new int[MaxDeclarations];
        private readonly int[] _declaredAt = new int[MaxDeclarations];
        private readonly byte[] _entity = new byte[8];
        private int _declarations;
        private int _depth;
        private int _state;
        private int _afterEntity;
        private int _entityLength;
        private int _nameStart;
        private int _nameLength;
        private int _valueStart;
        private int _textStart;
        private int _quote;
        private bool _started;
        private bool _tagSpace;

        /// <summary>Creates a reader that fills a tape.</summary>
        public XmlStanzaReader(StanzaTape tape)
        {
            _tape = tape;
        }

        /// <inheritdoc/>
        public override void Reset()
        {
            _declarations = 0;
            _depth = 0;
            _state = Content;
            _started = false;
            _tape.Clear();
        }

        /// <inheritdoc/>
        public override void Restart()
        {
            Reset();
        }

        /// <inheritdoc/>
        public override int Read(byte[] data, ref int offset, int end)
        {
            while (offset < end)
            {
                int result = Take(data[offset++]);
                if (result != NeedMore)
                {
                    return result;
                }
            }

            return NeedMore;
        }

        private int Take(int c)
        {
            if (c < 0x20 && c != '\n' && c != '\r' && c != '\t')
            {
                throw new WireException(WireException.NotWellFormed);
            }

            switch (_state)
            {
                case Content:
                    TakeContent(c);
                    return NeedMore;
                case Markup:
                    TakeMarkup(c);
                    return NeedMore;
                case StartName:
                    return TakeStartName(c);
                case InTag:
                    return TakeInTag(c);
                case AttributeName:
                case AfterAttributeName:
                case BeforeValue:
                case Value:
                    TakeAttribute(c);
                    return NeedMore;
                case EmptyTag:
                    Require(c == '>');
                    int opened = EndOfStartTag();
                    // An empty stream element opens and closes at once; nobody sends it, and the end follows as a closed connection.
                    return opened != NeedMore ? opened : EndElement();
                case EndName:
                case AfterEndName:
                    return TakeEndTag(c);
                case Declaration:
                    _state = c == '?' ? DeclarationEnd : Declaration;
                    return NeedMore;
                case DeclarationEnd:
                    Require(c == '>');
                    _state = Content;
                    return NeedMore;
                default:
                    TakeEntity(c);
                    return NeedMore;
            }
        }

        private void TakeContent(int c)
        {
            if (c == '<')
            {
                FlushText();
                _state = Markup;
            }
            else if (_depth < 2)
            {
                // Between stanzas only white space may stand: it keeps connections alive (RFC 6120 4.6.1).
                Require(IsSpace(c));
            }
            else if (c == '&')
            {
                BeginEntity();
            }
            else
            {
                _tape.Append(c);
            }
        }

        private void TakeMarkup(int c)
        {
            if (c == '/')
            {
                Require(_depth > 0);
                _nameStart = _tape.Used;
                _state = EndName;
            }
            else if (c == '?')
            {
                Require(!_started && _depth == 0);
                _state = Declaration;
            }
            else
            {
                Require(c != '!' && !IsSpace(c) && c != '>');
                if (_depth <= 1)
                {
                    _tape.Clear();
                }

                _started = true;
                _nameStart = _tape.Used;
                _tape.Append(c);
                _state = StartName;
            }
        }

        private int TakeStartName(int c)
        {
            if (!IsSpace(c) && c != '/' && c != '>')
            {
                Require(c != '<' && c != '=' && c != '&');
                _tape.Append(c);
                return NeedMore;
            }

            if (_depth == MaxDepth)
            {
                throw new WireException(WireException.TooLarge);
            }

            int parent = _depth <= 1 ? StanzaTape.None : _elements[_depth - 1];
            _rawOffsets[_depth] = _nameStart;
            _rawLengths[_depth] = _tape.Used - _nameStart;
            _elements[_depth] = _tape.AddElement(parent, StanzaTape.UnknownNamespace, _nameStart, _tape.Used - _nameStart);
            _depth++;
            return TakeInTag(c);
        }

        private int TakeInTag(int c)
        {
            if (c == '>')
            {
                return EndOfStartTag();
            }

            if (c == '/')
            {
                _state = EmptyTag;
            }
            else if (IsSpace(c))
            {
                _tagSpace = true;
                _state = InTag;
            }
            else
            {
                Require(_tagSpace && c != '<' && c != '=' && c != '&');
                _nameStart = _tape.Used;
                _tape.Append(c);
                _state = AttributeName;
            }

            return NeedMore;
        }

        private void TakeAttribute(int c)
        {
            if (_state == AttributeName)
            {
                if (c == '=' || IsSpace(c))
                {
                    _nameLength = _tape.Used - _nameStart;
                    _state = c == '=' ? BeforeValue : AfterAttributeName;
                    return;
                }

                Require(c != '<' && c != '>' && c != '&' && c != '/');
                _tape.Append(c);
            }
            else if (_state == AfterAttributeName)
            {
                Require(c == '=' || IsSpace(c));
                _state = c == '=' ? BeforeValue : AfterAttributeName;
            }
            else if (_state == BeforeValue)
            {
                Require(c == '"' || c == '\'' || IsSpace(c));
                if (!IsSpace(c))
                {
                    _quote = c;
                    _valueStart = _tape.Used;
                    _state = Value;
                }
            }
            else if (c == _quote)
            {
                EndAttribute();
            }
            else if (c == '&')
            {
                BeginEntity();
            }
            else
            {
                Require(c != '<');
                _tape.Append(IsSpace(c) ? ' ' : c);
            }
        }

        private void EndAttribute()
        {
            byte[] bytes = _tape.Bytes;
            int length = _tape.Used - _valueStart;
            if (Ordinal.Equals(bytes, _nameStart, _nameLength, "xmlns"))
            {
                Declare(_nameStart, 0, length);
            }
            else if (_nameLength > 6 && Ordinal.Equals(bytes, _nameStart, 6, "xmlns:"))
            {
                Declare(_nameStart + 6, _nameLength - 6, length);
            }
            else
            {
                // A prefixed attribute (xml:lang) keeps its prefix in the name and so matches nothing we ask for.
                _tape.AddAttribute(_elements[_depth - 1], _nameStart, _nameLength, _valueStart, length);
            }

            _tagSpace = false;
            _state = InTag;
        }

        private void Declare(int prefixOffset, int prefixLength, int valueLength)
        {
            if (_declarations == MaxDeclarations || prefixLength > MaxPrefix)
            {
                throw new WireException(WireException.TooLarge);
            }

            for (int i = 0; i < prefixLength; i++)
            {
                _prefixes[_declarations * MaxPrefix + i] = _tape.Bytes[prefixOffset + i];
            }

            _prefixLengths[_declarations] = prefixLength;
            _declared[_declarations] = StanzaTape.FindNamespace(_tape.Bytes, _valueStart, valueLength);
            _declaredAt[_declarations] = _depth;
            _declarations++;
        }

        private int EndOfStartTag()
        {
            int element = _elements[_depth - 1];
            int start = _rawOffsets[_depth - 1];
            int length = _rawLengths[_depth - 1];
            int colon = 0;
            while (colon < length && _tape.Bytes[start + colon] != ':')
            {
                colon++;
            }

            bool prefixed = colon < length;
            int ns = FindPrefix(start, prefixed ? colon : 0);
            int skip = prefixed ? colon + 1 : 0;
            _tape.Resolve(element, ns, start + skip, length - skip);
            _tagSpace = false;
            _textStart = _tape.Used;
            bool empty = _state == EmptyTag;
            _state = Content;
            return _depth == 1 && !empty ? StreamOpened : NeedMore;
        }

        private int FindPrefix(int offset, int length)
        {
            for (int i = _declarations - 1; i >= 0; i--)
            {
                bool same = _prefixLengths[i] == length;
                for (int k = 0; same && k < length; k++)
                {
                    same = _prefixes[i * MaxPrefix + k] == _tape.Bytes[offset + k];
                }

                if (same)
                {
                    return _declared[i];
                }
            }

            Require(length == 0);
            return StanzaTape.UnknownNamespace;
        }

        private int TakeEndTag(int c)
        {
            if (c == '>')
            {
                int length = (_state == EndName ? _tape.Used - _nameStart : _nameLength);
                if (_depth > 1)
                {
                    // Within a stanza the names must agree; the stream's own name is no longer on the tape.
                    bool same = length == _rawLengths[_depth - 1];
                    for (int i = 0; same && i < length; i++)
                    {
                        same = _tape.Bytes[_nameStart + i] == _tape.Bytes[_rawOffsets[_depth - 1] + i];
                    }

                    Require(same);
                }

                return EndElement();
            }

            if (_state == AfterEndName || IsSpace(c))
            {
                Require(IsSpace(c));
                if (_state == EndName)
                {
                    _nameLength = _tape.Used - _nameStart;
                    _state = AfterEndName;
                }

                return NeedMore;
            }

            _tape.Append(c);
            return NeedMore;
        }

        private int EndElement()
        {
            while (_declarations > 0 && _declaredAt[_declarations - 1] == _depth)
            {
                _declarations--;
            }

            _depth--;
            _state = Content;
            _textStart = _tape.Used;
            return _depth == 0 ? StreamClosed : _depth == 1 ? Stanza : NeedMore;
        }

        private void FlushText()
        {
            if (_depth >= 2 && _tape.Used > _textStart)
            {
                _tape.AddText(_elements[_depth - 1], _textStart, _tape.Used - _textStart);
            }
        }

        private void BeginEntity()
        {
            _afterEntity = _state;
            _entityLength = 0;
            _state = Entity;
        }

        private void TakeEntity(int c)
        {
            if (c != ';')
            {
                Require(_entityLength < _entity.Length);
                _entity[_entityLength++] = (byte)c;
                return;
            }

            _state = _afterEntity;
            if (_entityLength > 1 && _entity[0] == '#')
            {
                AppendCodePoint(CharacterReference());
            }
            else
            {
                int value = Ordinal.Equals(_entity, 0, _entityLength, "lt") ? '<'
                    : Ordinal.Equals(_entity, 0, _entityLength, "gt") ? '>'
                    : Ordinal.Equals(_entity, 0, _entityLength, "amp") ? '&'
                    : Ordinal.Equals(_entity, 0, _entityLength, "apos") ? '\''
                    : Ordinal.Equals(_entity, 0, _entityLength, "quot") ? '"'
                    : -1;
                Require(value >= 0);
                _tape.Append(value);
            }
        }

        private int CharacterReference()
        {
            bool hex = _entity[1] == 'x';
            int value = 0;
            Require(_entityLength > (hex ? 2 : 1));
            for (int i = hex ? 2 : 1; i < _entityLength; i++)
            {
                int c = _entity[i];
                int digit = c >= '0' && c <= '9' ? c - '0'
                    : hex && c >= 'a' && c <= 'f' ? c - 'a' + 10
                    : hex && c >= 'A' && c <= 'F' ? c - 'A' + 10
                    : -1;
                Require(digit >= 0);
                value = value * (hex ? 16 : 10) + digit;
            }

            Require(value <= 0x10FFFF && (value >= 0x20 || value == '\n' || value == '\r' || value == '\t') && !(value >= 0xD800 && value < 0xE000));
            return value;
        }

        private void AppendCodePoint(int c)
        {
            if (c >= 0x10000)
            {
                _tape.Append(0xF0 | (c >> 18));
                _tape.Append(0x80 | ((c >> 12) & 0x3F));
                _tape.Append(0x80 | ((c >> 6) & 0x3F));
                _tape.Append(0x80 | (c & 0x3F));
            }
            else if (c >= 0x800)
            {
                _tape.Append(0xE0 | (c >> 12));
                _tape.Append(0x80 | ((c >> 6) & 0x3F));
                _tape.Append(0x80 | (c & 0x3F));
            }
            else if (c >= 0x80)
            {
                _tape.Append(0xC0 | (c >> 6));
                _tape.Append(0x80 | (c & 0x3F));
            }
            else
            {
                _tape.Append(c);
            }
        }

        private static bool IsSpace(int c)
        {
            return c == ' ' || c == '\n' || c == '\r' || c == '\t';
        }

        private static void Require(bool condition)
        {
            if (!condition)
            {
                throw new WireException(WireException.NotWellFormed);
            }
        }
    }
}
