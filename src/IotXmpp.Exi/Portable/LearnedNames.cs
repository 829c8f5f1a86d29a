#nullable disable
using System;

namespace IotXmpp.Exi.Portable
{
    /// <summary>
    /// The uris and local names of a body that are not in the schema (EXI 7.3.1, 7.3.2), in memory of fixed size. Numbered after the
    /// image's: name QNameCount + i, uri UriCount + i. A writer keeps its vocabulary and forgets with each body only which
    /// names the reader has learned; a reader forgets all.
    /// </summary>
    internal sealed class LearnedNames
    {
        internal const int None = -1;
        private const int Unknown = -1;

        private readonly GrammarImage _image;
        private readonly int _imageNames;
        private readonly int _imageUris;
        private readonly byte[] _bytes;
        private readonly ushort[] _uriStart;
        private readonly ushort[] _uriLength;
        private readonly short[] _uriId;
        private readonly ushort[] _nameUri;
        private readonly ushort[] _nameStart;
        private readonly ushort[] _nameLength;
        private readonly short[] _localId;

        // Places in the name tables, (uri, local name) as compact identifiers, that learned names have had: see Key.
        private readonly ushort[] _nameKey;
        private readonly short[] _placeUri;
        private readonly short[] _placeLocal;
        private int _places;
        private int _uris;
        private int _names;
        private int _used;
        private int _knownUris;
        private int _knownNames;

        internal LearnedNames(GrammarImage image, CompactExiOptions options)
        {
            _image = image;
            _imageNames = image.QNameCount;
            _imageUris = image.UriCount;
            _bytes = new byte[options.MaxNameBytes];
            int size = options.MaxNames;
            _uriStart = new ushort[size];
            _uriLength = new ushort[size];
            _uriId = new short[size];
            _nameUri = new ushort[size];
            _nameStart = new ushort[size];
            _nameLength = new ushort[size];
            _localId = new short[size];
            _nameKey = new ushort[size];
            _placeUri = new short[size];
            _placeLocal = new short[size];
        }

        internal byte[] Bytes
        {
            get { return _bytes; }
        }

        /// <summary>Entries of the uri partition, for the width of its compact identifiers.</summary>
        internal int UriCount
        {
            get { return _imageUris + _knownUris; }
        }

        /// <summary>Forgets all names.</summary>
        internal void Clear()
        {
            _uris = 0;
            _names = 0;
            _used = 0;
            _knownUris = 0;
            _knownNames = 0;
        }

        /// <summary>Forgets the places too: no local value partition lives on.</summary>
        internal void ClearPlaces()
        {
            _places = 0;
        }

        /// <summary>
        /// Key of the local value partition of a name. A partition that session-wide buffers keep belongs to a place in the name
        /// tables: the name that another body puts there inherits it.
        /// </summary>
        internal int Key(int name)
        {
            return name < _imageNames ? name : _imageNames + _nameKey[name - _imageNames];
        }

        /// <summary>Keeps the names but makes all of them unknown to the peer.</summary>
        internal void Unlearn()
        {
            for (int i = 0; i < _uris; i++)
                _uriId[i] = Unknown;
            for (int i = 0; i < _names; i++)
                _localId[i] = Unknown;
            _knownUris = 0;
            _knownNames = 0;
        }

        /// <summary>Local names of a uri's partition, for the width of their compact identifiers.</summary>
        internal int LocalNameCount(int uri)
        {
            int count = uri < _imageUris ? _image.LocalNameCount(uri) : 0;
            if (_knownNames == 0)
                return count;
            for (int i = 0; i < _names; i++)
            {
                if (_nameUri[i] == uri && _localId[i] != Unknown)
                    count++;
            }

            return count;
        }

        /// <summary>Uri of a name.</summary>
        internal int Uri(int name)
        {
            return name < _imageNames ? _image.QNameUri(name) : _nameUri[name - _imageNames];
        }

        /// <summary>Whether a handle names anything.</summary>
        internal bool Exists(int name)
        {
            return name >= 0 && name < _imageNames + _names;
        }

        /// <summary>Compact identifier of a uri, or None if the peer does not know it yet.</summary>
        internal int UriId(int uri)
        {
            return uri < _imageUris ? uri : _uriId[uri - _imageUris];
        }

        /// <summary>Compact identifier of a name in its uri's partition, or None if the peer does not know it yet.</summary>
        internal int LocalId(int name)
        {
            return name < _imageNames ? name - _image.FirstQName(_image.QNameUri(name)) : _localId[name - _imageNames];
        }

        /// <summary>Uri of a compact identifier below <see cref="UriCount"/>.</summary>
        internal int FindUriById(int id)
        {
            if (id < _imageUris)
                return id;
            for (int i = 0; i < _uris; i++)
            {
                if (_uriId[i] == id)
                    return _imageUris + i;
            }

            return None;
        }

        /// <summary>Name of a compact identifier in the uri's partition.</summary>
        internal int FindNameById(int uri, int localId)
        {
            if (uri < _imageUris && localId < _image.LocalNameCount(uri))
                return _image.FirstQName(uri) + localId;
            for (int i = 0; i < _names; i++)
            {
                if (_nameUri[i] == uri && _localId[i] == localId)
                    return _imageNames + i;
            }

            return None;
        }

        /// <summary>The uri with these bytes, the image's included, or None.</summary>
        internal int FindUri(byte[] bytes, int offset, int length)
        {
            byte[] data = _image.Data;
            for (int i = 0; i < _imageUris; i++)
            {
                int at = _image.UriOffset(i);
                if (_image.StringLength(at) == length && Same(data, _image.StringStart(at), bytes, offset, length))
                    return i;
            }

            for (int i = 0; i < _uris; i++)
            {
                if (_uriLength[i] == length && Same(_bytes, _uriStart[i], bytes, offset, length))
                    return _imageUris + i;
            }

            return None;
        }

        /// <summary>The name of a uri with these bytes, the image's included, or None.</summary>
        internal int FindName(int uri, byte[] bytes, int offset, int length)
        {
            if (uri < _imageUris)
            {
                byte[] data = _image.Data;
                int end = _image.FirstQName(uri + 1);
                for (int i = _image.FirstQName(uri); i < end; i++)
                {
                    int at = _image.LocalNameOffset(i);
                    if (_image.StringLength(at) == length && Same(data, _image.StringStart(at), bytes, offset, length))
                        return i;
                }
            }

            for (int i = 0; i < _names; i++)
            {
                if (_nameUri[i] == uri && _nameLength[i] == length && Same(_bytes, _nameStart[i], bytes, offset, length))
                    return _imageNames + i;
            }

            return None;
        }

        /// <summary>Adds a uri that the peer does not know yet; None if there is no room.</summary>
        internal int AddUri(byte[] bytes, int offset, int length)
        {
            if (_uris == _uriStart.Length || length > _bytes.Length - _used)
                return None;
            int i = _uris++;
            _uriStart[i] = (ushort)_used;
            _uriLength[i] = (ushort)length;
            _uriId[i] = Unknown;
            Append(bytes, offset, length);
            return _imageUris + i;
        }

        /// <summary>Adds a name that the peer does not know yet; None if there is no room.</summary>
        internal int AddName(int uri, byte[] bytes, int offset, int length)
        {
            if (_names == _nameStart.Length || length > _bytes.Length - _used)
                return None;
            int i = _names++;
            _nameUri[i] = (ushort)uri;
            _nameStart[i] = (ushort)_used;
            _nameLength[i] = (ushort)length;
            _localId[i] = Unknown;
            Append(bytes, offset, length);
            return _imageNames + i;
        }

        /// <summary>The uri has been in the stream as a literal: gives it the next compact identifier.</summary>
        internal void LearnUri(int uri)
        {
            _uriId[uri - _imageUris] = (short)UriCount;
            _knownUris++;
        }

        /// <summary>The local name has been in the stream as a literal: gives it the next compact identifier. False: there is no room
        /// for another place.</summary>
        internal bool LearnName(int name)
        {
            int i = name - _imageNames;
            int uri = UriId(_nameUri[i]);
            int local = LocalNameCount(_nameUri[i]);
            _localId[i] = (short)local;
            _knownNames++;
            int place = 0;
            while (place < _places && (_placeLocal[place] != local || _placeUri[place] != uri))
                place++;
            if (place == _placeUri.Length)
                return false;
            if (place == _places)
            {
                _placeUri[place] = (short)uri;
                _placeLocal[place] = (short)local;
                _places++;
            }

            _nameKey[i] = (ushort)place;
            return true;
        }

        /// <summary>Where a name's local part is: in <see cref="Source"/> from here on.</summary>
        internal int Start(int name)
        {
            return name < _imageNames ? _image.StringStart(_image.LocalNameOffset(name)) : _nameStart[name - _imageNames];
        }

        internal int Length(int name)
        {
            return name < _imageNames ? _image.StringLength(_image.LocalNameOffset(name)) : _nameLength[name - _imageNames];
        }

        /// <summary>The array that holds a name's local part.</summary>
        internal byte[] Source(int name)
        {
            return name < _imageNames ? _image.Data : _bytes;
        }

        internal int UriStart(int uri)
        {
            return uri < _imageUris ? _image.StringStart(_image.UriOffset(uri)) : _uriStart[uri - _imageUris];
        }

        internal int UriLength(int uri)
        {
            return uri < _imageUris ? _image.StringLength(_image.UriOffset(uri)) : _uriLength[uri - _imageUris];
        }

        internal byte[] UriSource(int uri)
        {
            return uri < _imageUris ? _image.Data : _bytes;
        }

        /// <summary>Order of the uris of two names, by code point: the second key of attributes (EXI 8.5.4.1.3.1).</summary>
        internal int CompareUris(int name, int other)
        {
            int uri = Uri(name);
            int otherUri = Uri(other);
            return CompareBytes(
                UriSource(uri), UriStart(uri), UriLength(uri), UriSource(otherUri), UriStart(otherUri), UriLength(otherUri));
        }

        /// <summary>Order of two strings, which UTF-8 bytes show as code points do: the first key of attributes.</summary>
        internal static int CompareBytes(byte[] a, int start, int length, byte[] b, int otherStart, int otherLength)
        {
            int common = length < otherLength ? length : otherLength;
            for (int i = 0; i < common; i++)
            {
                int difference = a[start + i] - b[otherStart + i];
                if (difference != 0)
                    return difference;
            }

            return length - otherLength;
        }

        private static bool Same(byte[] a, int start, byte[] b, int offset, int length)
        {
            // Names that differ mostly differ at the end, namespaces above all.
            for (int i = length - 1; i >= 0; i--)
            {
                if (a[start + i] != b[offset + i])
                    return false;
            }

            return true;
        }

        private void Append(byte[] bytes, int offset, int length)
        {
            Array.Copy(bytes, offset, _bytes, _used, length);
            _used += length;
        }
    }
}
