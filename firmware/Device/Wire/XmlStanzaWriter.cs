#nullable disable
using IotXmpp.Xmpp.Portable;

namespace IotXmpp.Device.Wire
{
    /// <summary>Writes stanzas as XML (RFC 6120) straight into the output buffer.</summary>
    internal sealed class XmlStanzaWriter : StanzaWriter
    {
        private const int MaxDepth = 12;

        private readonly OutputBuffer _output;
        private readonly string[] _names = new string[MaxDepth];
        private readonly string[] _namespaces = new string[MaxDepth];
        private readonly byte[] _number = new byte[WireText.MaxLength];
        private int _depth;
        private bool _tagOpen;
        private int _mark;

        /// <summary>Creates a writer.</summary>
        public XmlStanzaWriter(OutputBuffer output)
        {
            _output = output;
        }

        /// <inheritdoc/>
        public override void OpenStream(string to)
        {
            _depth = 0;
            _tagOpen = false;
            _output.AppendAscii("<?xml version='1.0'?><stream:stream xmlns='" + Ns.Client + "' xmlns:stream='" + Ns.Streams + "' to='");
            Escaped(to);
            _output.AppendAscii("' version='1.0' xml:lang='en'>");
        }

        /// <inheritdoc/>
        public override void CloseStream()
        {
            _output.AppendAscii("</stream:stream>");
        }

        /// <inheritdoc/>
        public override void StartElement(string ns, string name)
        {
            if (_depth == 0)
            {
                _mark = _output.Mark();
            }

            CloseTag();
            _output.Append((byte)'<');
            _output.AppendAscii(name);
            string outer = _depth == 0 ? Ns.Client : _namespaces[_depth - 1];
            if (ns != outer)
            {
                _output.AppendAscii(" xmlns='");
                _output.AppendAscii(ns);
                _output.Append((byte)'\'');
            }

            _names[_depth] = name;
            _namespaces[_depth] = ns;
            _depth++;
            _tagOpen = true;
        }

        /// <inheritdoc/>
        public override void Attribute(string name, string value)
        {
            Name(name);
            Escaped(value);
            _output.Append((byte)'\'');
        }

        /// <inheritdoc/>
        public override void AttributeInteger(string name, long value)
        {
            AttributeScaled(name, value, 0);
        }

        /// <inheritdoc/>
        public override void AttributeBoolean(string name, bool value)
        {
            Attribute(name, value ? "true" : "false");
        }

        /// <inheritdoc/>
        public override void AttributeScaled(string name, long value, int decimals)
        {
            Name(name);
            _output.Append(_number, 0, WireText.FormatScaled(_number, value, decimals));
            _output.Append((byte)'\'');
        }

        /// <inheritdoc/>
        public override void AttributeDateTime(string name, long utc)
        {
            Name(name);
            _output.Append(_number, 0, WireText.FormatDateTime(_number, utc));
            _output.Append((byte)'\'');
        }

        /// <inheritdoc/>
        public override void Text(string value)
        {
            CloseTag();
            Escaped(value);
        }

        /// <inheritdoc/>
        public override void EndElement()
        {
            _depth--;
            if (_tagOpen)
            {
                _output.AppendAscii("/>");
                _tagOpen = false;
                return;
            }

            _output.AppendAscii("</");
            _output.AppendAscii(_names[_depth]);
            _output.Append((byte)'>');
        }

        /// <inheritdoc/>
        public override void Abandon()
        {
            if (_depth > 0)
            {
                _depth = 0;
                _tagOpen = false;
                _output.Rollback(_mark);
            }
        }

        private void Name(string name)
        {
            _output.Append((byte)' ');
            _output.AppendAscii(name);
            _output.AppendAscii("='");
        }

        private void CloseTag()
        {
            if (_tagOpen)
            {
                _output.Append((byte)'>');
                _tagOpen = false;
            }
        }

        private void Escaped(string text)
        {
            for (int i = 0; i < text.Length; i++)
            {
                int c = text[i];
                if (c >= 0xD800 && c < 0xDC00 && i + 1 < text.Length)
                {
                    c = 0x10000 + ((c - 0xD800) << 10) + (text[++i] - 0xDC00);
                    _output.Append((byte)(0xF0 | (c >> 18)));
                    _output.Append((byte)(0x80 | ((c >> 12) & 0x3F)));
                    _output.Append((byte)(0x80 | ((c >> 6) & 0x3F)));
                    _output.Append((byte)(0x80 | (c & 0x3F)));
                }
                else if (c >= 0x800)
                {
                    _output.Append((byte)(0xE0 | (c >> 12)));
                    _output.Append((byte)(0x80 | ((c >> 6) & 0x3F)));
                    _output.Append((byte)(0x80 | (c & 0x3F)));
                }
                else if (c >= 0x80)
                {
                    _output.Append((byte)(0xC0 | (c >> 6)));
                    _output.Append((byte)(0x80 | (c & 0x3F)));
                }
                else
                {
                    Escaped(c);
                }
            }
        }

        private void Escaped(int c)
        {
            switch (c)
            {
                case '<':
                    _output.AppendAscii("&lt;");
                    break;
                case '>':
                    _output.AppendAscii("&gt;");
                    break;
                case '&':
                    _output.AppendAscii("&amp;");
                    break;
                case '\'':
                    _output.AppendAscii("&apos;");
                    break;
                case '"':
                    _output.AppendAscii("&quot;");
                    break;
                default:
                    // Other control characters are not XML at all: parameters were checked when they were set.
                    _output.Append((byte)(c < 0x20 ? ' ' : c));
                    break;
            }
        }
    }
}
