using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Xmpp.Forms;

/// <summary>A data form (XEP-0004).</summary>
/// <param name="Type">What it is for.</param>
public sealed record DataForm(DataFormType Type)
{
    /// <summary>The field whose value says which form this is (XEP-0068).</summary>
    public const string FormTypeVar = "FORM_TYPE";

    /// <summary>Title for people; null for none.</summary>
    public string? Title { get; init; }

    /// <summary>Instructions for people.</summary>
    public IReadOnlyList<string> Instructions { get; init; } = [];

    /// <summary>The fields in order.</summary>
    public IReadOnlyList<FormField> Fields { get; init; } = [];

    /// <summary>Columns of a table (XEP-0004 3.4); empty if this is none.</summary>
    public IReadOnlyList<FormField> Reported { get; init; } = [];

    /// <summary>Rows of a table.</summary>
    public IReadOnlyList<IReadOnlyList<FormField>> Items { get; init; } = [];

    /// <summary>Children of other namespaces, such as <c>page</c> of XEP-0141.</summary>
    public IReadOnlyList<XmppElement> Extensions { get; init; } = [];

    /// <summary>Which form this is (XEP-0068); null if it does not say.</summary>
    public string? FormType => Field(FormTypeVar) is { Type: FormFieldType.Hidden or null } type ? type.Value : null;

    /// <summary>The first field of that name; null if absent.</summary>
    public FormField? Field(string name)
    {
        foreach (var field in Fields)
        {
            if (field.Var == name)
                return field;
        }

        return null;
    }

    /// <summary>This form with the values of a submission in its fields. Fixed and hidden fields stay as they are: they are ours.</summary>
    public DataForm Filled(DataForm submission) => this with
    {
        Fields = [.. Fields.Select(field => field is { Var: { } name, Type: not (FormFieldType.Fixed or FormFieldType.Hidden) } && submission.Field(name) is { } filled
            ? field with { Values = filled.Values }
            : field)],
    };
}
