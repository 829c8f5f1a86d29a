#nullable disable

namespace IotXmpp.Exi.Portable
{
    /// <summary>
    /// Pull reader for bit-packed EXI bodies that executes a <see cref="GrammarImage"/> in memory of fixed size: after
    /// construction it allocates nothing but the strings the caller asks for, and the schemaId of a header.
    /// </summary>
    /// <remarks>
    /// <para>
    /// One body at a time: <see cref="Start"/> with all bytes there are, then <see cref="Read"/> until
    /// <see cref="CompactExiEvent.EndDocument"/>; <see cref="Consumed"/> is then the body's length. On
    /// <see cref="CompactExiEvent.NeedMore"/> the string tables are as before the body: keep the bytes, and start again from the
    /// same first byte when more have come (best when their number has doubled, or the sender paused).
    /// </para>
    /// <para>
    /// Names are numbers: compare <see cref="Name"/> with what <see cref="FindName"/> gave at start-up. Values keep
    /// their type; the getters convert without strings where the type allows and hold until the next call of Read.
    /// </para>
    /// </remarks>
    public sealed partial class CompactExiReader
    {
        private readonly GrammarImage _image;
        private readonly bool _strict;
        private readonly bool _sessionWide;
        private readonly bool _local;
        private readonly bool _default;
        private readonly BitSource _bits = new BitSource();
        private readonly GrammarCursor _cursor;
        private readonly LearnedNames _names;
        private readonly BoundedStringTable _strings;
        private readonly CompactLexicalParser _parser = new CompactLexicalParser();
        private readonly CompactLexicalFormatter _formatter = new CompactLexicalFormatter();
        private readonly CompactValue _value = new CompactValue();
        private readonly CompactValue _converted = new CompactValue();
        private readonly byte[] _text;
        private readonly int _xsiType;
        private readonly int _xsiNil;
        private int _name;
        private int _error;
        private bool _open;
        private bool _ended;

        /// <summary>Makes a reader; all its memory is taken here.</summary>
        /// <param name="image">Grammars and initial string tables. Trusted: check an image of doubtful origin first.</param>
        /// <param name="options">EXI options and bounds.</param>
        public CompactExiReader(GrammarImage image, CompactExiOptions options)
        {
            _image = image;
            _strict = options.Strict;
            _sessionWide = options.SessionWideBuffers;
            _local = options.LocalValuePartitions;
            _default = !_strict && _local && options.ValueMaxLength == CompactExiOptions.Unbounded
                && options.ValuePartitionCapacity == CompactExiOptions.Unbounded;
            _cursor = new GrammarCursor(image, options);
            _names = new LearnedNames(image, options);
            _strings = new BoundedStringTable(options, image.QNameCount + options.MaxNames, false);
            _text = new byte[options.MaxStringBytes];
            _xsiType = image.XsiType;
            _xsiNil = image.XsiNil;
            _error = CompactExiError.Order;
        }

        /// <summary>A constant of <see cref="CompactExiError"/>; None unless Read gave <see cref="CompactExiEvent.Error"/>.</summary>
        public int ErrorCode
        {
            get { return _error; }
        }

        /// <summary>Open elements, the one just started included, the one just ended not.</summary>
        public int Depth
        {
            get { return _cursor.Depth; }
        }

        /// <summary>Bytes of the input used so far; after EndDocument the length of the body, its padding included.</summary>
        public int Consumed
        {
            get { return _bits.Consumed; }
        }

        /// <summary>Name of the element or attribute: the index of a qname in the image, or above them a name of this body
        /// only.</summary>
        public int Name
        {
            get { return _name; }
        }

        /// <summary>The image's number of a name, or -1 if the schema does not know it. For start-up: allocates.</summary>
        public int FindName(string uri, string localName)
        {
            int index = _image.FindUri(uri);
            return index == GrammarImage.None ? GrammarImage.None : _image.FindQName(index, localName);
        }

        /// <summary>Local name of a name of this body; allocates.</summary>
        public string GetLocalName(int name)
        {
            return System.Text.Encoding.UTF8.GetString(_names.Source(name), _names.Start(name), _names.Length(name));
        }

        /// <summary>Namespace of a name of this body; allocates.</summary>
        public string GetUri(int name)
        {
            int uri = _names.Uri(name);
            return System.Text.Encoding.UTF8.GetString(_names.UriSource(uri), _names.UriStart(uri), _names.UriLength(uri));
        }

        /// <summary>Index of the namespace of a name: one of the image's, or above them one of this body only.</summary>
        public int GetUriIndex(int name)
        {
            return _names.Uri(name);
        }

        /// <summary>Copies the local name of a name of this body, in UTF-8; returns its length, or -1 if it does not fit.</summary>
        public int CopyLocalName(int name, byte[] into, int offset)
        {
            return Copy(_names.Source(name), _names.Start(name), _names.Length(name), into, offset);
        }

        /// <summary>Copies the namespace of a name of this body, in UTF-8; returns its length, or -1 if it does not fit.</summary>
        public int CopyUri(int name, byte[] into, int offset)
        {
            int uri = _names.Uri(name);
            return Copy(_names.UriSource(uri), _names.UriStart(uri), _names.UriLength(uri), into, offset);
        }

        /// <summary>Begins a body without header.</summary>
        public void Start(byte[] buffer, int offset, int count)
        {
            Begin();
            _bits.Start(buffer, offset, count);
        }

        /// <summary>Forgets what session-wide buffers hold: for a new connection.</summary>
        public void Reset()
        {
            _strings.Clear();
            _names.ClearPlaces();
            _open = false;
            _ended = true;
            _error = CompactExiError.Order;
        }

        /// <summary>The next event: a constant of <see cref="CompactExiEvent"/>. NeedMore, Error and EndDocument stay until the
        /// next Start.</summary>
        public int Read()
        {
            if (_error != CompactExiError.None)
                return CompactExiEvent.Error;
            if (_ended)
                return CompactExiEvent.EndDocument;
            if (_bits.Short)
                return CompactExiEvent.NeedMore;
            int found = _cursor.State >= 0 ? ReadDeclared() : ReadBuiltIn();

            // What was decoded from bits that are not there means nothing, an error included.
            if (_bits.Short)
            {
                _error = CompactExiError.None;
                return CompactExiEvent.NeedMore;
            }

            if (_error != CompactExiError.None)
                return CompactExiEvent.Error;
            if (found == CompactExiEvent.EndDocument)
            {
                _ended = true;
                _open = false;
            }

            return found;
        }

        /// <summary>
        /// After StartElement: reads on to the element's end. Its values still enter the string tables. Gives EndElement,
        /// NeedMore or Error.
        /// </summary>
        public int SkipElement()
        {
            int outside = _cursor.Depth - 1;
            while (true)
            {
                int found = Read();
                if (found <= CompactExiEvent.NeedMore || (found == CompactExiEvent.EndElement && _cursor.Depth == outside))
                    return found;
            }
        }

        private void Begin()
        {
            if (!_sessionWide)
                _strings.Clear();
            else if (_open)
                _strings.Restore();
            else
                _strings.Save();
            _names.Clear();
            if (!_sessionWide)
                _names.ClearPlaces();
            _cursor.Start();
            _error = CompactExiError.None;
            _open = true;
            _ended = false;
        }

        private int Fail(int error)
        {
            if (_error == CompactExiError.None)
                _error = error;
            return CompactExiEvent.Error;
        }

        // ---- productions of the image

        private int ReadDeclared()
        {
            int state = _cursor.State;
            int declared = _image.ProductionCount(state);
            int codes = declared;
            int flags = 0;
            if (_cursor.Depth > 0 && (!_strict || _cursor.StrictCasts != 0))
            {
                flags = _image.StateFlags(state);
                if (!_strict || (flags & GrammarImage.FirstStartTag) != 0)
                    codes++;
            }

            int code = _bits.Read(BitWidth.Of(codes));
            if (code < declared)
                return ReadProduction(_image.FirstProduction(state) + code);
            if (code >= codes)
                return Fail(CompactExiError.EventCode);
            return _strict ? ReadStrictCast() : ReadUndeclared(state, flags);
        }

        private int ReadProduction(int production)
        {
            int kind = _image.GetProductionKind(production);
            int operand = _image.ProductionOperand(production);
            int next = _image.ProductionNext(production);
            switch (kind)
            {
                case ProductionKind.Attribute:
                    _cursor.State = next;
                    _name = _image.AttributeQName(operand);
                    ReadValue(_image.AttributeDatatype(operand), _name);
                    return CompactExiEvent.Attribute;
                case ProductionKind.AttributeUri:
                    return ReadAttribute(ReadLocalName(operand), next);
                case ProductionKind.AttributeAny:
                    return ReadAttribute(ReadName(), next);
                case ProductionKind.StartElement:
                    return StartElement(_image.ElementQName(operand), operand, next);
                case ProductionKind.StartElementUri:
                    return StartWildcard(ReadLocalName(operand), next);
                case ProductionKind.StartElementAny:
                    return StartWildcard(ReadName(), next);
                case ProductionKind.EndElement:
                    return EndElement();
                case ProductionKind.CharactersTyped:
                    _cursor.State = next;
                    ReadValue(operand, _cursor.Name);
                    return CompactExiEvent.Characters;
                case ProductionKind.CharactersUntyped:
                    _cursor.State = next;
                    ReadString(_cursor.Name, GrammarImage.None);
                    return CompactExiEvent.Characters;
                default:
                    return CompactExiEvent.EndDocument;
            }
        }

        private int ReadStrictCast()
        {
            int casts = _cursor.StrictCasts;
            if (casts == GrammarCursor.Castable || (casts != GrammarCursor.Nillable && _bits.Read(1) == 0))
                return ReadTypeAttribute();
            return ReadNilAttribute();
        }

        /// <summary>Second parts of EXI 8.5.4.4.1, in the order that the image's layout states.</summary>
        private int ReadUndeclared(int state, int flags)
        {
            int code = _bits.Read(BitWidth.Of(GrammarCursor.SecondPartCount(flags)));
            if ((flags & GrammarImage.HasEndElement) == 0 && code-- == 0)
                return EndElement();
            if ((flags & GrammarImage.FirstStartTag) != 0)
            {
                if (code == 0)
                    return ReadTypeAttribute();
                if (code == 1)
                    return ReadNilAttribute();
                code -= 2;
            }

            if ((flags & GrammarImage.StartTag) != 0)
            {
                if (code == 0)
                    return ReadAttribute(ReadName(), state);
                if (code == 1)
                    return ReadUntypedAttribute(state);
                code -= 2;
            }

            if (code == 0)
                return StartWildcard(ReadName(), _image.ContentState(state));
            if (code != 1)
                return Fail(CompactExiError.EventCode);
            _cursor.State = _image.ContentState(state);
            ReadString(_cursor.Name, GrammarImage.None);
            return CompactExiEvent.Characters;
        }

        private int ReadUntypedAttribute(int state)
        {
            int declared = _image.AttributeCount(state);
            int code = _bits.Read(BitWidth.Of(declared + 1));
            if (code < declared)
            {
                int production = _image.FirstProduction(state) + code;
                _name = _image.AttributeQName(_image.ProductionOperand(production));
                _cursor.State = _image.ProductionNext(production);
            }
            else
            {
                if (code > declared)
                    return Fail(CompactExiError.EventCode);
                _name = ReadName();
                if (_name < 0)
                    return CompactExiEvent.Error;
            }

            ReadString(_name, GrammarImage.None);
            return CompactExiEvent.Attribute;
        }

        // ---- built-in element grammars (EXI 8.4.3)

        private int ReadBuiltIn()
        {
            BuiltInGrammars grammars = _cursor.BuiltIn;
            int state = _cursor.State;
            bool startTag = BuiltInGrammars.IsStartTag(state);
            int learned = grammars.Count(state);
            int code = _bits.Read(BitWidth.Of(startTag ? learned + 1 : learned + 2));
            if (code < learned)
                return ReadLearned(grammars, state, grammars.Production(state, code));
            if (!startTag)
            {
                if (code == learned)
                    return EndElement();
                if (code > learned + 1)
                    return Fail(CompactExiError.EventCode);
                return _bits.Read(1) == 0 ? LearnElement(grammars, state) : LearnCharacters(grammars, state);
            }

            switch (_bits.Read(2))
            {
                case 0:
                    if (!grammars.LearnOnce(state, BuiltInGrammars.KindEndElement, 0))
                        return Fail(CompactExiError.BuiltInGrammars);
                    return EndElement();
                case 1:
                    return LearnAttribute(grammars, state);
                case 2:
                    return LearnElement(grammars, state);
                default:
                    return LearnCharacters(grammars, state);
            }
        }

        private int ReadLearned(BuiltInGrammars grammars, int state, int production)
        {
            switch (grammars.Kind(production))
            {
                case BuiltInGrammars.KindAttribute:
                    return ReadAttribute(grammars.Name(production), state);
                case BuiltInGrammars.KindStartElement:
                    return StartWildcard(grammars.Name(production), BuiltInGrammars.ContentState(state));
                case BuiltInGrammars.KindEndElement:
                    return EndElement();
                default:
                    _cursor.State = BuiltInGrammars.ContentState(state);
                    ReadString(_cursor.Name, GrammarImage.None);
                    return CompactExiEvent.Characters;
            }
        }

        private int LearnAttribute(BuiltInGrammars grammars, int state)
        {
            int name = ReadName();
            if (name < 0)
                return CompactExiEvent.Error;

            bool learned = name == _xsiType
                ? grammars.LearnOnce(state, BuiltInGrammars.KindAttribute, name)
                : grammars.Learn(state, BuiltInGrammars.KindAttribute, name);
            if (!learned)
                return Fail(CompactExiError.BuiltInGrammars);
            return ReadAttribute(name, state);
        }

        private int LearnElement(BuiltInGrammars grammars, int state)
        {
            int name = ReadName();
            if (name < 0)
                return CompactExiEvent.Error;
            if (!grammars.Learn(state, BuiltInGrammars.KindStartElement, name))
                return Fail(CompactExiError.BuiltInGrammars);
            return StartWildcard(name, BuiltInGrammars.ContentState(state));
        }

        private int LearnCharacters(BuiltInGrammars grammars, int state)
        {
            if (!grammars.LearnOnce(state, BuiltInGrammars.KindCharacters, 0))
                return Fail(CompactExiError.BuiltInGrammars);
            _cursor.State = BuiltInGrammars.ContentState(state);
            ReadString(_cursor.Name, GrammarImage.None);
            return CompactExiEvent.Characters;
        }

        // ---- events

        private int StartElement(int name, int element, int resume)
        {
            _name = name;
            int error = _cursor.Enter(name, element, resume);
            return error == CompactExiError.None ? CompactExiEvent.StartElement : Fail(error);
        }

        /// <summary>SE of a name whose declaration the production does not state.</summary>
        private int StartWildcard(int name, int resume)
        {
            if (name < 0)
                return CompactExiEvent.Error;
            int element = name < _image.QNameCount ? _image.FindGlobalElement(name) : GrammarImage.None;
            return StartElement(name, element, resume);
        }

        private int EndElement()
        {
            _name = _cursor.Name;
            _cursor.Leave();
            return CompactExiEvent.EndElement;
        }

        /// <summary>AT of a name whose declaration the production does not state.</summary>
        private int ReadAttribute(int name, int next)
        {
            if (name < 0)
                return CompactExiEvent.Error;
            _name = name;
            _cursor.State = next;
            if (name == _xsiType)
                return ReadTypeAttribute();
            if (name == _xsiNil && next >= 0)
                return ReadNilAttribute();
            int attribute = name < _image.QNameCount ? _image.FindGlobalAttribute(name) : GrammarImage.None;
            if (attribute == GrammarImage.None)
                ReadString(name, GrammarImage.None);
            else
                ReadValue(_image.AttributeDatatype(attribute), name);
            return CompactExiEvent.Attribute;
        }

        private int ReadTypeAttribute()
        {
            _name = _xsiType;
            int typeName = ReadName();
            if (typeName < 0)
                return CompactExiEvent.Error;
            _value.Reset(CompactValue.KindQName);
            _value.Number = typeName;
            int type = typeName < _image.QNameCount ? _image.FindType(typeName) : GrammarImage.None;
            if (type != GrammarImage.None)
                _cursor.Cast(type);
            return CompactExiEvent.Attribute;
        }

        private int ReadNilAttribute()
        {
            _name = _xsiNil;
            _value.Reset(DatatypeKind.Boolean);
            _value.Number = _bits.Read(1);
            if (_value.Number != 0)
                _cursor.Empty();
            return CompactExiEvent.Attribute;
        }

        // ---- names (EXI 7.1.7)

        private int ReadName()
        {
            int id = _bits.Read(BitWidth.Of(_names.UriCount + 1));
            if (id != 0)
            {
                if (id > _names.UriCount)
                    return Fail(CompactExiError.CompactIdentifier);
                return ReadLocalName(_names.FindUriById(id - 1));
            }

            int length = ReadCharacters(_bits.ReadUnsignedInt32(), 0);
            if (length < 0)
                return length;

            // A string of the table comes as its identifier (EXI 7.3.1): a literal would give it two.
            if (_names.FindUri(_text, 0, length) != LearnedNames.None)
                return Fail(CompactExiError.CompactIdentifier);
            int uri = _names.AddUri(_text, 0, length);
            if (uri == LearnedNames.None)
                return Fail(CompactExiError.NameTableFull);
            _names.LearnUri(uri);
            return ReadLocalName(uri);
        }

        private int ReadLocalName(int uri)
        {
            int length = _bits.ReadUnsignedInt32();
            if (length == 0)
            {
                int count = _names.LocalNameCount(uri);
                int id = _bits.Read(BitWidth.Of(count));
                return id < count ? _names.FindNameById(uri, id) : Fail(CompactExiError.CompactIdentifier);
            }

            length = ReadCharacters(length - 1, 0);
            if (length < 0)
                return length;
            if (_names.FindName(uri, _text, 0, length) != LearnedNames.None)
                return Fail(CompactExiError.CompactIdentifier);
            int name = _names.AddName(uri, _text, 0, length);
            return name != LearnedNames.None && _names.LearnName(name) ? name : Fail(CompactExiError.NameTableFull);
        }

        private static int Copy(byte[] from, int start, int length, byte[] into, int offset)
        {
            if (length > into.Length - offset)
                return -1;
            System.Array.Copy(from, start, into, offset, length);
            return length;
        }
    }
}
