using System.Globalization;

namespace IotXmpp.Exi.Header;

/// <summary>
/// The parameters of the EXI Profile 1.0 in the options document: the element <c>p</c>, an xs:decimal. Its sign is minus when local
/// value partitions are used; its two Unsigned Integers (EXI 7.1.3) are the maxima of built-in grammars and productions plus one, 0 for
/// unbounded. As text, the digits of the second one stand behind the point in reverse.
/// </summary>
internal static class ProfileParameters
{
    public const string ElementName = "p";

    private const string ExiUri = "http://www.w3.org/2009/exi";

    /// <summary>Whether a stream uses the profile at all.</summary>
    public static bool IsNeeded(ExiOptions options) =>
        !options.LocalValuePartitions
        || options.MaximumNumberOfBuiltInElementGrammars is not null
        || options.MaximumNumberOfBuiltInProductions is not null;

    /// <summary>Writes the parameters.</summary>
    public static void Write(OptionsDocument.DocumentWriter writer, ExiOptions options)
    {
        if (!IsNeeded(options))
            return;
        string value = string.Create(
            CultureInfo.InvariantCulture,
            $"{(options.LocalValuePartitions ? "-" : "")}{1L + (options.MaximumNumberOfBuiltInElementGrammars ?? -1)}.{Reverse((1L + (options.MaximumNumberOfBuiltInProductions ?? -1)).ToString(CultureInfo.InvariantCulture))}");
        writer.Typed(ExiUri, ElementName, "decimal", value);
    }

    /// <summary>Takes the parameters over from the text of <c>p</c>.</summary>
    public static ExiOptions Read(ExiOptions options, string value)
    {
        bool negative = value.StartsWith('-');
        string[] parts = (negative ? value[1..] : value).Split('.');
        return options with
        {
            LocalValuePartitions = negative,
            MaximumNumberOfBuiltInElementGrammars = Maximum(parts[0]),
            MaximumNumberOfBuiltInProductions = parts.Length > 1 ? Maximum(Reverse(parts[1])) : null,
        };
    }

    private static string Reverse(string digits) => string.Concat(digits.Reverse());

    private static int? Maximum(string digits) =>
        !int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number == 0 ? null : number - 1;
}
