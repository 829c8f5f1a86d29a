using System.Buffers.Text;
using System.Text;
using IotXmpp.Exi.Strings;
using IotXmpp.Exi.Values;

namespace IotXmpp.Exi.Body;

/// <summary>
/// One event with its content items (EXI table 4-1). One object serves a whole stream; what it shows is valid until the next event. Plain
/// fields, because a decoder sets a few of them for each event.
/// </summary>
internal sealed class BodyEvent(DecodedNames names, DecodedValues values)
{
    /// <summary>The event type.</summary>
    public ExiEventType Type;

    /// <summary>Element of SE and EE, attribute of AT.</summary>
    public int Name;

    /// <summary>Value of AT and CH; <see cref="ExiValueKind.None"/> while it waits in a value channel.</summary>
    public EventValue Value;

    /// <summary>Prefix of a name (null when not preserved or not resolved) or of a namespace declaration.</summary>
    public string? Prefix;

    /// <summary>Uri of a namespace declaration.</summary>
    public string NamespaceUri = "";

    /// <summary>The namespace declaration is that of the element it stands on (local-element-ns).</summary>
    public bool IsElementNamespace;

    /// <summary>The QName that is the value of xsi:type.</summary>
    public int TypeName;

    /// <summary>Prefix of an xsi:type value, or null.</summary>
    public string? TypePrefix;

    /// <summary>What names mean: those of a self-contained element are its own.</summary>
    public DecodedNames Names = names;

    /// <summary>Where the characters of values lie.</summary>
    public DecodedValues Values = values;

    /// <summary>Where the octets of binary values lie.</summary>
    public readonly OctetBuffer Octets = new();

    /// <summary>CM: the text. PI: target, text. DT: name, public, system, text. ER: name.</summary>
    public readonly string[] Texts = ["", "", "", ""];

    private char[] _printed = new char[ValueFormat.MaxLength];

    /// <summary>Uri of the element or attribute.</summary>
    public string Uri => Names.UriOf(Name);

    /// <summary>Local name of the element or attribute.</summary>
    public string Local => Names.LocalOf(Name);

    /// <summary>The value is the QName of xsi:type.</summary>
    public bool IsTypeValue => Value.Kind == ExiValueKind.QName;

    /// <summary>Uri of an xsi:type value.</summary>
    public string TypeUri => Names.UriOf(TypeName);

    /// <summary>Local name of an xsi:type value.</summary>
    public string TypeLocal => Names.LocalOf(TypeName);

    /// <summary>The octets of a binary value.</summary>
    public ReadOnlySpan<byte> ValueOctets => Octets.Slice(Value.Start, Value.Length);

    /// <summary>The text of the value; of a QName its local name.</summary>
    public ReadOnlySpan<char> ValueText
    {
        get
        {
            switch (Value.Kind)
            {
                case ExiValueKind.String or ExiValueKind.List:
                    return Values.Characters.AsSpan(Value.Start, Value.Length);
                case ExiValueKind.Enumeration:
                    return Value.Datatype!.Enumeration[Value.X];
                case ExiValueKind.Boolean:
                    return Value.BooleanText;
                case ExiValueKind.None:
                    return "";
                case ExiValueKind.QName:
                    return TypeLocal;
                case ExiValueKind.HexBinary:
                    Convert.TryToHexString(ValueOctets, Printed(2 * Value.Length), out int digits);
                    return _printed.AsSpan(0, digits);
                case ExiValueKind.Base64Binary:
                    Convert.TryToBase64Chars(ValueOctets, Printed(Base64.GetMaxEncodedToUtf8Length(Value.Length)), out int characters);
                    return _printed.AsSpan(0, characters);
                default:
                    return _printed.AsSpan(0, Value.Print<char>(_printed));
            }
        }
    }

    /// <summary>The text of the value as a string; made once for what is in the tables.</summary>
    public string ValueString => Value.Kind switch
    {
        ExiValueKind.String when Value.Entry >= 0 => Values.String(Value.Entry),
        ExiValueKind.Enumeration => Value.Datatype!.Enumeration[Value.X],
        ExiValueKind.Boolean => Value.BooleanText,
        _ => ValueText.ToString(),
    };

    /// <summary>Most bytes that <see cref="PrintUtf8"/> may need.</summary>
    public int MaxUtf8Length => Value.Kind switch
    {
        ExiValueKind.String or ExiValueKind.List or ExiValueKind.Enumeration or ExiValueKind.QName => 3 * ValueText.Length,
        ExiValueKind.HexBinary or ExiValueKind.Base64Binary => (2 * Value.Length) + 4,
        ExiValueKind.None => 0,
        _ => ValueFormat.MaxLength,
    };

    /// <summary>Writes the text of the value in UTF-8.</summary>
    /// <param name="destination">Room for <see cref="MaxUtf8Length"/>.</param>
    /// <returns>Its length.</returns>
    public int PrintUtf8(Span<byte> destination)
    {
        switch (Value.Kind)
        {
            case ExiValueKind.String or ExiValueKind.List or ExiValueKind.Enumeration or ExiValueKind.QName:
                return Encoding.UTF8.GetBytes(ValueText, destination);
            case ExiValueKind.None:
                return 0;
            case ExiValueKind.HexBinary:
                Convert.TryToHexString(ValueOctets, destination, out int digits);
                return digits;
            case ExiValueKind.Base64Binary:
                Base64.EncodeToUtf8(ValueOctets, destination, out _, out int written);
                return written;
            default:
                return Value.Print(destination);
        }
    }

    private Span<char> Printed(int length)
    {
        if (_printed.Length < length)
            _printed = new char[length];
        return _printed;
    }
}
