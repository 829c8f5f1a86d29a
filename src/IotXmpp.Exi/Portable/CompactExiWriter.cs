#nullable disable

namespace IotXmpp.Exi.Portable
{
    /// <summary>
    /// Writes bit-packed EXI bodies that execute a <see cref="GrammarImage"/>, straight into the caller's buffer. After
    /// construction it allocates nothing.
    /// </summary>
    /// <remarks>
    /// <para>
    /// Attributes may come in any order: they wait in a small fixed array until the start tag is over and are written sorted by
    /// local name, then uri, as schema-informed grammars demand (EXI 8.5.4.1.3.1). Their strings must not change until then.
    /// <see cref="TypeAttribute"/> and <see cref="NilAttribute"/> come before all others, in this order.
    /// </para>
    /// <para>
    /// Every call gives a <see cref="CompactExiError"/>. The first error stays: all later calls of the body give it
    /// again and do nothing, so that a caller may look once, at <see cref="EndBody"/>. A body that failed leaves the string
    /// tables as they were before it, and must not be sent.
    /// </para>
    /// </remarks>
    public sealed partial class CompactExiWriter
    {
        private const int CachedRoots = 8;

        private readonly GrammarImage _image;
        private readonly bool _strict;
        private readonly bool _sessionWide;
        private readonly bool _local;
        private readonly int _maxLength;
        private readonly BitSink _bits = new BitSink();
        private readonly GrammarCursor _cursor;
        private readonly LearnedNames _names;
        private readonly BoundedStringTable _strings;
        private readonly CompactLexicalParser _parser = new CompactLexicalParser();
        private readonly CompactLexicalFormatter _formatter = new CompactLexicalFormatter();
        private readonly CompactValue _value = new CompactValue();
        private readonly CompactValue _candidate = new CompactValue();
        private readonly byte[] _text;
        private readonly int _xsiType;
        private readonly int _xsiNil;

        // The document state has a production for every global element: too many to search for each stanza.
        private readonly int[] _rootNames = new int[CachedRoots];
        private readonly int[] _rootCodes = new int[CachedRoots];
        private int _nextRoot;

        private readonly int[] _attributeNames;
        private readonly int[] _attributeStarts;
        private readonly int[] _attributeLengths;
        private readonly byte[] _attributeForms;
        private readonly long[] _attributeNumbers;
        private readonly string[] _attributeTexts;
        private int _attributes;
        private bool _inStartTag;
        private bool _rootWritten;
        private bool _open;
        private int _error;

        /// <summary>Makes a writer; all its memory is taken here.</summary>
        /// <param name="image">Grammars and initial string tables.</param>
        /// <param name="options">EXI options and bounds.</param>
        public CompactExiWriter(GrammarImage image, CompactExiOptions options)
        {
            _image = image;
            _strict = options.Strict;
            _sessionWide = options.SessionWideBuffers;
            _local = options.LocalValuePartitions;
            _maxLength = options.ValueMaxLength < 0 ? int.MaxValue : options.ValueMaxLength;
            _cursor = new GrammarCursor(image, options);
            _names = new LearnedNames(image, options);
            _strings = new BoundedStringTable(options, image.QNameCount + options.MaxNames, true);
            _text = new byte[options.MaxStringBytes];
            _xsiType = image.XsiType;
            _xsiNil = image.XsiNil;
            _attributeNames = new int[options.MaxAttributes];
            _attributeStarts = new int[options.MaxAttributes];
            _attributeLengths = new int[options.MaxAttributes];
            _attributeForms = new byte[options.MaxAttributes];
            _attributeNumbers = new long[options.MaxAttributes];
            _attributeTexts = new string[options.MaxAttributes];
            for (int i = 0; i < CachedRoots; i++)
                _rootNames[i] = GrammarImage.None;
            _error = CompactExiError.Order;
        }

        /// <summary>A constant of <see cref="CompactExiError"/>: the first error of the body.</summary>
        public int ErrorCode
        {
            get { return _error; }
        }

        /// <summary>Open elements.</summary>
        public int Depth
        {
            get { return _cursor.Depth; }
        }

        /// <summary>
        /// The number of a name, to be found at start-up and kept. A name outside the schema gets a number too, up to
        /// <see cref="CompactExiOptions.MaxNames"/> of them; then -1.
        /// </summary>
        public int FindName(string uri, string localName)
        {
            int length = Encode(uri);
            if (length < 0)
                return LearnedNames.None;
            int uriIndex = _names.FindUri(_text, 0, length);
            if (uriIndex == LearnedNames.None)
                uriIndex = _names.AddUri(_text, 0, length);
            length = Encode(localName);
            if (length < 0 || uriIndex == LearnedNames.None)
                return LearnedNames.None;
            int name = _names.FindName(uriIndex, _text, 0, length);
            return name != LearnedNames.None ? name : _names.AddName(uriIndex, _text, 0, length);
        }

        /// <summary>Forgets what session-wide buffers hold: for a new connection.</summary>
        public void Reset()
        {
            _strings.Clear();
            _names.ClearPlaces();
            _open = false;
            _error = CompactExiError.Order;
        }

        /// <summary>Begins a body without header at a place of a buffer; it may take all of the buffer from there.</summary>
        public int StartBody(byte[] buffer, int offset)
        {
            Begin();
            _bits.Start(buffer, offset);
            return _error;
        }

        /// <summary>
        /// Begins a stream: the EXI header (EXI 5) and its first body.
        /// </summary>
        /// <param name="buffer">Where to write.</param>
        /// <param name="offset">First byte.</param>
        /// <param name="cookie">Whether <c>$EXI</c> comes first.</param>
        /// <param name="schemaId">The one option of the header ("c:" and a configurationId, XEP-0322 3.11.1), or null for a header without
        /// options.</param>
        public int StartStream(byte[] buffer, int offset, bool cookie, string schemaId)
        {
            Begin();
            _bits.Start(buffer, offset);
            if (cookie)
            {
                _bits.Write('$', 8);
                _bits.Write('E', 8);
                _bits.Write('X', 8);
                _bits.Write('I', 8);
            }

            _bits.Write(ExiHeaderBits.Distinguishing, 2);
            _bits.Write(schemaId == null ? 0 : 1, 1);
            _bits.Write(ExiHeaderBits.Version1, 5);
            if (schemaId == null)
                return _error;
            int length = Encode(schemaId);
            if (length < 0)
                return Fail(CompactExiError.StringLength);
            _bits.Write(0, 1);
            _bits.Write(ExiHeaderBits.HeaderCommon, 2);
            _bits.Write(ExiHeaderBits.CommonSchemaId, 2);
            _bits.Write(0, 1);
            _bits.WriteUnsigned(CountCharacters(_text, 0, length) + 2);
            WriteCharacters(_text, 0, length);
            _bits.Write(1, 1);
            return _error;
        }

        /// <summary>Ends the body, padded to a whole byte. Gives its length in bytes from the offset of the start, header included, or 0:
        /// see <see cref="ErrorCode"/>.</summary>
        public int EndBody()
        {
            if (_error != CompactExiError.None)
                return 0;
            if (!_rootWritten || _cursor.Depth > 0)
            {
                Fail(CompactExiError.Order);
                return 0;
            }

            // ED is DocEnd's only production and takes no bits.
            int length = _bits.Finish();
            if (_bits.Full)
            {
                Fail(CompactExiError.BufferFull);
                return 0;
            }

            _open = false;
            _error = CompactExiError.Order;
            return length;
        }

        /// <summary>SE. Names that are not numbers yet are searched: prefer the other overload.</summary>
        public int StartElement(string uri, string localName)
        {
            return StartElement(FindName(uri, localName));
        }

        /// <summary>SE of a name from <see cref="FindName"/>.</summary>
        public int StartElement(int name)
        {
            if (!FlushStartTag())
                return _error;
            if (!_names.Exists(name))
                return Fail(CompactExiError.UnknownName);
            if (_cursor.Depth == 0 && _rootWritten)
                return Fail(CompactExiError.Order);
            _inStartTag = true;
            _rootWritten = true;
            return _cursor.State >= 0 ? WriteStart(name) : WriteBuiltInStart(name);
        }

        /// <summary>AT with text; parsed if the schema has a type for it.</summary>
        public int Attribute(int name, string value)
        {
            return Hold(name, ValueForm.Text, 0, value);
        }

        /// <summary>AT with a boolean.</summary>
        public int Attribute(int name, bool value)
        {
            return Hold(name, ValueForm.Boolean, value ? 1 : 0, null);
        }

        /// <summary>AT with an integer.</summary>
        public int Attribute(int name, int value)
        {
            return Hold(name, ValueForm.Scaled, value, null);
        }

        /// <summary>AT with an integer.</summary>
        public int Attribute(int name, long value)
        {
            return Hold(name, ValueForm.Scaled, value, null);
        }

        /// <summary>AT with a decimal number: <paramref name="mantissa"/> divided by ten to the power of <paramref name="decimals"/>
        /// (0..18), as 225 and 1 for 22.5. Exact for xs:decimal and for xs:double.</summary>
        public int ScaledAttribute(int name, long mantissa, int decimals)
        {
            return Hold(name, ValueForm.Scaled + decimals, mantissa, null);
        }

        /// <summary>AT with an xs:dateTime in UTC, in milliseconds since 1970-01-01.</summary>
        public int TimeAttribute(int name, long utcMilliseconds)
        {
            return Hold(name, ValueForm.Time, utcMilliseconds, null);
        }

        /// <summary>CH with text; parsed if the schema has a type for it. Empty text is written when the element ends, where a
        /// strict grammar wants it.</summary>
        public int Text(string value)
        {
            return value == null || value.Length == 0 ? _error : WriteText(ValueForm.Text, 0, value);
        }

        /// <summary>CH with a boolean.</summary>
        public int Text(bool value)
        {
            return WriteText(ValueForm.Boolean, value ? 1 : 0, null);
        }

        /// <summary>CH with an integer.</summary>
        public int Text(int value)
        {
            return WriteText(ValueForm.Scaled, value, null);
        }

        /// <summary>CH with an integer.</summary>
        public int Text(long value)
        {
            return WriteText(ValueForm.Scaled, value, null);
        }

        /// <summary>CH with a decimal number, as <see cref="ScaledAttribute"/>.</summary>
        public int ScaledText(long mantissa, int decimals)
        {
            return WriteText(ValueForm.Scaled + decimals, mantissa, null);
        }

        /// <summary>CH with an xs:dateTime in UTC, in milliseconds since 1970-01-01.</summary>
        public int TimeText(long utcMilliseconds)
        {
            return WriteText(ValueForm.Time, utcMilliseconds, null);
        }

        private void Begin()
        {
            if (!_sessionWide)
                _strings.Clear();
            else if (_open)
                _strings.Restore();
            else
                _strings.Save();
            _names.Unlearn();
            if (!_sessionWide)
                _names.ClearPlaces();
            _cursor.Start();
            _error = CompactExiError.None;
            _attributes = 0;
            _inStartTag = false;
            _rootWritten = false;
            _open = true;
        }

        private int Fail(int error)
        {
            if (_error == CompactExiError.None)
                _error = error;
            return _error;
        }

        private int Hold(int name, int form, long number, string text)
        {
            if (_error != CompactExiError.None)
                return _error;
            if (!_inStartTag)
                return Fail(CompactExiError.Order);
            if (!_names.Exists(name) || name == _xsiType)
                return Fail(CompactExiError.UnknownName);
            if (_attributes == _attributeNames.Length)
                return Fail(CompactExiError.Attributes);
            if (text == null && form == ValueForm.Text)
                return Fail(CompactExiError.InvalidValue);

            // Insertion sort: start tags are short, and callers mostly know the order.
            byte[] source = _names.Source(name);
            int start = _names.Start(name);
            int length = _names.Length(name);
            int at = _attributes++;
            while (at > 0)
            {
                int other = _attributeNames[at - 1];
                int order = other == name ? 0 : LearnedNames.CompareBytes(
                    _names.Source(other), _attributeStarts[at - 1], _attributeLengths[at - 1], source, start, length);
                if (order == 0 && other != name)
                    order = _names.CompareUris(other, name);
                if (order == 0)
                    return Fail(CompactExiError.DuplicateAttribute);
                if (order < 0)
                    break;
                _attributeNames[at] = other;
                _attributeStarts[at] = _attributeStarts[at - 1];
                _attributeLengths[at] = _attributeLengths[at - 1];
                _attributeForms[at] = _attributeForms[at - 1];
                _attributeNumbers[at] = _attributeNumbers[at - 1];
                _attributeTexts[at] = _attributeTexts[at - 1];
                at--;
            }

            _attributeNames[at] = name;
            _attributeStarts[at] = start;
            _attributeLengths[at] = length;
            _attributeForms[at] = (byte)form;
            _attributeNumbers[at] = number;
            _attributeTexts[at] = text;
            return _error;
        }

        /// <summary>Writes the attributes that wait. False: the body has failed.</summary>
        private bool FlushStartTag()
        {
            if (_error != CompactExiError.None)
                return false;
            if (!_inStartTag)
                return true;
            _inStartTag = false;
            for (int i = 0; i < _attributes && _error == CompactExiError.None; i++)
            {
                if (_cursor.State >= 0)
                    WriteAttribute(i);
                else
                    WriteBuiltInAttribute(i);
                _attributeTexts[i] = null;
            }

            _attributes = 0;
            return _error == CompactExiError.None;
        }
    }
}
