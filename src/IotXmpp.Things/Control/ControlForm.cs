using System.Globalization;
using IotXmpp.Things.Model;
using IotXmpp.Xmpp.Forms;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Things.Control;

/// <summary>The control form (XEP-0325 3.3): a data form with validation, layout, groups and the mark that unedited values are not to be sent.</summary>
public static class ControlForm
{
    private static readonly XmppElement NotSame = XmppElement.Build(Ns.FormDynamic, "notSame");

    /// <summary>Builds the form.</summary>
    /// <param name="title">For people.</param>
    /// <param name="parameters">Parameters in the order they can be written.</param>
    /// <param name="current">Current value by parameter name; absent if unknown.</param>
    /// <param name="session">Identifies the form (XEP-0336).</param>
    public static DataForm Build(string title, IReadOnlyList<ControlParameter> parameters, IReadOnlyDictionary<string, string> current, string session) =>
        Build(title, parameters, current, session, null);

    /// <summary>Builds the answer to a post-back (XEP-0336 3.2): what was filled in stays as it is, with an error where it cannot be.</summary>
    public static DataForm Build(string title, IReadOnlyList<ControlParameter> parameters, IReadOnlyDictionary<string, string> current, string session, DataForm? submitted) => new(DataFormType.Form)
    {
        Title = title,
        Fields =
        [
            new FormField { Var = DynamicForms.SessionVariable, Type = FormFieldType.Hidden, Values = [session] },
            .. parameters.Select(parameter => FieldOf(parameter, current.GetValueOrDefault(parameter.Name), submitted?.Field(parameter.Name)?.Value)),
        ],
        Extensions = [.. parameters.GroupBy(parameter => parameter.Page ?? title).Select(page => Page(page.Key, page))],
    };

    /// <summary>The parameters present in a submitted form: only those are to be set (XEP-0325 3.3.3).</summary>
    /// <exception cref="StanzaException">Not a submission, malformed, or over a limit.</exception>
    public static (List<ControlValue> Values, string? Session) ReadSubmit(XmppElement element, ControlLimits limits)
    {
        var form = DataFormXml.Read(element, new DataFormLimits { MaxFields = limits.MaxNames, MaxTextLength = limits.MaxText });
        if (form.Type != DataFormType.Submit)
            throw new StanzaException(StanzaErrors.BadRequest("The form is not a submission."));
        var values = new List<ControlValue>();
        foreach (var field in form.Fields)
        {
            // The session comes back with or without its type.
            if (field is { Type: not (FormFieldType.Hidden or FormFieldType.Fixed), Var: { Length: > 0 } name, Value: { } value }
                && name is not (DynamicForms.SessionVariable or DataForm.FormTypeVar))
                values.Add(new ControlValue(name, null, value));
        }

        return (values, form.Field(DynamicForms.SessionVariable)?.Value);
    }

    private static FormField FieldOf(ControlParameter parameter, string? current, string? submitted)
    {
        var extensions = new List<XmppElement>();
        // What was posted back is no longer undefined (XEP-0336 3.4).
        if (submitted is null)
            extensions.Add(NotSame);
        else if (!parameter.TryCheck(new ControlValue(parameter.Name, null, submitted), out _, out string? reason))
            extensions.Add(XmppElement.Build(Ns.FormDynamic, "error", w => w.WriteString(reason)));
        if (parameter.Group is { } group)
            extensions.Add(XmppElement.Build(Ns.Control, "parameterGroup", w => w.WriteAttributeString("name", group)));
        return new FormField
        {
            Var = parameter.Name,
            Type = parameter switch
            {
                { Kind: ControlParameterKind.Boolean } => FormFieldType.Boolean,
                { Options.Count: > 0 } => FormFieldType.ListSingle,
                _ => FormFieldType.TextSingle,
            },
            Label = parameter.Label ?? (parameter.Unit.Length > 0 ? $"{parameter.Name} ({parameter.Unit})" : parameter.Name),
            Description = parameter.Description.Length > 0 ? parameter.Description : null,
            Values = (submitted ?? current) is { } value ? [value] : [],
            Options = [.. parameter.Options.Select(option => new FormOption(option))],
            Validation = ValidationOf(parameter),
            Extensions = extensions,
        };
    }

    private static FormValidation ValidationOf(ControlParameter parameter)
    {
        if (parameter.Kind == ControlParameterKind.Color)
        {
            // XEP-0331: who does not know the data type still has the pattern.
            return parameter.HasAlpha
                ? new FormValidation { Datatype = "xdc:ColorAlpha", Method = FormValidationMethod.Regex, Pattern = "^[0-9a-fA-F]{8}$" }
                : new FormValidation { Datatype = "xdc:Color", Method = FormValidationMethod.Regex, Pattern = "^[0-9a-fA-F]{6}$" };
        }

        string datatype = parameter.Kind switch
        {
            ControlParameterKind.Boolean => "xs:boolean",
            ControlParameterKind.Date => "xs:date",
            ControlParameterKind.DateTime => "xs:dateTime",
            ControlParameterKind.Double => "xs:double",
            ControlParameterKind.Duration => "xs:duration",
            ControlParameterKind.Int => "xs:int",
            ControlParameterKind.Long => "xs:long",
            ControlParameterKind.Time => "xs:time",
            _ => "xs:string",
        };
        return parameter.Minimum is null && parameter.Maximum is null
            ? new FormValidation { Datatype = datatype }
            : new FormValidation
            {
                Datatype = datatype,
                Method = FormValidationMethod.Range,
                Minimum = parameter.Minimum?.ToString(CultureInfo.InvariantCulture),
                Maximum = parameter.Maximum?.ToString(CultureInfo.InvariantCulture),
            };
    }

    /// <summary>A page (XEP-0141); parameters that belong together stand in a section of their own if the page has others too.</summary>
    private static XmppElement Page(string label, IEnumerable<ControlParameter> parameters) => XmppElement.Build(Ns.FormLayout, "page", w =>
    {
        w.WriteAttributeString("label", label);
        var groups = parameters.GroupBy(parameter => parameter.Group ?? "").ToList();
        foreach (var group in groups)
        {
            bool section = group.Key.Length > 0 && groups.Count > 1;
            if (section)
            {
                w.WriteStartElement("section", Ns.FormLayout);
                w.WriteAttributeString("label", group.Key);
            }

            foreach (var parameter in group)
            {
                w.WriteStartElement("fieldref", Ns.FormLayout);
                w.WriteAttributeString("var", parameter.Name);
                w.WriteEndElement();
            }

            if (section)
                w.WriteEndElement();
        }
    });
}
