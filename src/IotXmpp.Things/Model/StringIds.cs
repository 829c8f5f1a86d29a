using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace IotXmpp.Things.Model;

/// <summary>
/// The ids of the strings that make up a localised field name (XEP-0323 6.2): steps from left to right, each with the output of the one before. For people only;
/// programs use the name itself.
/// </summary>
public sealed partial class StringIds
{
    private StringIds(IReadOnlyList<Step> steps) => Steps = steps;

    /// <summary>The steps in order; at least one.</summary>
    public IReadOnlyList<Step> Steps { get; }

    /// <summary>Reads the attribute <c>stringIds</c>, such as <c>4||A1,5||3</c>.</summary>
    /// <remarks>The pattern is that of the XEP, and besides a module may be empty before a seed: the XEP's table has it so, its pattern does not.</remarks>
    public static bool TryParse(string text, [NotNullWhen(true)] out StringIds? ids)
    {
        ids = null;
        if (!Pattern().IsMatch(text))
            return false;
        var steps = new List<Step>();
        foreach (string step in text.Split(','))
        {
            string[] parts = step.Split('|', 3);
            if (!int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int id))
                return false;
            steps.Add(new Step(id, parts.Length > 1 && parts[1].Length > 0 ? parts[1] : null, parts.Length > 2 ? parts[2] : null));
        }

        ids = new StringIds(steps);
        return true;
    }

    /// <summary>Makes the localised string: in each step's string <c>%0%</c> is the output so far, <c>%1%</c> the seed.</summary>
    /// <param name="module">Module of the field.</param>
    /// <param name="find">The string of an id in a module, in the language wanted; null if it is not known.</param>
    /// <returns>Null if one of the strings is not known.</returns>
    public string? Localise(string module, Func<string, int, string?> find)
    {
        string output = "";
        foreach (var step in Steps)
        {
            if (find(step.Module ?? module, step.Id) is not { } text)
                return null;
            // In one pass: what was put in is not looked at again.
            string before = output;
            output = Parameter().Replace(text, parameter => parameter.Value == "%0%" ? before : step.Seed ?? "");
        }

        return output;
    }

    // As the XEP prints it but for the optional module; a line end before the end does not count.
    [GeneratedRegex(@"\A\d+([|](\w+([.]\w+)*)?([|][^,]*)?)?(,\d+([|](\w+([.]\w+)*)?([|][^,]*)?)?)*\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Pattern();

    [GeneratedRegex("%[01]%", RegexOptions.CultureInvariant)]
    private static partial Regex Parameter();

    /// <summary>One step.</summary>
    /// <param name="Id">Id of the string, unique in its module.</param>
    /// <param name="Module">Its module; null for that of the field.</param>
    /// <param name="Seed">What <c>%1%</c> stands for; null for nothing.</param>
    public readonly record struct Step(int Id, string? Module, string? Seed);
}
