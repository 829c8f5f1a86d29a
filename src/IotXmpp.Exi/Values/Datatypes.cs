using System.Collections.Frozen;
using System.Globalization;
using System.Numerics;
using System.Xml;
using IotXmpp.Exi.Bits;
using IotXmpp.Exi.Portable;
using IotXmpp.Exi.Strings;

namespace IotXmpp.Exi.Values;

/// <summary>
/// The datatypes of an image under certain options (EXI 7, 7.2, 7.4, table 7-2), made when first needed. Several readers and
/// writers may share one: making the same datatype twice is harmless.
/// </summary>
internal sealed class Datatypes
{
    private const string ExiNamespace = "http://www.w3.org/2009/exi";

    private const string XsdNamespace = "http://www.w3.org/2001/XMLSchema";

    /// <summary>The types of XML Schema that table 7-1 lists.</summary>
    private static readonly FrozenSet<string> OwnRepresentation = new[]
    {
        "base64Binary", "hexBinary", "boolean", "dateTime", "time", "date", "gYearMonth", "gYear", "gMonthDay", "gDay", "gMonth", "decimal", "float", "double",
        "integer", "string", "anySimpleType",
    }.ToFrozenSet();

    private readonly GrammarImage _image;
    private readonly InitialNames _names;
    private readonly bool _lexical;
    private readonly Dictionary<int, int> _representations = [];
    private readonly Datatype?[] _made;

    /// <summary>Prepares the datatypes of an image.</summary>
    /// <exception cref="ExiException">A representation of the map is not one of table 7-1.</exception>
    public Datatypes(GrammarImage image, InitialNames names, bool lexicalValues, IReadOnlyList<ExiDatatypeRepresentation> map)
    {
        _image = image;
        _names = names;
        _lexical = lexicalValues;
        _made = new Datatype?[image.RecordCount(GrammarImage.SectionDatatypes)];
        foreach (ExiDatatypeRepresentation entry in map)
        {
            int uri = names.FindUri(entry.Type.Namespace);
            int name = uri < 0 ? -1 : names.FindName(uri, entry.Type.Name);
            if (name >= 0)
                _representations[name] = KindOf(entry.Representation);
        }
    }

    /// <summary>The datatype with an index of the image.</summary>
    public Datatype this[int datatype] => datatype < 0 ? Datatype.Untyped : _made[datatype] ??= Make(datatype);

    private Datatype Make(int datatype)
    {
        if (_lexical)
            return MakeLexical(datatype);
        return FindRepresentation(datatype, out int represented) ? MakeRepresented(datatype, represented) : MakePlain(datatype);
    }

    /// <summary>The datatype as its schema has it, whatever the map says of it.</summary>
    private Datatype MakePlain(int datatype)
    {
        int kind = _image.GetDatatypeKind(datatype);
        int whiteSpace = _image.DatatypeWhiteSpace(datatype);
        switch (kind)
        {
            case DatatypeKind.String:
                return new Datatype { Kind = kind, WhiteSpace = whiteSpace, CharacterSet = RestrictedCharacterSet.Of(_image, datatype) };

            case DatatypeKind.NBitUnsignedInteger or DatatypeKind.NBitBigInteger:
                return MakeBounded(datatype, kind, whiteSpace);

            case DatatypeKind.List:
                return new Datatype { Kind = kind, WhiteSpace = whiteSpace, Item = this[_image.DatatypeDetail(datatype)] };

            case DatatypeKind.Enumeration:
                return MakeEnumeration(datatype, whiteSpace);

            default:
                return new Datatype { Kind = kind, WhiteSpace = whiteSpace };
        }
    }

    private Datatype MakeBounded(int datatype, int kind, int whiteSpace) => new()
    {
        Kind = kind,
        WhiteSpace = whiteSpace,
        Width = _image.NBitWidth(datatype),
        Range = _image.NBitRange(datatype),
        Minimum = kind == DatatypeKind.NBitUnsignedInteger ? _image.NBitMinimum(datatype) : 0,
        BigMinimum = kind == DatatypeKind.NBitUnsignedInteger ? default : BigInteger.Parse(_image.GetNBitBigMinimum(datatype), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture),
    };

    private Datatype MakeEnumeration(int datatype, int whiteSpace)
    {
        var values = new string[_image.EnumerationCount(datatype)];
        for (int i = 0; i < values.Length; i++)
            values[i] = _image.GetEnumerationValue(datatype, i);
        return new Datatype
        {
            Kind = DatatypeKind.Enumeration,
            WhiteSpace = whiteSpace,
            Width = CodeWidth.Of(values.Length),
            Enumeration = values,
            Item = MakePlain(_image.EnumerationDatatype(datatype)), // compared in value space: the map changes bits, not values
        };
    }

    private Datatype MakeLexical(int datatype)
    {
        if (!FindRepresentation(datatype, out int kind))
            kind = _image.GetDatatypeKind(datatype);
        while (kind is DatatypeKind.List or DatatypeKind.Enumeration)
        {
            datatype = kind == DatatypeKind.List ? _image.DatatypeDetail(datatype) : _image.EnumerationDatatype(datatype);
            kind = _image.GetDatatypeKind(datatype);
        }

        // Table 7-2 applies "regardless of the actual pattern facets": a String keeps none of its own.
        return new Datatype { Kind = DatatypeKind.String, CharacterSet = RestrictedCharacterSet.OfKind(kind) };
    }

    /// <summary>
    /// The closest ancestor with a representation, be it of the map or the one table 7-1 gives a built-in type and every direct
    /// list or union. An enumeration of the datatype itself wins over an ancestor without one (EXI 7.4).
    /// </summary>
    private bool FindRepresentation(int datatype, out int kind)
    {
        kind = 0;
        if (_representations.Count == 0)
            return false;
        bool enumerated = _image.GetDatatypeKind(datatype) == DatatypeKind.Enumeration;
        for (int ancestor = datatype; ancestor >= 0; ancestor = _image.DatatypeBase(ancestor))
        {
            int name = _image.DatatypeQName(ancestor);
            if (name >= 0 && _representations.TryGetValue(name, out kind))
                return !enumerated || _image.GetDatatypeKind(ancestor) == DatatypeKind.Enumeration;
            bool isSchemaType = name >= 0 && _names.Uris[_names.UriOfName[name]] == XsdNamespace;
            if (isSchemaType && OwnRepresentation.Contains(_names.Locals[name]))
                return false;
            int parent = _image.DatatypeBase(ancestor);
            bool isDirect = parent < 0 || _image.DatatypeBase(parent) < 0;
            if (isDirect && (!isSchemaType || _image.GetDatatypeKind(ancestor) == DatatypeKind.List))
                return false; // directly derived by list or union
        }

        return false;
    }

    private Datatype MakeRepresented(int datatype, int kind)
    {
        int whiteSpace = _image.DatatypeWhiteSpace(datatype);
        if (kind == DatatypeKind.String)
            return new Datatype { Kind = kind, WhiteSpace = whiteSpace };

        int own = _image.GetDatatypeKind(datatype);
        if (kind == DatatypeKind.Integer)
        {
            // 7.1.5: the Integer representation of a bounded type is the one its facets select.
            if (own is DatatypeKind.NBitUnsignedInteger or DatatypeKind.NBitBigInteger)
                return MakeBounded(datatype, own, whiteSpace);
            if (own == DatatypeKind.UnsignedInteger)
                return new Datatype { Kind = own, WhiteSpace = whiteSpace };
        }

        if (kind == DatatypeKind.Boolean && own == DatatypeKind.BooleanWithPattern)
            kind = own;
        return new Datatype { Kind = kind, WhiteSpace = GrammarImage.WhiteSpaceCollapse };
    }

    private static int KindOf(XmlQualifiedName representation)
    {
        if (representation.Namespace == ExiNamespace)
        {
            switch (representation.Name)
            {
                case "base64Binary": return DatatypeKind.Base64Binary;
                case "hexBinary": return DatatypeKind.HexBinary;
                case "boolean": return DatatypeKind.Boolean;
                case "decimal": return DatatypeKind.Decimal;
                case "double": return DatatypeKind.Float;
                case "integer": return DatatypeKind.Integer;
                case "string": return DatatypeKind.String;
                case "dateTime": return DatatypeKind.DateTime;
                case "time": return DatatypeKind.Time;
                case "date": return DatatypeKind.Date;
                case "gYearMonth": return DatatypeKind.GYearMonth;
                case "gYear": return DatatypeKind.GYear;
                case "gMonthDay": return DatatypeKind.GMonthDay;
                case "gDay": return DatatypeKind.GDay;
                case "gMonth": return DatatypeKind.GMonth;
            }
        }

        throw new ExiException($"the datatype representation {representation} is not one of EXI table 7-1");
    }
}
