#nullable disable
using System;

namespace IotXmpp.Exi.Portable
{
    /// <summary>
    /// The grammars of one schema set as flat tables in one byte array: what EXI 8.5 derives from a schema, before any EXI
    /// option is applied. Strict, fidelity options, alignment, self-contained and datatype representation maps are the
    /// interpreter's; the image is the same for all of them.
    /// </summary>
    /// <remarks>
    /// <para>
    /// LAYOUT (version 1). Little-endian. A "field" is 2 bytes, or 4 when the image has 65535 bytes or records or more
    /// (<see cref="FieldWidth"/>). In a field all ones means <see cref="None"/>, returned as -1. Tables are arrays of records of
    /// one size, named by index from 0.
    /// <code>
    /// header     0  "EXIG"                    4 bytes
    ///            4  layout version            1 byte, = 1
    ///            5  field width               1 byte, 2 or 4
    ///            6  flags                     1 byte: 1 schema-informed, 2 has fragment grammars
    ///            7  reserved                  1 byte, 0
    ///            8  length of the image       4 bytes
    ///           12  SHA-256 of the schema set 32 bytes
    ///           44  section directory         SectionCount times (offset 4 bytes, record count 4 bytes)
    /// section  0 roots       5 records: field. DocContent state, FragmentContent state or None, the type index of the relaxed
    ///                        ElementFragment grammar or None, xsi:type's qname, xsi:nil's qname
    ///          1 uris        string, first qname, initial prefix string or None          (3 fields)
    ///          2 qnames      string of the local name, uri                               (2 fields)
    ///          3 elements    qname, type, flags byte: 1 nillable, 2 global                (2 fields + 1)
    ///          4 attributes  qname, datatype, flags byte: 2 global                        (2 fields + 1)
    ///          5 types       qname or None, start state, empty state, datatype or None,
    ///                        flags byte: 1 castable, 2 simple type                        (4 fields + 1)
    ///          6 datatypes   qname or None, base datatype or None, detail, kind byte, white space byte (3 fields + 2)
    ///          7 states      first production, production count, attribute count, content state, flags byte (4 fields + 1)
    ///          8 productions operand, next state, kind byte                               (2 fields + 1)
    ///          9 global elements    element, sorted by qname index                        (1 field)
    ///         10 global attributes  attribute, sorted by qname index                      (1 field)
    ///         11 named types        type, sorted by qname index                           (1 field)
    ///         12 pool               bytes: strings and datatype details, named by offset from the image's start
    /// </code>
    /// A string is its length in UTF-8 bytes (7 bits a byte, low first, high bit: more follow), then the bytes.
    /// </para>
    /// <para>
    /// STRING TABLES (EXI 7.3.1, Appendix D). Uri i has compact identifier i: "", the XML namespace, xsi, xsd (only when
    /// schema-informed), then the schema's, sorted. Local names of uri u are the qnames FirstQName(u) .. FirstQName(u + 1) - 1
    /// in the order of their compact identifiers, so qname index = FirstQName(uri) + local-name identifier: a qname is
    /// one number. Initial prefixes: at most one a uri. Everything learned at run time is numbered after these by the interpreter.
    /// </para>
    /// <para>
    /// STATES. A state is a right-hand non-terminal of a normalised grammar (EXI 8.5.4.2). Its productions stand one after
    /// another in the order of their first-part event codes: production FirstProduction(s) + n has code n. Several states
    /// may share one range of productions. Only schema-declared productions are stored; the undeclared ones of EXI 8.5.4.4
    /// follow from the state's flags and the element in whose content the state is used:
    /// <code>
    /// strict:      only in the start state of an element's own type, as SE led to it (also again after xsi:nil = false); never
    ///              once xsi:type or xsi:nil = true has switched the grammar:
    ///                AT(xsi:type)  if the element's type is castable (TypeIsCastable);  next state: s, or the type's start
    ///                AT(xsi:nil)   if the element is nillable (ElementIsNillable);      next state: s, or the type's empty state
    ///              and nothing else: without these there is no second part.
    /// non-strict:  second parts 0, 1, ... , each taken only if its condition holds
    ///                EE                    unless StateHasEndElement
    ///                AT(xsi:type)          if FirstStartTag
    ///                AT(xsi:nil)           if FirstStartTag
    ///                AT(*)                 if StartTag;                next state: s
    ///                AT(..)[untyped value] if StartTag: one second part, whose third parts are 0 .. a - 1 for the a =
    ///                                      AttributeCount(s) first productions of s (all AT(qname), next state as theirs)
    ///                                      and a for AT(*), next state: s
    ///                NS                    if FirstStartTag and preserve.prefixes;  next state: s
    ///                SC                    if FirstStartTag and selfContained
    ///                SE(*)                 always;                     next state: ContentState(s)
    ///                CH[untyped value]     always;                     next state: ContentState(s)
    ///                ER                    if preserve.dtd;            next state: ContentState(s)
    ///                CM, PI                if preserved: one second part, whose third parts are CM then PI (those
    ///                                      preserved);                next state: ContentState(s)
    /// </code>
    /// First part: n = ProductionCount(s) productions, and one more code (n) that announces a second part if there is any
    /// second part. Width of each part: ceil(log2(number of codes of that part)). An undeclared event whose third part has one
    /// possible value takes no bits for it, but the second part is still counted once.
    /// </para>
    /// <para>
    /// ContentState(s) is the spec's Element(i, content2) for s in the start tag (j &lt;= content) and s itself in the content.
    /// A state reached by a loop from content is never flagged StartTag: content2 stands for `content` wherever an event of
    /// the content leads back to it.
    /// </para>
    /// <para>
    /// After AT(xsi:type) naming a type of <see cref="FindType"/>: continue in its TypeStartState. After AT(xsi:nil) = true:
    /// continue in TypeEmptyState of the type in force. After xsi:nil = false: stay in the state. TypeEmpty states carry the
    /// same flags and are augmented by the same rules.
    /// </para>
    /// <para>
    /// SE(qname): the child starts in TypeStartState(ElementType(operand)). SE(*) and SE(uri:*): in the global element's grammar
    /// if <see cref="FindGlobalElement"/> knows the qname, else in a built-in one. AT(*), AT(uri:*): the value has the
    /// datatype of <see cref="FindGlobalAttribute"/>, or is a String.
    /// </para>
    /// <para>
    /// DOCUMENTS. DocContent: a state with one SE(qname) for each global element sorted by local name, then uri, then SE(*), leading to
    /// DocEnd; second parts DT (if preserve.dtd; next: DocContent), then CM, PI as third parts. DocEnd: ED, second parts CM, PI.
    /// FragmentContent: SE(qname) for each qname of an element declaration, global or local, then SE(*), all leading to itself, then
    /// ED; second parts CM, PI. These three have neither FirstStartTag nor StartTag, and none of the undeclared
    /// productions of elements. Where one qname is declared with different types or nillable properties, the fragment's
    /// element has the relaxed ElementFragment type (EXI 8.5.3).
    /// </para>
    /// </remarks>
    public sealed partial class GrammarImage
    {
        /// <summary>Version of the layout in this file.</summary>
        public const int LayoutVersion = 1;

        /// <summary>Absent index.</summary>
        public const int None = -1;

        /// <summary>Bytes before the first section.</summary>
        public const int HeaderLength = DirectoryOffset + SectionCount * 8;

        /// <summary>Number of sections.</summary>
        public const int SectionCount = 13;
        /// <summary>Section of the roots.</summary>
        public const int SectionRoots = 0;
        /// <summary>Section of the uris.</summary>
        public const int SectionUris = 1;
        /// <summary>Section of the qnames.</summary>
        public const int SectionQNames = 2;
        /// <summary>Section of the element declarations.</summary>
        public const int SectionElements = 3;
        /// <summary>Section of the attribute declarations.</summary>
        public const int SectionAttributes = 4;
        /// <summary>Section of the types.</summary>
        public const int SectionTypes = 5;
        /// <summary>Section of the datatypes.</summary>
        public const int SectionDatatypes = 6;
        /// <summary>Section of the states.</summary>
        public const int SectionStates = 7;
        /// <summary>Section of the productions.</summary>
        public const int SectionProductions = 8;
        /// <summary>Section of the global elements, sorted by qname.</summary>
        public const int SectionGlobalElements = 9;
        /// <summary>Section of the global attributes, sorted by qname.</summary>
        public const int SectionGlobalAttributes = 10;
        /// <summary>Section of the named types, sorted by qname.</summary>
        public const int SectionNamedTypes = 11;
        /// <summary>Section of strings and datatype details.</summary>
        public const int SectionPool = 12;

        /// <summary>Root: state of DocContent.</summary>
        public const int RootDocContent = 0;
        /// <summary>Root: state of FragmentContent.</summary>
        public const int RootFragmentContent = 1;
        /// <summary>Root: type of the relaxed ElementFragment grammar.</summary>
        public const int RootElementFragmentType = 2;
        /// <summary>Root: qname of xsi:type.</summary>
        public const int RootXsiType = 3;
        /// <summary>Root: qname of xsi:nil.</summary>
        public const int RootXsiNil = 4;
        /// <summary>Number of roots.</summary>
        public const int RootCount = 5;

        /// <summary>Header flag: made from a schema (or from the built-in XSD types alone, schemaId "").</summary>
        public const int FlagSchemaInformed = 1;

        /// <summary>Header flag: FragmentContent and ElementFragment grammars are included.</summary>
        public const int FlagFragments = 2;

        /// <summary>State flag: the first state of an element, where xsi:type, xsi:nil, NS and SC may stand.</summary>
        public const int FirstStartTag = 1;

        /// <summary>State flag: in the start tag, j &lt;= content of EXI 8.5.4.4.1: undeclared attributes may stand.</summary>
        public const int StartTag = 2;

        /// <summary>State flag: EE is among the declared productions.</summary>
        public const int HasEndElement = 4;

        /// <summary>State flag: CH with a typed or untyped value is among the declared productions.</summary>
        public const int HasCharacters = 8;

        /// <summary>Element flag, attribute flag.</summary>
        public const int FlagNillable = 1;

        /// <summary>Element flag, attribute flag: declared globally.</summary>
        public const int FlagGlobal = 2;

        /// <summary>Type flag: has named subtypes or is a union, so that strict streams may cast it (EXI 8.5.4.4.2).</summary>
        public const int FlagCastable = 1;

        /// <summary>Type flag: a simple type.</summary>
        public const int FlagSimpleType = 2;

        /// <summary>White space facet: keep.</summary>
        public const int WhiteSpacePreserve = 0;

        /// <summary>White space facet: every white space character is a space.</summary>
        public const int WhiteSpaceReplace = 1;

        /// <summary>White space facet: replace, trim, and runs become one space.</summary>
        public const int WhiteSpaceCollapse = 2;

        private const int VersionOffset = 4;
        private const int WidthOffset = 5;
        private const int FlagsOffset = 6;
        private const int LengthOffset = 8;
        private const int IdentityOffset = 12;
        private const int IdentityLength = 32;
        private const int DirectoryOffset = 44;

        private readonly byte[] _data;
        private readonly bool _wide;
        private readonly int _width;
        private readonly int _roots;
        private readonly int _uris;
        private readonly int _uriSize;
        private readonly int _qnames;
        private readonly int _qnameSize;
        private readonly int _elements;
        private readonly int _attributes;
        private readonly int _declarationSize;
        private readonly int _types;
        private readonly int _typeSize;
        private readonly int _datatypes;
        private readonly int _datatypeSize;
        private readonly int _states;
        private readonly int _stateSize;
        private readonly int _productions;
        private readonly int _productionSize;
        private readonly int _globalElements;
        private readonly int _globalAttributes;
        private readonly int _namedTypes;

        /// <summary>Opens an image in place: nothing is copied, <paramref name="data"/> must not change afterwards. Checks the
        /// header and that every section lies inside; the server's <c>GrammarImageVerifier</c> checks the records too.</summary>
        /// <exception cref="GrammarImageException">The data is not an image of this layout version.</exception>
        public GrammarImage(byte[] data)
        {
            if (data == null || data.Length < HeaderLength)
                throw new GrammarImageException(GrammarImageException.TooShort, "Grammar image: shorter than its header.");
            if (data[0] != 'E' || data[1] != 'X' || data[2] != 'I' || data[3] != 'G')
                throw new GrammarImageException(GrammarImageException.NotAnImage, "Grammar image: does not begin with EXIG.");
            if (data[VersionOffset] != LayoutVersion)
                throw new GrammarImageException(GrammarImageException.OtherVersion, "Grammar image: another layout version.");
            int width = data[WidthOffset];
            if (width != 2 && width != 4)
                throw new GrammarImageException(GrammarImageException.BadFieldWidth, "Grammar image: field width.");
            _data = data;
            _width = width;
            _wide = width == 4;
            if (Int32(LengthOffset) != data.Length)
                throw new GrammarImageException(GrammarImageException.BadLength, "Grammar image: length.");

            _uriSize = 3 * width;
            _qnameSize = 2 * width;
            _declarationSize = 2 * width + 1;
            _typeSize = 4 * width + 1;
            _datatypeSize = 3 * width + 2;
            _stateSize = 4 * width + 1;
            _productionSize = 2 * width + 1;

            _roots = Section(SectionRoots, width);
            if (RecordCount(SectionRoots) != RootCount)
                throw new GrammarImageException(GrammarImageException.BadSection, "Grammar image: roots.");
            _uris = Section(SectionUris, _uriSize);
            _qnames = Section(SectionQNames, _qnameSize);
            _elements = Section(SectionElements, _declarationSize);
            _attributes = Section(SectionAttributes, _declarationSize);
            _types = Section(SectionTypes, _typeSize);
            _datatypes = Section(SectionDatatypes, _datatypeSize);
            _states = Section(SectionStates, _stateSize);
            _productions = Section(SectionProductions, _productionSize);
            _globalElements = Section(SectionGlobalElements, width);
            _globalAttributes = Section(SectionGlobalAttributes, width);
            _namedTypes = Section(SectionNamedTypes, width);
            Section(SectionPool, 1);
        }

        /// <summary>The bytes of the image, not copied.</summary>
        public byte[] Data
        {
            get { return _data; }
        }

        /// <summary>Bytes of a field: 2 or 4.</summary>
        public int FieldWidth
        {
            get { return _width; }
        }

        /// <summary>False for the image of schema-less streams: three uris, no declarations.</summary>
        public bool IsSchemaInformed
        {
            get { return (_data[FlagsOffset] & FlagSchemaInformed) != 0; }
        }

        /// <summary>Whether FragmentContent and ElementFragment grammars are included.</summary>
        public bool HasFragments
        {
            get { return (_data[FlagsOffset] & FlagFragments) != 0; }
        }

        /// <summary>SHA-256 of the schema set the image was made from (32 bytes, a copy).</summary>
        public byte[] GetIdentity()
        {
            byte[] identity = new byte[IdentityLength];
            Array.Copy(_data, IdentityOffset, identity, 0, IdentityLength);
            return identity;
        }

        /// <summary>Number of records of a section.</summary>
        public int RecordCount(int section)
        {
            return Int32(DirectoryOffset + section * 8 + 4);
        }

        // ---- roots

        /// <summary>State of DocContent.</summary>
        public int DocContent
        {
            get { return Field(_roots + RootDocContent * _width); }
        }

        /// <summary>State of FragmentContent, or None if the image has no fragment grammars.</summary>
        public int FragmentContent
        {
            get { return Field(_roots + RootFragmentContent * _width); }
        }

        /// <summary>Type index of the relaxed ElementFragment grammar (EXI 8.5.3), or None.</summary>
        public int ElementFragmentType
        {
            get { return Field(_roots + RootElementFragmentType * _width); }
        }

        /// <summary>QName index of xsi:type.</summary>
        public int XsiType
        {
            get { return Field(_roots + RootXsiType * _width); }
        }

        /// <summary>QName index of xsi:nil.</summary>
        public int XsiNil
        {
            get { return Field(_roots + RootXsiNil * _width); }
        }

        private int Find(int index, int count, int table, int recordSize, int qname)
        {
            int low = 0;
            int high = count - 1;
            while (low <= high)
            {
                int middle = (low + high) >> 1;
                int record = Field(index + middle * _width);
                int found = Field(table + record * recordSize);
                if (found == qname)
                    return record;
                if (found < qname)
                    low = middle + 1;
                else
                    high = middle - 1;
            }

            return None;
        }

        private int Section(int section, int recordSize)
        {
            int at = DirectoryOffset + section * 8;
            int offset = Int32(at);
            int count = Int32(at + 4);
            if (offset < HeaderLength || count < 0 || offset > _data.Length || count > (_data.Length - offset) / recordSize)
                throw new GrammarImageException(GrammarImageException.BadSection, "Grammar image: section " + section.ToString() + ".");
            return offset;
        }

        private int Field(int offset)
        {
            if (_wide)
                return Int32(offset);
            int value = _data[offset] | (_data[offset + 1] << 8);
            return value == 0xFFFF ? None : value;
        }

        private int Int32(int offset)
        {
            return _data[offset] | (_data[offset + 1] << 8) | (_data[offset + 2] << 16) | (_data[offset + 3] << 24);
        }
    }
}
