using System.Globalization;
using System.Xml;
using IotXmpp.Things.Model;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Things.Control;

/// <summary>The control form (XEP-0325 3.3): data form, validation, layout and the mark that unedited values are not to be sent.</summary>
public static class ControlForm
{
    private const string Session = "xdd session";

    /// <summary>Writes the form.</summary>
    /// <param name="title">For people.</param>
    /// <param name="parameters">Parameters in the order they can be written.</param>
    /// <param name="current">Current value by parameter name; absent if unknown.</param>
    /// <param name="session">Identifies the form (XEP-0336).</param>
    public static XmppElement Write(string title, IReadOnlyList<ControlParameter> parameters, IReadOnlyDictionary<string, string> current, string session) =>
        XmppElement.Build(Ns.DataForms, "x", w =>
        {
            w.WriteAttributeString("type", "form");
            w.WriteElementString("title", Ns.DataForms, title);
            w.WriteStartElement("page", Ns.FormLayout);
            w.WriteAttributeString("label", title);
            foreach (var parameter in parameters)
            {
                w.WriteStartElement("fieldref", Ns.FormLayout);
                w.WriteAttributeString("var", parameter.Name);
                w.WriteEndElement();
            }

            w.WriteEndElement();
            w.WriteStartElement("field", Ns.DataForms);
            w.WriteAttributeString("var", Session);
            w.WriteAttributeString("type", "hidden");
            w.WriteElementString("value", Ns.DataForms, session);
            w.WriteEndElement();
            foreach (var parameter in parameters)
                WriteField(w, parameter, current.GetValueOrDefault(parameter.Name));
        });

    /// <summary>The parameters present in a submitted form: only those are to be set (XEP-0325 3.3.3).</summary>
    /// <exception cref="StanzaException">Not a submission, malformed, or over a limit.</exception>
    public static List<ControlValue> ReadSubmit(XmppElement form, ControlLimits limits)
    {
        if (form.Attribute("type") != "submit")
            throw new StanzaException(StanzaErrors.BadRequest("The form is not a submission."));
        var values = new List<ControlValue>();
        foreach (var field in form.Elements)
        {
            if (!field.Is(Ns.DataForms, "field") || field.Attribute("type") is "hidden" or "fixed")
                continue;
            if (values.Count >= limits.MaxNames)
                throw new StanzaException(StanzaErrors.PolicyViolation($"At most {limits.MaxNames} fields in a form."));
            // The session comes back with or without its type.
            if (ControlXml.Bounded(field.Attribute("var"), limits) is not { Length: > 0 } name || name is Session or "FORM_TYPE")
                continue;
            if (field.Element(Ns.DataForms, "value") is { } value)
                values.Add(new ControlValue(name, null, ControlXml.Bounded(value.Text, limits)!));
        }

        return values;
    }

    private static void WriteField(XmlWriter w, ControlParameter parameter, string? value)
    {
        w.WriteStartElement("field", Ns.DataForms);
        w.WriteAttributeString("var", parameter.Name);
        w.WriteAttributeString("type", parameter.Kind == ControlParameterKind.Boolean ? "boolean" : "text-single");
        w.WriteAttributeString("label", parameter.Unit.Length > 0 ? $"{parameter.Name} ({parameter.Unit})" : parameter.Name);
        if (parameter.Description.Length > 0)
            w.WriteElementString("desc", Ns.DataForms, parameter.Description);
        if (value is not null)
            w.WriteElementString("value", Ns.DataForms, value);
        w.WriteStartElement("validate", Ns.FormValidation);
        w.WriteAttributeString("datatype", parameter.Kind switch
        {
            ControlParameterKind.Boolean => "xs:boolean",
            ControlParameterKind.Color => "xdc:ColorAlpha",
            ControlParameterKind.Date => "xs:date",
            ControlParameterKind.DateTime => "xs:dateTime",
            ControlParameterKind.Double => "xs:double",
            ControlParameterKind.Duration => "xs:duration",
            ControlParameterKind.Int => "xs:int",
            ControlParameterKind.Long => "xs:long",
            ControlParameterKind.Time => "xs:time",
            _ => "xs:string",
        });
        if (parameter.Minimum is not null || parameter.Maximum is not null)
        {
            w.WriteStartElement("range", Ns.FormValidation);
            if (parameter.Minimum is { } minimum)
                w.WriteAttributeString("min", minimum.ToString(CultureInfo.InvariantCulture));
            if (parameter.Maximum is { } maximum)
                w.WriteAttributeString("max", maximum.ToString(CultureInfo.InvariantCulture));
            w.WriteEndElement();
        }

        w.WriteEndElement();
        w.WriteStartElement("notSame", Ns.FormDynamic);
        w.WriteEndElement();
        w.WriteEndElement();
    }
}
