using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Xmpp.Forms;

/// <summary>One field of a data form (XEP-0004 3.2).</summary>
public sealed record FormField
{
    /// <summary>The <c>var</c>; null for a field that is only shown.</summary>
    public string? Var { get; init; }

    /// <summary>Type; null if it was not given, as in a submission.</summary>
    public FormFieldType? Type { get; init; }

    /// <summary>Name for people; null for none.</summary>
    public string? Label { get; init; }

    /// <summary>Description for people; null for none.</summary>
    public string? Description { get; init; }

    /// <summary>A submission without it is not valid.</summary>
    public bool IsRequired { get; init; }

    /// <summary>The values; one line each for <see cref="FormFieldType.TextMulti"/>.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>The choices of a list.</summary>
    public IReadOnlyList<FormOption> Options { get; init; } = [];

    /// <summary>Validation (XEP-0122); null for none.</summary>
    public FormValidation? Validation { get; init; }

    /// <summary>Children of other namespaces, such as <c>notSame</c> of XEP-0336.</summary>
    public IReadOnlyList<XmppElement> Extensions { get; init; } = [];

    /// <summary>The first value; null if there is none.</summary>
    public string? Value => Values.Count > 0 ? Values[0] : null;

    /// <summary>The value of a boolean field, in either of its spellings (XEP-0004 3.3); null if it is none.</summary>
    public bool? Boolean => Value switch { "1" or "true" => true, "0" or "false" => false, _ => null };
}
