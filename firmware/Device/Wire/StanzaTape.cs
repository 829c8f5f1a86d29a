#nullable disable
using System.Text;
using IotXmpp.Xmpp.Portable;

namespace IotXmpp.Device.Wire
{
    /// <summary>
    /// One received element with its descendants, in two fixed arrays: records that name byte ranges, and the bytes. Reading
    /// an acknowledgement or a request allocates nothing until a text is asked for as a string. Record 0 is the element itself.
    /// </summary>
    internal sealed class StanzaTape
    {
        /// <summary>No such record.</summary>
        public const int None = -1;

        /// <summary>A namespace the board does not know.</summary>
        public const int UnknownNamespace = -1;

        private const int KindElement = 0;
        private const int KindAttribute = 1;
        private const int KindText = 2;

        // Fields of a record.
        private const int Kind = 0;
        private const int Parent = 1;
        private const int Namespace = 2;
        private const int NameOffset = 3;
        private const int NameLength = 4;
        private const int ValueOffset = 5;
        private const int ValueLength = 6;
        private const int RecordSize = 7;

        // Every namespace a board understands. Elements of others are kept, but match nothing.
        private static readonly string[] Known = new string[]
        {
            Ns.Client, Ns.Streams, Ns.Sasl, Ns.Bind, Ns.StreamManagement, Ns.SensorData, Ns.Control, Ns.Ping, Ns.Exi, Ns.Compression,
            Ns.CompressionFeature, Ns.Tls, Ns.StanzaErrors, Ns.StreamErrors, Ns.ChannelBindings,
        };

        private short[] _records;
        private byte[] _bytes;
        private int _count;
        private int _used;

        /// <summary>Creates a tape.</summary>
        /// <param name="maxRecords">Elements, attributes and texts of a stanza together.</param>
        /// <param name="maxBytes">Bytes of names and values together.</param>
        public StanzaTape(int maxRecords, int maxBytes)
        {
            Resize(maxRecords, maxBytes);
        }

        /// <summary>The bytes behind the ranges.</summary>
        public byte[] Bytes
        {
            get { return _bytes; }
        }

        /// <summary>Bytes in use.</summary>
        public int Used
        {
            get { return _used; }
        }

        /// <summary>Takes other arrays, and forgets what was on the tape.</summary>
        /// <param name="maxRecords">Elements, attributes and texts of a stanza together.</param>
        /// <param name="maxBytes">Bytes of names and values together, at most 32767.</param>
        public void Resize(int maxRecords, int maxBytes)
        {
            _records = new short[maxRecords * RecordSize];
            _bytes = new byte[maxBytes];
            Clear();
        }

        // ---- filling

        /// <summary>Index of a namespace that a board knows, or <see cref="UnknownNamespace"/>.</summary>
        public static int FindNamespace(byte[] data, int offset, int count)
        {
            for (int i = 0; i < Known.Length; i++)
            {
                if (Ordinal.Equals(data, offset, count, Known[i]))
                {
                    return i;
                }
            }

            return UnknownNamespace;
        }

        /// <summary>Index of a namespace that a board knows, or <see cref="UnknownNamespace"/>.</summary>
        public static int FindNamespace(string ns)
        {
            for (int i = 0; i < Known.Length; i++)
            {
                if (Known[i] == ns)
                {
                    return i;
                }
            }

            return UnknownNamespace;
        }

        /// <summary>Empties the tape.</summary>
        public void Clear()
        {
            _count = 0;
            _used = 0;
        }

        /// <summary>Adds one byte to the bytes.</summary>
        public void Append(int value)
        {
            if (_used == _bytes.Length)
            {
                throw new WireException(WireException.TooLarge);
            }

            _bytes[_used++] = (byte)value;
        }

        /// <summary>Adds a text as UTF-8.</summary>
        public void Append(string text)
        {
            if (text.Length * 3 > _bytes.Length - _used)
            {
                throw new WireException(WireException.TooLarge);
            }

            _used += Encoding.UTF8.GetBytes(text, 0, text.Length, _bytes, _used);
        }

        /// <summary>Takes note of bytes written behind <see cref="Used"/>.</summary>
        public void Skip(int count)
        {
            _used += count;
        }

        /// <summary>Adds an element whose name is a range of the bytes; returns its record.</summary>
        public int AddElement(int parent, int ns, int nameOffset, int nameLength)
        {
            return Add(KindElement, parent, ns, nameOffset, nameLength, 0, 0);
        }

        /// <summary>Adds an attribute of no namespace.</summary>
        public int AddAttribute(int parent, int nameOffset, int nameLength, int valueOffset, int valueLength)
        {
            return Add(KindAttribute, parent, UnknownNamespace, nameOffset, nameLength, valueOffset, valueLength);
        }

        /// <summary>Adds character data.</summary>
        public int AddText(int parent, int valueOffset, int valueLength)
        {
            return Add(KindText, parent, UnknownNamespace, 0, 0, valueOffset, valueLength);
        }

        /// <summary>Sets an element's namespace and cuts its prefix off, once all its attributes have been seen.</summary>
        public void Resolve(int element, int ns, int nameOffset, int nameLength)
        {
            int at = element * RecordSize;
            _records[at + Namespace] = (short)ns;
            _records[at + NameOffset] = (short)nameOffset;
            _records[at + NameLength] = (short)nameLength;
        }

        // ---- reading

        /// <summary>Says whether a record is the named element.</summary>
        public bool Is(int element, string ns, string name)
        {
            int at = element * RecordSize;
            int index = _records[at + Namespace];
            return _records[at + Kind] == KindElement && index >= 0 && Known[index] == ns && NameIs(at, name);
        }

        /// <summary>First child element with a name, or None.</summary>
        public int Child(int parent, string ns, string name)
        {
            for (int child = FirstChild(parent); child >= 0; child = NextSibling(child))
            {
                if (Is(child, ns, name))
                {
                    return child;
                }
            }

            return None;
        }

        /// <summary>First child element, or None.</summary>
        public int FirstChild(int parent)
        {
            return Next(parent + 1, parent, KindElement);
        }

        /// <summary>Next element with the same parent, or None.</summary>
        public int NextSibling(int element)
        {
            return Next(element + 1, _records[element * RecordSize + Parent], KindElement);
        }

        /// <summary>The element's attribute with a name, or None.</summary>
        public int Attribute(int element, string name)
        {
            for (int record = Next(element + 1, element, KindAttribute); record >= 0; record = Next(record + 1, element, KindAttribute))
            {
                if (NameIs(record * RecordSize, name))
                {
                    return record;
                }
            }

            return None;
        }

        /// <summary>Local name of an element as a string.</summary>
        public string Name(int element)
        {
            int at = element * RecordSize;
            return Encoding.UTF8.GetString(_bytes, _records[at + NameOffset], _records[at + NameLength]);
        }

        /// <summary>Value of an attribute as a string, or null if there is none.</summary>
        public string AttributeText(int element, string name)
        {
            int record = Attribute(element, name);
            return record < 0 ? null : Encoding.UTF8.GetString(_bytes, ValueStart(record), ValueCount(record));
        }

        /// <summary>Says whether an attribute is there and has a value (ASCII).</summary>
        public bool AttributeIs(int element, string name, string value)
        {
            int record = Attribute(element, name);
            return record >= 0 && Ordinal.Equals(_bytes, ValueStart(record), ValueCount(record), value);
        }

        /// <summary>Value of a boolean attribute; absent or wrong is false.</summary>
        public bool AttributeTrue(int element, string name)
        {
            int record = Attribute(element, name);
            bool value;
            return record >= 0 && WireText.TryParseBoolean(_bytes, ValueStart(record), ValueCount(record), out value) && value;
        }

        /// <summary>Value of an integer attribute; false when absent or wrong.</summary>
        public bool TryGetInteger(int element, string name, out long value)
        {
            value = 0;
            int record = Attribute(element, name);
            return record >= 0 && WireText.TryParseInteger(_bytes, ValueStart(record), ValueCount(record), out value);
        }

        /// <summary>First byte of a value in <see cref="Bytes"/>.</summary>
        public int ValueStart(int record)
        {
            return _records[record * RecordSize + ValueOffset];
        }

        /// <summary>Bytes of a value.</summary>
        public int ValueCount(int record)
        {
            return _records[record * RecordSize + ValueLength];
        }

        /// <summary>Character data directly in an element, joined.</summary>
        public string Text(int element)
        {
            string text = "";
            for (int record = Next(element + 1, element, KindText); record >= 0; record = Next(record + 1, element, KindText))
            {
                text += Encoding.UTF8.GetString(_bytes, ValueStart(record), ValueCount(record));
            }

            return text;
        }

        private bool NameIs(int at, string name)
        {
            return Ordinal.Equals(_bytes, _records[at + NameOffset], _records[at + NameLength], name);
        }

        private int Next(int from, int parent, int kind)
        {
            for (int record = from; record < _count; record++)
            {
                int at = record * RecordSize;
                if (_records[at + Parent] == parent && _records[at + Kind] == kind)
                {
                    return record;
                }
            }

            return None;
        }

        private int Add(int kind, int parent, int ns, int nameOffset, int nameLength, int valueOffset, int valueLength)
        {
            int at = _count * RecordSize;
            if (at == _records.Length)
            {
                throw new WireException(WireException.TooLarge);
            }

            _records[at + Kind] = (short)kind;
            _records[at + Parent] = (short)parent;
            _records[at + Namespace] = (short)ns;
            _records[at + NameOffset] = (short)nameOffset;
            _records[at + NameLength] = (short)nameLength;
            _records[at + ValueOffset] = (short)valueOffset;
            _records[at + ValueLength] = (short)valueLength;
            return _count++;
        }
    }
}
