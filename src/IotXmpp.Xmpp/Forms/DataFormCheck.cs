using System.Globalization;
using System.Text.RegularExpressions;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Xmpp.Forms;

/// <summary>Checks a submission against the form it answers: required fields, choices, addresses, data types and ranges (XEP-0004 3.3, XEP-0122).</summary>
public static class DataFormCheck
{
    /// <summary>Longest regular expression that is run, in characters; a longer one lets nothing pass.</summary>
    private const int MaxPattern = 1024;

    /// <summary>The first thing that is wrong, as a sentence for the person who filled the form in; null if all is well.</summary>
    /// <param name="form">The form as it was offered.</param>
    /// <param name="submission">What came back. Fields that were not offered do not matter.</param>
    public static string? FirstError(DataForm form, DataForm submission)
    {
        foreach (var field in form.Fields)
        {
            if (field.Var is not { } name || field.Type is FormFieldType.Fixed or FormFieldType.Hidden)
                continue;
            // Clients send an empty value for what was left empty.
            var values = submission.Field(name)?.Values.Where(value => value.Length > 0).ToList() ?? [];
            if (values.Count == 0 && field.IsRequired)
                return $"{Title(field)} is missing.";
            foreach (string value in values)
            {
                if (Expected(field, value) is { } expected)
                    return $"{Title(field)} must be {expected}.";
            }
        }

        return null;
    }

    /// <summary>True if a value is of the data type and passes the method; an unknown data type is text (XEP-0122 3.1).</summary>
    public static bool Accepts(FormValidation validation, string value) => IsOfType(validation.Datatype, value) && validation.Method switch
    {
        FormValidationMethod.Range => IsInRange(validation, value),
        FormValidationMethod.Regex => Matches(validation.Pattern ?? "", value),
        _ => true,
    };

    private static string? Expected(FormField field, string value) => field.Type switch
    {
        FormFieldType.Boolean => value is "0" or "1" or "true" or "false" ? null : "yes or no",
        FormFieldType.JidSingle or FormFieldType.JidMulti => Jid.TryParse(value, out _) ? null : "an XMPP address",
        FormFieldType.ListSingle or FormFieldType.ListMulti when field.Validation?.Method != FormValidationMethod.Open =>
            field.Options.Any(option => option.Value == value) ? null : "one of the choices",
        _ => field.Validation is { } validation && !Accepts(validation, value) ? Words(validation) : null,
    };

    private static bool IsOfType(string datatype, string value) => datatype switch
    {
        "xs:boolean" => value is "0" or "1" or "true" or "false",
        "xs:byte" or "xs:short" or "xs:int" => int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
        "xs:long" or "xs:integer" => long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
        "xs:decimal" or "xs:double" or "xs:float" => TryNumber(value, out _),
        "xs:dateTime" => XmppDateTime.TryParse(value, out _),
        "xs:date" => DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        _ => true,
    };

    private static bool IsInRange(FormValidation validation, string value)
    {
        if (validation.Datatype == "xs:dateTime")
        {
            return XmppDateTime.TryParse(value, out var time)
                && !(XmppDateTime.TryParse(validation.Minimum, out var first) && time < first)
                && !(XmppDateTime.TryParse(validation.Maximum, out var last) && time > last);
        }

        // Of other types no order is known here: such a range bounds nothing.
        return !TryNumber(value, out double number)
            || (!(TryNumber(validation.Minimum, out double low) && number < low) && !(TryNumber(validation.Maximum, out double high) && number > high));
    }

    /// <summary>The whole value matches (XSD patterns are anchored). The pattern may be a peer's: no backtracking, and no more than it takes.</summary>
    private static bool Matches(string pattern, string value)
    {
        if (pattern.Length > MaxPattern)
            return false;
        try
        {
            return Regex.IsMatch(value, $"^(?:{pattern})\\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, TimeSpan.FromMilliseconds(100));
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException or RegexMatchTimeoutException)
        {
            // Not a pattern, or not one that can be run in bounded time.
            return false;
        }
    }

    private static bool TryNumber(string? text, out double number) =>
        double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out number);

    private static string Words(FormValidation validation)
    {
        string what = validation.Datatype switch
        {
            "xs:boolean" => "yes or no",
            "xs:byte" or "xs:short" or "xs:int" or "xs:long" or "xs:integer" => "a whole number",
            "xs:decimal" or "xs:double" or "xs:float" => "a number",
            "xs:dateTime" => "a time such as 2030-12-31T23:59:59Z",
            "xs:date" => "a date such as 2030-12-31",
            _ => validation.Method == FormValidationMethod.Regex ? "of the form asked for" : "a text",
        };
        return (validation.Minimum, validation.Maximum) switch
        {
            (null, null) => what,
            ({ } low, null) => $"{what} from {low}",
            (null, { } high) => $"{what} up to {high}",
            ({ } low, { } high) => $"{what} from {low} to {high}",
        };
    }

    private static string Title(FormField field) => field.Label ?? field.Var!;
}
