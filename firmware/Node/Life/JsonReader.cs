#nullable disable
using System.Text;

namespace IotXmpp.Node.Life
{
    /// <summary>
    /// Reads a small JSON document (RFC 8259) token by token. Bounded: depth, length of a text and size of the document have limits, and nothing
    /// is built but the texts that are asked for. The official library is 18 KB of code and builds objects by reflection; this is what a settings file needs.
    /// </summary>
    internal sealed class JsonReader
    {
        public const int Error = -1;
        public const int End = 0;
        public const int BeginObject = 1;
        public const int EndObject = 2;
        public const int BeginArray = 3;
        public const int EndArray = 4;
        public const int Name = 5;
        public const int Text = 6;
        public const int Number = 7;
        public const int True = 8;
        public const int False = 9;
        public const int Null = 10;

        /// <summary>Bytes of a document.</summary>
        public const int MaxDocument = 8192;

        /// <summary>Objects and arrays inside of each other.</summary>
        public const int MaxDepth = 8;

        /// <summary>Digits of an integer: fits a long for sure.</summary>
        private const int MaxDigits = 18;

        private readonly byte[] _data;
        private readonly int _end;
        private readonly bool[] _isArray = new bool[MaxDepth];
        private int _position;
        private int _depth;
        private int _textStart;
        private int _textEnd;

        // What may come next: a value, a name, or a comma.
        private bool _afterValue;
        private bool _afterComma;
        private bool _afterName;

        /// <summary>Creates a reader; a byte order mark is passed over.</summary>
        /// <param name="data">UTF-8, from its first byte.</param>
        /// <param name="count">Bytes of it.</param>
        public JsonReader(byte[] data, int count)
        {
            _data = data;
            _end = count;
            if (count >= 3 && data[0] == 0xEF && data[1] == 0xBB && data[2] == 0xBF)
            {
                _position = 3;
            }
        }

        /// <summary>Offset of the next byte: where an error is.</summary>
        public int Position
        {
            get { return _position; }
        }

        /// <summary>Value of a <see cref="Number"/>. Means something if <see cref="IsInteger"/>.</summary>
        public long Integer { get; private set; }

        /// <summary>The number read last has no fraction, no exponent and at most 18 digits.</summary>
        public bool IsInteger { get; private set; }

        /// <summary>The next token, one of the constants. After <see cref="Error"/> there is nothing to read.</summary>
        public int Read()
        {
            int token = _end > MaxDocument ? Error : ReadToken();
            if (token == Error)
            {
                _position = _position < _end ? _position : _end;
            }

            return token;
        }

        /// <summary>Reads on to the end of the value whose first token was read last; false on an error.</summary>
        public bool Skip(int first)
        {
            if (first == Error || first == End)
            {
                return false;
            }

            int open = first == BeginObject || first == BeginArray ? 1 : 0;
            while (open > 0)
            {
                int token = Read();
                if (token == Error || token == End)
                {
                    return false;
                }

                if (token == BeginObject || token == BeginArray)
                {
                    open++;
                }
                else if (token == EndObject || token == EndArray)
                {
                    open--;
                }
            }

            return true;
        }

        /// <summary>True if the <see cref="Name"/> or <see cref="Text"/> read last is this; ASCII without characters that are escaped.</summary>
        public bool Is(string ascii)
        {
            if (_textEnd - _textStart != ascii.Length)
            {
                return false;
            }

            for (int i = 0; i < ascii.Length; i++)
            {
                if (_data[_textStart + i] != ascii[i])
                {
                    return false;
                }
            }

            return true;
        }

        /// <summary>The <see cref="Name"/> or <see cref="Text"/> read last; null if it has more than <paramref name="maxBytes"/> or holds NUL.</summary>
        public string GetText(int maxBytes)
        {
            byte[] text = new byte[_textEnd - _textStart < maxBytes ? _textEnd - _textStart : maxBytes];
            int count = 0;
            int at = _textStart;
            while (at < _textEnd)
            {
                int code = _data[at++];
                if (code == '\\')
                {
                    code = Unescape(ref at);
                    if (code <= 0)
                    {
                        return null;
                    }

                    count = Append(text, count, code);
                }
                else
                {
                    count = count < text.Length ? Put(text, count, code) : -1;
                }

                if (count < 0)
                {
                    return null;
                }
            }

            return Encoding.UTF8.GetString(text, 0, count);
        }

        private int ReadToken()
        {
            SkipSpace();
            if (_position == _end)
            {
                return _depth == 0 && _afterValue ? End : Error;
            }

            byte next = _data[_position];
            if (_depth == 0 && _afterValue)
            {
                return Error;
            }

            if (_depth > 0 && !_afterName)
            {
                if (!_afterComma && next == (_isArray[_depth - 1] ? ']' : '}'))
                {
                    _position++;
                    _depth--;
                    _afterValue = true;
                    return _isArray[_depth] ? EndArray : EndObject;
                }

                if (_afterValue)
                {
                    if (next != ',')
                    {
                        return Error;
                    }

                    _position++;
                    _afterValue = false;
                    _afterComma = true;
                    return ReadToken();
                }

                if (!_isArray[_depth - 1])
                {
                    return ReadName(next);
                }
            }

            return ReadValue(next);
        }

        private int ReadName(byte next)
        {
            if (next != '"' || !ReadText())
            {
                return Error;
            }

            SkipSpace();
            if (_position == _end || _data[_position] != ':')
            {
                return Error;
            }

            _position++;
            _afterComma = false;
            _afterName = true;
            return Name;
        }

        private int ReadValue(byte next)
        {
            _afterName = false;
            _afterComma = false;
            if (next == '{' || next == '[')
            {
                if (_depth == MaxDepth)
                {
                    return Error;
                }

                _position++;
                _isArray[_depth++] = next == '[';
                _afterValue = false;
                return next == '{' ? BeginObject : BeginArray;
            }

            _afterValue = true;
            switch (next)
            {
                case (byte)'"':
                    return ReadText() ? Text : Error;
                case (byte)'t':
                    return ReadWord("true") ? True : Error;
                case (byte)'f':
                    return ReadWord("false") ? False : Error;
                case (byte)'n':
                    return ReadWord("null") ? Null : Error;
                default:
                    return ReadNumber() ? Number : Error;
            }
        }

        private bool ReadText()
        {
            _textStart = ++_position;
            while (_position < _end && _data[_position] != '"')
            {
                if (_data[_position] < 0x20)
                {
                    return false;
                }

                _position += _data[_position] == '\\' ? 2 : 1;
            }

            if (_position >= _end)
            {
                return false;
            }

            _textEnd = _position++;
            return true;
        }

        private bool ReadWord(string word)
        {
            for (int i = 0; i < word.Length; i++)
            {
                if (_position == _end || _data[_position] != word[i])
                {
                    return false;
                }

                _position++;
            }

            return true;
        }

        private bool ReadNumber()
        {
            bool negative = _data[_position] == '-';
            if (negative)
            {
                _position++;
            }

            int digits = 0;
            long value = 0;
            while (_position < _end && IsDigit(_data[_position]))
            {
                if (digits < MaxDigits)
                {
                    value = (value * 10) + (_data[_position] - '0');
                }

                digits++;
                _position++;
            }

            bool whole = true;
            while (_position < _end && (IsDigit(_data[_position]) || _data[_position] == '.' || _data[_position] == 'e' || _data[_position] == 'E'
                || _data[_position] == '+' || _data[_position] == '-'))
            {
                whole = false;
                _position++;
            }

            IsInteger = whole && digits <= MaxDigits;
            Integer = negative ? -value : value;
            return digits > 0;
        }

        private int Unescape(ref int at)
        {
            if (at >= _textEnd)
            {
                return -1;
            }

            switch (_data[at++])
            {
                case (byte)'"': return '"';
                case (byte)'\\': return '\\';
                case (byte)'/': return '/';
                case (byte)'b': return '\b';
                case (byte)'f': return '\f';
                case (byte)'n': return '\n';
                case (byte)'r': return '\r';
                case (byte)'t': return '\t';
                case (byte)'u': return UnescapeCode(ref at);
                default: return -1;
            }
        }

        private int UnescapeCode(ref int at)
        {
            int code = Hex(ref at);
            if (code < 0xD800 || code > 0xDFFF)
            {
                return code;
            }

            // A pair of surrogates is one character of UTF-8 (RFC 8259 7).
            if (code > 0xDBFF || at + 1 >= _textEnd || _data[at] != '\\' || _data[at + 1] != 'u')
            {
                return -1;
            }

            at += 2;
            int low = Hex(ref at);
            return low < 0xDC00 || low > 0xDFFF ? -1 : 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
        }

        private int Hex(ref int at)
        {
            int value = 0;
            for (int i = 0; i < 4; i++)
            {
                int digit = at < _textEnd ? _data[at++] : -1;
                if (digit >= '0' && digit <= '9')
                {
                    digit -= '0';
                }
                else if ((digit | 0x20) >= 'a' && (digit | 0x20) <= 'f')
                {
                    digit = (digit | 0x20) - 'a' + 10;
                }
                else
                {
                    return -1;
                }

                value = (value << 4) | digit;
            }

            return value;
        }

        private static int Append(byte[] text, int count, int code)
        {
            int bytes = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
            if (count + bytes > text.Length)
            {
                return -1;
            }

            if (bytes == 1)
            {
                return Put(text, count, code);
            }

            count = Put(text, count, bytes == 2 ? 0xC0 | (code >> 6) : bytes == 3 ? 0xE0 | (code >> 12) : 0xF0 | (code >> 18));
            for (int rest = bytes - 2; rest >= 0; rest--)
            {
                count = Put(text, count, 0x80 | ((code >> (6 * rest)) & 0x3F));
            }

            return count;
        }

        private static int Put(byte[] text, int count, int value)
        {
            text[count] = (byte)value;
            return count + 1;
        }

        private void SkipSpace()
        {
            while (_position < _end && (_data[_position] == ' ' || _data[_position] == '\n' || _data[_position] == '\r' || _data[_position] == '\t'))
            {
                _position++;
            }
        }

        private static bool IsDigit(byte value)
        {
            return value >= '0' && value <= '9';
        }
    }
}
