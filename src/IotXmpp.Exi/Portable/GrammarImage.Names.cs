#nullable disable
using System.Text;

namespace IotXmpp.Exi.Portable
{
    // See GrammarImage.cs for the layout.
    public sealed partial class GrammarImage
    {
        /// <summary>Number of uris in the initial uri partition.</summary>
        public int UriCount
        {
            get { return RecordCount(SectionUris); }
        }

        /// <summary>Number of qnames.</summary>
        public int QNameCount
        {
            get { return RecordCount(SectionQNames); }
        }

        /// <summary>The uri, decoded anew at each call.</summary>
        public string GetUri(int uri)
        {
            return GetString(Field(_uris + uri * _uriSize));
        }

        /// <summary>Offset of the uri's string in <see cref="Data"/>, for comparing bytes without decoding.</summary>
        public int UriOffset(int uri)
        {
            return Field(_uris + uri * _uriSize);
        }

        /// <summary>QName index of the uri's local name 0. For uri = UriCount: QNameCount.</summary>
        public int FirstQName(int uri)
        {
            if (uri >= UriCount)
                return QNameCount;
            return Field(_uris + uri * _uriSize + _width);
        }

        /// <summary>Number of the uri's initial local names.</summary>
        public int LocalNameCount(int uri)
        {
            return FirstQName(uri + 1) - FirstQName(uri);
        }

        /// <summary>The uri's initial prefix ("", "xml", "xsi"), or null.</summary>
        public string GetInitialPrefix(int uri)
        {
            int prefix = Field(_uris + uri * _uriSize + _width + _width);
            return prefix == None ? null : GetString(prefix);
        }

        /// <summary>The local name, decoded anew at each call.</summary>
        public string GetLocalName(int qname)
        {
            return GetString(Field(_qnames + qname * _qnameSize));
        }

        /// <summary>Offset of the local name's string in <see cref="Data"/>, for comparing bytes without decoding.</summary>
        public int LocalNameOffset(int qname)
        {
            return Field(_qnames + qname * _qnameSize);
        }

        /// <summary>Uri of a qname.</summary>
        public int QNameUri(int qname)
        {
            return Field(_qnames + qname * _qnameSize + _width);
        }

        /// <summary>Index of the uri, or None. Compares UTF-8 bytes; meant for start-up, not for each element.</summary>
        public int FindUri(string uri)
        {
            byte[] wanted = Encoding.UTF8.GetBytes(uri);
            int count = UriCount;
            for (int i = 0; i < count; i++)
            {
                if (StringEquals(Field(_uris + i * _uriSize), wanted))
                    return i;
            }

            return None;
        }

        /// <summary>Index of the qname, or None. Compares UTF-8 bytes; meant for start-up, not for each element.</summary>
        public int FindQName(int uri, string localName)
        {
            byte[] wanted = Encoding.UTF8.GetBytes(localName);
            int end = FirstQName(uri + 1);
            for (int i = FirstQName(uri); i < end; i++)
            {
                if (StringEquals(Field(_qnames + i * _qnameSize), wanted))
                    return i;
            }

            return None;
        }

        /// <summary>The string at an offset of <see cref="Data"/>.</summary>
        public string GetString(int offset)
        {
            int length = StringLength(offset);
            return Encoding.UTF8.GetString(_data, StringStart(offset), length);
        }

        /// <summary>Length in UTF-8 bytes of the string at an offset.</summary>
        public int StringLength(int offset)
        {
            int length = 0;
            int shift = 0;
            while (true)
            {
                int b = _data[offset++];
                length |= (b & 0x7F) << shift;
                if (b < 0x80)
                    return length;
                shift += 7;
            }
        }

        /// <summary>Offset of the first byte of the string at an offset.</summary>
        public int StringStart(int offset)
        {
            while (_data[offset++] >= 0x80)
            {
            }

            return offset;
        }

        /// <summary>Whether the string at an offset has exactly these UTF-8 bytes.</summary>
        public bool StringEquals(int offset, byte[] utf8)
        {
            if (StringLength(offset) != utf8.Length)
                return false;
            int at = StringStart(offset);
            for (int i = 0; i < utf8.Length; i++)
            {
                if (_data[at + i] != utf8[i])
                    return false;
            }

            return true;
        }
    }
}
