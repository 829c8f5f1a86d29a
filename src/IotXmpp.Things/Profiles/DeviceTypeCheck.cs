using System.Xml;
using IotXmpp.Things.Model;
using IotXmpp.Things.SensorData;
using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Things.Profiles;

/// <summary>Refuses descriptions that would give an illegal schema, or one that is out of proportion.</summary>
internal static class DeviceTypeCheck
{
    private const int MaxId = 31;
    private const int MaxNodes = 32;
    private const int MaxAddresses = 16;
    private const int MaxFields = 64;
    private const int MaxParameters = 64;
    private const int MaxText = 64;
    private const int MaxUnit = 16;
    private const int MaxValues = 256;
    private const int MaxDecimals = 9;

    /// <exception cref="DeviceTypeException">Names the first member at fault and what it must be.</exception>
    public static void Check(DeviceTypeDescription description)
    {
        Require(description.Id.Length is > 0 and <= MaxId && description.Id.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'), nameof(description.Id),
            $"must be 1 to {MaxId} letters, digits and hyphens");
        if (description.Nodes is not [""])
            Texts(nameof(description.Nodes), description.Nodes, MaxNodes);
        if (description.SendsTo.Count > 0)
            Texts(nameof(description.SendsTo), description.SendsTo, MaxAddresses, maxLength: 1023);
        for (int i = 0; i < description.SendsTo.Count; i++)
            Require(Jid.TryParse(description.SendsTo[i], out _), $"SendsTo[{i}]", $"\"{description.SendsTo[i]}\" is not an XMPP address");
        Require((description.Quality & ~AllQualities) == 0, nameof(description.Quality), "has an unknown flag");
        Require(description.Fields.Count is > 0 and <= MaxFields, nameof(description.Fields), $"must be 1 to {MaxFields}");
        for (int i = 0; i < description.Fields.Count; i++)
            Field($"Fields[{i}]", description.Fields[i]);
        Distinct(nameof(description.Fields), description.Fields.Select(field => field.Name));
        Require(description.Parameters.Count <= MaxParameters, nameof(description.Parameters), $"must be at most {MaxParameters}");
        for (int i = 0; i < description.Parameters.Count; i++)
            Parameter($"Parameters[{i}]", description.Parameters[i]);
        Distinct(nameof(description.Parameters), description.Parameters.Select(parameter => parameter.Name));
    }

    private static FieldQuality AllQualities => FieldFlags.Qualities.Aggregate(FieldQuality.None, (all, quality) => all | quality.Flag);

    private static void Field(string member, DeviceTypeField field)
    {
        Text(member + ".Name", field.Name, MaxText);
        Require(Enum.IsDefined(field.Kind), member + ".Kind", "is none of XEP-0323");
        Require((field.FieldTypes & ~FieldTypes.All) == 0, member + ".FieldTypes", "has an unknown flag");
        if (field.Kind != FieldValueKind.Numeric)
        {
            Require(field.Unit.Length == 0, member + ".Unit", "only a numeric field has one");
            Require(field.Decimals == 0, member + ".Decimals", "only a numeric field has them");
        }
        else if (field.Unit.Length > 0)
            Text(member + ".Unit", field.Unit, MaxUnit);

        Range(member, field);
        bool enumeration = field.Kind == FieldValueKind.Enumeration;
        Require(enumeration == field.Values.Count > 0, member + ".Values", enumeration ? "an enumeration needs them" : "only an enumeration has them");
        Require(enumeration == field.DataType.Length > 0, member + ".DataType", enumeration ? "an enumeration needs it" : "only an enumeration has it");
        if (!enumeration)
            return;
        Text(member + ".DataType", field.DataType, MaxText);
        Texts(member + ".Values", field.Values, MaxValues);
    }

    private static void Range(string member, DeviceTypeField field)
    {
        Require(field.Decimals is >= 0 and <= MaxDecimals, member + ".Decimals", $"must be 0 to {MaxDecimals}");
        if (field.Minimum is null && field.Maximum is null)
            return;
        Require(field.Kind is FieldValueKind.Numeric or FieldValueKind.Int or FieldValueKind.Long, member + ".Minimum", "only a number has a range");
        Require(field.Minimum is not null && field.Maximum is not null, member, "a range has both a Minimum and a Maximum");
        Require(field.Minimum <= field.Maximum, member + ".Maximum", $"{field.Maximum} is below the Minimum {field.Minimum}");
        foreach ((string name, decimal bound) in new[] { (".Minimum", field.Minimum!.Value), (".Maximum", field.Maximum!.Value) })
        {
            Require(decimal.Round(bound, field.Decimals) == bound, member + name, $"{bound} has more than {field.Decimals} decimals");
            bool fits = field.Kind switch
            {
                FieldValueKind.Int => bound is >= int.MinValue and <= int.MaxValue,
                FieldValueKind.Long => bound is >= long.MinValue and <= long.MaxValue,
                _ => Math.Abs(bound) <= 1_000_000_000_000_000m,
            };
            Require(fits, member + name, $"{bound} is beyond the data type");
        }
    }

    private static void Parameter(string member, ControlParameter parameter)
    {
        Text(member + ".Name", parameter.Name, MaxText);
        Require(Enum.IsDefined(parameter.Kind), member + ".Kind", "is none of XEP-0325");
        Require(!(parameter.Minimum > parameter.Maximum), member + ".Maximum", $"{parameter.Maximum} is below the Minimum {parameter.Minimum}");
        if (parameter.Kind == ControlParameterKind.Int)
            Require(!(parameter.Minimum < int.MinValue) && !(parameter.Maximum > int.MaxValue), member, "the range is beyond 32 bits");
    }

    private static void Texts(string member, IReadOnlyList<string> texts, int most, int maxLength = MaxText)
    {
        Require(texts.Count > 0 && texts.Count <= most, member, $"must be 1 to {most}");
        for (int i = 0; i < texts.Count; i++)
            Text($"{member}[{i}]", texts[i], maxLength);
        Distinct(member, texts);
    }

    private static void Text(string member, string text, int most)
    {
        Require(text.Length > 0 && text.Length <= most, member, $"must be 1 to {most} characters");
        Require(IsXml(text) && !text.Any(char.IsControl), member, "has a character that XML does not allow in one line");
    }

    private static bool IsXml(string text)
    {
        try
        {
            XmlConvert.VerifyXmlChars(text);
            return true;
        }
        catch (XmlException)
        {
            return false;
        }
    }

    private static void Distinct(string member, IEnumerable<string> names)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (string name in names)
            Require(seen.Add(name), member, $"\"{name}\" is there twice");
    }

    private static void Require(bool holds, string member, string problem)
    {
        if (!holds)
            throw new DeviceTypeException(member, problem);
    }
}
