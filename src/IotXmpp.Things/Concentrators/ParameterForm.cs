using System.Globalization;
using System.Xml;
using IotXmpp.Things.Control;
using IotXmpp.Xmpp.Forms;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Things.Concentrators;

/// <summary>Forms of parameters: data form, validation, pages, read-only and not-same marks (XEP-0326 3.4, XEP-0122, XEP-0141, XEP-0336).</summary>
public static class ParameterForm
{
    private const string UnknownParameter = "Parameter not available.";

    /// <summary>Builds a form.</summary>
    /// <param name="title">For people.</param>
    /// <param name="parameters">Parameters in the order people see them.</param>
    /// <param name="session">Identifies the form.</param>
    public static DataForm Build(string title, IReadOnlyList<ParameterDescription> parameters, string session) => new(DataFormType.Form)
    {
        Title = title,
        Fields = [new FormField { Var = DynamicForms.SessionVariable, Type = FormFieldType.Hidden, Values = [session] }, .. parameters.Select(FieldOf)],
        Extensions = [.. parameters.GroupBy(parameter => parameter.Page).Select(page => XmppElement.Build(Ns.FormLayout, "page", w => WritePage(w, page.Key, page)))],
    };

    /// <summary>Takes what was submitted apart and checks it against the parameters. Read-only ones are left out; so is what was not submitted.</summary>
    /// <param name="form">The submission; null if none came with the command.</param>
    /// <param name="parameters">What there is.</param>
    /// <param name="isNew">True if every required parameter has to be there: for a new node or a command.</param>
    /// <returns>Values by id, and what is wrong.</returns>
    public static (IReadOnlyDictionary<string, string> Values, IReadOnlyList<ParameterError> Errors) Read(DataForm? form, IReadOnlyList<ParameterDescription> parameters, bool isNew)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var errors = new List<ParameterError>();
        foreach (var field in form?.Fields ?? [])
        {
            if (field.Var is not { } id || id is DynamicForms.SessionVariable or DataForm.FormTypeVar || field.Type is FormFieldType.Fixed)
                continue;
            if (parameters.FirstOrDefault(known => known.Id == id) is not { } parameter)
                errors.Add(new ParameterError(id, UnknownParameter));
            else if (parameter.IsReadOnly)
                continue;
            else if (parameter.Check(parameter.IsMultiple ? string.Join('\n', field.Values) : field.Value ?? "", out string value) is { } reason)
                errors.Add(new ParameterError(id, reason));
            else
                values[id] = value;
        }

        foreach (var parameter in parameters)
        {
            if (!isNew || parameter.IsReadOnly || values.ContainsKey(parameter.Id) || errors.Any(error => error.Name == parameter.Id))
                continue;
            if (parameter.IsRequired && parameter.Value.Length == 0)
                errors.Add(new ParameterError(parameter.Id, "This is needed."));
            else
                values[parameter.Id] = parameter.Value;
        }

        return (values, errors);
    }

    /// <summary>The form as it is after a client has posted it back (XEP-0336 3.2): what was filled in stays, what is wrong with it is said.</summary>
    public static DataForm PostBack(string title, IReadOnlyList<ParameterDescription> parameters, string session, DataForm submitted)
    {
        var form = Build(title, [.. parameters.Select(parameter => submitted.Field(parameter.Id) is { } field && !parameter.IsReadOnly
            ? parameter with { Value = string.Join('\n', field.Values), IsNotSame = false }
            : parameter)], session);
        var (_, errors) = Read(submitted, parameters, isNew: false);
        return form with
        {
            Fields = [.. form.Fields.Select(field => errors.FirstOrDefault(error => error.Name == field.Var) is { } error
                ? field with { Extensions = [.. field.Extensions, XmppElement.Build(Ns.FormDynamic, "error", w => w.WriteString(error.Text))] }
                : field)],
        };
    }

    /// <summary>The parameters that several nodes have in common, with the values of the first; different ones are marked. Ids are left out.</summary>
    public static IReadOnlyList<ParameterDescription> Common(IReadOnlyList<IReadOnlyList<ParameterDescription>> nodes) =>
    [
        .. nodes[0].Where(parameter => !parameter.IsId && nodes.All(node => node.Any(parameter.Matches)))
            .Select(parameter => parameter with { IsNotSame = nodes.Any(node => node.First(parameter.Matches).Value != parameter.Value) }),
    ];

    private static FormField FieldOf(ParameterDescription parameter)
    {
        var extensions = new List<XmppElement>();
        if (parameter.IsReadOnly)
            extensions.Add(XmppElement.Build(Ns.FormDynamic, "readOnly"));
        if (parameter.IsNotSame)
            extensions.Add(XmppElement.Build(Ns.FormDynamic, "notSame"));
        bool hasRange = parameter.Minimum is not null || parameter.Maximum is not null;
        return new FormField
        {
            Var = parameter.Id,
            Type = parameter.Options.Count > 0 ? FormFieldType.ListSingle
                : parameter.IsMultiple ? FormFieldType.TextMulti
                : parameter.Kind == NodeParameterKind.Boolean ? FormFieldType.Boolean : FormFieldType.TextSingle,
            Label = parameter.Label,
            Description = parameter.Description.Length > 0 ? parameter.Description : null,
            IsRequired = parameter.IsRequired,
            Values = parameter.IsMultiple ? parameter.Value.Split('\n', StringSplitOptions.RemoveEmptyEntries) : [parameter.Value],
            Options = parameter.Options,
            Validation = parameter.Kind == NodeParameterKind.String ? null : new FormValidation
            {
                Datatype = parameter.Datatype,
                Method = hasRange ? FormValidationMethod.Range : FormValidationMethod.Basic,
                Minimum = parameter.Minimum?.ToString(CultureInfo.InvariantCulture),
                Maximum = parameter.Maximum?.ToString(CultureInfo.InvariantCulture),
            },
            Extensions = extensions,
        };
    }

    private static void WritePage(XmlWriter w, string label, IEnumerable<ParameterDescription> parameters)
    {
        w.WriteAttributeString("label", label);
        foreach (var parameter in parameters)
        {
            w.WriteStartElement("fieldref", Ns.FormLayout);
            w.WriteAttributeString("var", parameter.Id);
            w.WriteEndElement();
        }
    }
}
