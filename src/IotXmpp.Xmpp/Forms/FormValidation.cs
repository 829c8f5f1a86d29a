namespace IotXmpp.Xmpp.Forms;

/// <summary>How the value of a field is to be validated (XEP-0122 3.2).</summary>
public enum FormValidationMethod
{
    /// <summary>By its data type alone.</summary>
    Basic,

    /// <summary>Any value of the data type, the options being suggestions.</summary>
    Open,

    /// <summary>Between <see cref="FormValidation.Minimum"/> and <see cref="FormValidation.Maximum"/>.</summary>
    Range,

    /// <summary>By <see cref="FormValidation.Pattern"/>.</summary>
    Regex,
}

/// <summary>Validation of a field (XEP-0122).</summary>
public sealed record FormValidation
{
    /// <summary>Name of the data type, <c>xs:int</c> for instance. Default <c>xs:string</c>.</summary>
    public string Datatype { get; init; } = "xs:string";

    /// <summary>Method; basic if none is given.</summary>
    public FormValidationMethod Method { get; init; }

    /// <summary>Smallest value of a range in the data type's lexical form; null for none.</summary>
    public string? Minimum { get; init; }

    /// <summary>Largest value of a range in the data type's lexical form; null for none.</summary>
    public string? Maximum { get; init; }

    /// <summary>Regular expression. It is the peer's: run it with a time limit or not at all.</summary>
    public string? Pattern { get; init; }
}
