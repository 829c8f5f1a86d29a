using IotXmpp.Things.Model;

namespace IotXmpp.Things.Concentrators;

/// <summary>An item of a record in a query result (XEP-0326 5.9).</summary>
/// <param name="Type">Element name of the type, such as <c>dateTime</c>.</param>
/// <param name="Text">Lexical form.</param>
/// <param name="ContentType">MIME type of <c>base64</c>; null for the other types.</param>
public readonly record struct QueryItem(string Type, string Text, string? ContentType = null)
{
    /// <summary>Nothing.</summary>
    public static QueryItem Void { get; } = new("void", "");

    /// <summary>A text.</summary>
    public static QueryItem String(string text) => new("string", text);

    /// <summary>A point in time.</summary>
    public static QueryItem Time(DateTimeOffset time) => new("dateTime", Lexical.DateTimeText(time));

    /// <summary>Bytes of a MIME type.</summary>
    public static QueryItem Object(string contentType, ReadOnlySpan<byte> bytes) => new("base64", Convert.ToBase64String(bytes), contentType);

    /// <summary>The value of a field, with its decimals.</summary>
    public static QueryItem Of(FieldValue value) => new(
        value.Kind switch
        {
            FieldValueKind.Boolean => "boolean",
            FieldValueKind.Int => "int",
            FieldValueKind.Long => "long",
            FieldValueKind.Numeric => "double",
            FieldValueKind.DateTime => "dateTime",
            FieldValueKind.Duration => "duration",
            FieldValueKind.Time => "time",
            FieldValueKind.Date => "date",
            _ => "string",
        },
        value.Text);
}
