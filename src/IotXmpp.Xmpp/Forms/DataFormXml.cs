using System.Xml;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Xmpp.Forms;

/// <summary>Data forms on the wire (XEP-0004, XEP-0122).</summary>
public static class DataFormXml
{
    /// <summary>The form as an element.</summary>
    public static XmppElement ToElement(this DataForm form) => XmppElement.Build(form.WriteTo);

    /// <summary>Writes the <c>x</c> element.</summary>
    public static void WriteTo(this DataForm form, XmlWriter writer)
    {
        writer.WriteStartElement("x", Ns.DataForms);
        writer.WriteAttributeString("type", form.Type switch { DataFormType.Form => "form", DataFormType.Submit => "submit", DataFormType.Cancel => "cancel", _ => "result" });
        foreach (string instructions in form.Instructions)
            writer.WriteElementString("instructions", Ns.DataForms, instructions);
        if (form.Title is not null)
            writer.WriteElementString("title", Ns.DataForms, form.Title);
        if (form.Reported.Count > 0)
            WriteRow(writer, "reported", form.Reported);
        foreach (var item in form.Items)
            WriteRow(writer, "item", item);
        foreach (var field in form.Fields)
            WriteField(writer, field);
        foreach (var extension in form.Extensions)
            extension.WriteTo(writer);
        writer.WriteEndElement();
    }

    /// <summary>Reads an <c>x</c> element.</summary>
    /// <exception cref="StanzaException">Unknown form type, a field that needs a <c>var</c> and has none, or a limit.</exception>
    public static DataForm Read(XmppElement element, DataFormLimits limits)
    {
        var instructions = new List<string>();
        var fields = new List<FormField>();
        var reported = new List<FormField>();
        var items = new List<IReadOnlyList<FormField>>();
        var extensions = new List<XmppElement>();
        string? title = null;
        int count = 0;
        foreach (var child in element.Elements)
        {
            if (child.Namespace != Ns.DataForms)
            {
                if (++count > limits.MaxFields)
                    throw TooMany(limits.MaxFields, "fields");
                extensions.Add(child);
                continue;
            }

            switch (child.LocalName)
            {
                case "title":
                    title ??= Bounded(child.Text, limits);
                    break;
                case "instructions":
                    if (instructions.Count >= limits.MaxValues)
                        throw TooMany(limits.MaxValues, "instructions");
                    instructions.Add(Bounded(child.Text, limits));
                    break;
                case "field":
                    fields.Add(ReadField(child, limits, ref count));
                    break;
                case "reported":
                    reported.AddRange(ReadRow(child, limits, ref count));
                    break;
                case "item":
                    // An item without fields costs us one as well.
                    if (++count > limits.MaxFields)
                        throw TooMany(limits.MaxFields, "fields");
                    items.Add(ReadRow(child, limits, ref count));
                    break;
                default:
                    break;
            }
        }

        return new DataForm(ReadType(element.Attribute("type")))
        {
            Title = title,
            Instructions = instructions,
            Fields = fields,
            Reported = reported,
            Items = items,
            Extensions = extensions,
        };
    }

    private static DataFormType ReadType(string? type) => type switch
    {
        "form" => DataFormType.Form,
        "submit" => DataFormType.Submit,
        "cancel" => DataFormType.Cancel,
        "result" => DataFormType.Result,
        _ => throw new StanzaException(StanzaErrors.BadRequest("The type of a form is form, submit, cancel or result.")),
    };

    private static List<FormField> ReadRow(XmppElement row, DataFormLimits limits, ref int count)
    {
        var fields = new List<FormField>();
        foreach (var child in row.Elements)
        {
            if (child.Is(Ns.DataForms, "field"))
                fields.Add(ReadField(child, limits, ref count));
        }

        return fields;
    }

    private static FormField ReadField(XmppElement element, DataFormLimits limits, ref int count)
    {
        if (++count > limits.MaxFields)
            throw TooMany(limits.MaxFields, "fields");
        var type = ReadFieldType(element.Attribute("type"));
        string? name = element.Attribute("var");
        if (name is null && type != FormFieldType.Fixed)
            throw new StanzaException(StanzaErrors.BadRequest("A field needs a 'var'."));
        var values = new List<string>();
        var options = new List<FormOption>();
        var extensions = new List<XmppElement>();
        string? description = null;
        bool isRequired = false;
        FormValidation? validation = null;
        foreach (var child in element.Elements)
        {
            if (values.Count + options.Count + extensions.Count >= limits.MaxValues)
                throw TooMany(limits.MaxValues, "values in a field");
            switch (child.Namespace, child.LocalName)
            {
                case (Ns.DataForms, "value"):
                    values.Add(Bounded(child.Text, limits));
                    break;
                case (Ns.DataForms, "option"):
                    options.Add(new FormOption(Bounded(child.Element(Ns.DataForms, "value")?.Text ?? "", limits), BoundedOrNull(child.Attribute("label"), limits)));
                    break;
                case (Ns.DataForms, "desc"):
                    description ??= Bounded(child.Text, limits);
                    break;
                case (Ns.DataForms, "required"):
                    isRequired = true;
                    break;
                case (Ns.FormValidation, "validate"):
                    validation ??= ReadValidation(child, limits);
                    break;
                case (Ns.DataForms, _):
                    break;
                default:
                    extensions.Add(child);
                    break;
            }
        }

        return new FormField
        {
            Var = BoundedOrNull(name, limits),
            Type = type,
            Label = BoundedOrNull(element.Attribute("label"), limits),
            Description = description,
            IsRequired = isRequired,
            Values = values,
            Options = options,
            Validation = validation,
            Extensions = extensions,
        };
    }

    private static FormFieldType? ReadFieldType(string? type) => type switch
    {
        null => null,
        "boolean" => FormFieldType.Boolean,
        "fixed" => FormFieldType.Fixed,
        "hidden" => FormFieldType.Hidden,
        "jid-multi" => FormFieldType.JidMulti,
        "jid-single" => FormFieldType.JidSingle,
        "list-multi" => FormFieldType.ListMulti,
        "list-single" => FormFieldType.ListSingle,
        "text-multi" => FormFieldType.TextMulti,
        "text-private" => FormFieldType.TextPrivate,
        _ => FormFieldType.TextSingle,
    };

    private static FormValidation ReadValidation(XmppElement element, DataFormLimits limits)
    {
        var validation = new FormValidation { Datatype = BoundedOrNull(element.Attribute("datatype"), limits) ?? "xs:string" };
        foreach (var child in element.Elements)
        {
            switch (child.Namespace, child.LocalName)
            {
                case (Ns.FormValidation, "open"):
                    return validation with { Method = FormValidationMethod.Open };
                case (Ns.FormValidation, "range"):
                    return validation with { Method = FormValidationMethod.Range, Minimum = BoundedOrNull(child.Attribute("min"), limits), Maximum = BoundedOrNull(child.Attribute("max"), limits) };
                case (Ns.FormValidation, "regex"):
                    return validation with { Method = FormValidationMethod.Regex, Pattern = Bounded(child.Text, limits) };
                default:
                    break;
            }
        }

        return validation;
    }

    private static void WriteRow(XmlWriter writer, string name, IReadOnlyList<FormField> fields)
    {
        writer.WriteStartElement(name, Ns.DataForms);
        foreach (var field in fields)
            WriteField(writer, field);
        writer.WriteEndElement();
    }

    private static void WriteField(XmlWriter writer, FormField field)
    {
        writer.WriteStartElement("field", Ns.DataForms);
        if (field.Var is not null)
            writer.WriteAttributeString("var", field.Var);
        if (field.Type is { } type)
            writer.WriteAttributeString("type", WireName(type));
        if (field.Label is not null)
            writer.WriteAttributeString("label", field.Label);
        if (field.Description is not null)
            writer.WriteElementString("desc", Ns.DataForms, field.Description);
        if (field.IsRequired)
            WriteEmpty(writer, "required", Ns.DataForms);
        foreach (string value in field.Values)
            writer.WriteElementString("value", Ns.DataForms, value);
        foreach (var option in field.Options)
        {
            writer.WriteStartElement("option", Ns.DataForms);
            if (option.Label is not null)
                writer.WriteAttributeString("label", option.Label);
            writer.WriteElementString("value", Ns.DataForms, option.Value);
            writer.WriteEndElement();
        }

        if (field.Validation is { } validation)
            WriteValidation(writer, validation);
        foreach (var extension in field.Extensions)
            extension.WriteTo(writer);
        writer.WriteEndElement();
    }

    private static string WireName(FormFieldType type) => type switch
    {
        FormFieldType.Boolean => "boolean",
        FormFieldType.Fixed => "fixed",
        FormFieldType.Hidden => "hidden",
        FormFieldType.JidMulti => "jid-multi",
        FormFieldType.JidSingle => "jid-single",
        FormFieldType.ListMulti => "list-multi",
        FormFieldType.ListSingle => "list-single",
        FormFieldType.TextMulti => "text-multi",
        FormFieldType.TextPrivate => "text-private",
        _ => "text-single",
    };

    private static void WriteValidation(XmlWriter writer, FormValidation validation)
    {
        writer.WriteStartElement("validate", Ns.FormValidation);
        writer.WriteAttributeString("datatype", validation.Datatype);
        switch (validation.Method)
        {
            case FormValidationMethod.Open:
                WriteEmpty(writer, "open", Ns.FormValidation);
                break;
            case FormValidationMethod.Range:
                writer.WriteStartElement("range", Ns.FormValidation);
                if (validation.Minimum is not null)
                    writer.WriteAttributeString("min", validation.Minimum);
                if (validation.Maximum is not null)
                    writer.WriteAttributeString("max", validation.Maximum);
                writer.WriteEndElement();
                break;
            case FormValidationMethod.Regex:
                writer.WriteElementString("regex", Ns.FormValidation, validation.Pattern);
                break;
            default:
                WriteEmpty(writer, "basic", Ns.FormValidation);
                break;
        }

        writer.WriteEndElement();
    }

    private static void WriteEmpty(XmlWriter writer, string name, string ns)
    {
        writer.WriteStartElement(name, ns);
        writer.WriteEndElement();
    }

    private static string Bounded(string text, DataFormLimits limits) =>
        text.Length <= limits.MaxTextLength ? text : throw new StanzaException(StanzaErrors.PolicyViolation($"A text in a form has at most {limits.MaxTextLength} characters."));

    private static string? BoundedOrNull(string? text, DataFormLimits limits) => text is null ? null : Bounded(text, limits);

    private static StanzaException TooMany(int limit, string what) => new(StanzaErrors.PolicyViolation($"A form has at most {limit} {what}."));
}
