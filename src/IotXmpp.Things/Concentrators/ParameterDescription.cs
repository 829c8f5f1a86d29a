using IotXmpp.Things.Model;
using IotXmpp.Xmpp.Forms;

namespace IotXmpp.Things.Concentrators;

/// <summary>A parameter in a form: of a node that is edited or made, or of a command (XEP-0326 3.4.1).</summary>
/// <param name="Id">Name of the form field.</param>
/// <param name="Label">For people.</param>
public sealed record ParameterDescription(string Id, string Label)
{
    /// <summary>What it is, in one sentence for people; empty for nothing to say.</summary>
    public string Description { get; init; } = "";

    /// <summary>Page of the form it is on (XEP-0141).</summary>
    public string Page { get; init; } = "Parameters";

    /// <summary>Type.</summary>
    public NodeParameterKind Kind { get; init; }

    /// <summary>The values it may have, with names for people; empty for any.</summary>
    public IReadOnlyList<FormOption> Options { get; init; } = [];

    /// <summary>Smallest number; null for that of the type.</summary>
    public long? Minimum { get; init; }

    /// <summary>Largest number; null for that of the type.</summary>
    public long? Maximum { get; init; }

    /// <summary>Longest text, in characters. Default 100.</summary>
    public int MaxLength { get; init; } = 100;

    /// <summary>True for several lines, each a value.</summary>
    public bool IsMultiple { get; init; }

    /// <summary>True if it must have a value.</summary>
    public bool IsRequired { get; init; }

    /// <summary>True if it is only shown: what is submitted for it is ignored (XEP-0326 3.4.1).</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>True if it tells nodes apart: it is not in a form for several.</summary>
    public bool IsId { get; init; }

    /// <summary>True if the nodes of a form for several have different values (XEP-0336 3.5).</summary>
    public bool IsNotSame { get; init; }

    /// <summary>Current or default value; lines are separated by a line feed. Empty for none.</summary>
    public string Value { get; init; } = "";

    /// <summary>True if a form for several nodes may hold it once for both: everything is equal but the value (XEP-0326 3.4.4).</summary>
    public bool Matches(ParameterDescription other) =>
        this with { Value = "", Options = [], IsNotSame = false } == other with { Value = "", Options = [], IsNotSame = false } && Options.SequenceEqual(other.Options);

    /// <summary>Checks a submitted value and gives it the lexical form of its type.</summary>
    /// <returns>Why not, as a sentence; null if it is good.</returns>
    public string? Check(string text, out string value)
    {
        value = text;
        if (text.Length == 0)
            return IsRequired ? "This is needed." : null;
        if (Options.Count > 0)
            return Options.Any(option => option.Value == text) ? null : "Choose one of the options.";
        var parameter = new ControlParameter { Name = Label, Kind = ControlKind, Minimum = Minimum, Maximum = Maximum, MaxLength = MaxLength };
        foreach (string line in IsMultiple ? text.Split('\n') : [text])
        {
            if (!parameter.TryCheck(new ControlValue(Label, null, line), out var good, out string? reason))
                return reason;
            if (!IsMultiple)
                value = good!.Text;
        }

        return Kind == NodeParameterKind.Color && text.Length != 6 ? $"{Label} must be a colour as RRGGBB." : null;
    }

    internal string Datatype => Kind switch
    {
        NodeParameterKind.Boolean => "xs:boolean",
        NodeParameterKind.Color => "xdc:Color",
        NodeParameterKind.DateTime => "xs:dateTime",
        NodeParameterKind.Double => "xs:double",
        NodeParameterKind.Duration => "xs:duration",
        NodeParameterKind.Int => "xs:int",
        NodeParameterKind.Long => "xs:long",
        NodeParameterKind.Time => "xs:time",
        _ => "xs:string",
    };

    private ControlParameterKind ControlKind => Kind switch
    {
        NodeParameterKind.Boolean => ControlParameterKind.Boolean,
        NodeParameterKind.Color => ControlParameterKind.Color,
        NodeParameterKind.DateTime => ControlParameterKind.DateTime,
        NodeParameterKind.Double => ControlParameterKind.Double,
        NodeParameterKind.Duration => ControlParameterKind.Duration,
        NodeParameterKind.Int => ControlParameterKind.Int,
        NodeParameterKind.Long => ControlParameterKind.Long,
        NodeParameterKind.Time => ControlParameterKind.Time,
        _ => ControlParameterKind.String,
    };
}
