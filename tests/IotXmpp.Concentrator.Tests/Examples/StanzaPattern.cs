using System.Globalization;
using System.Xml.Linq;

namespace IotXmpp.Concentrator.Tests.Examples;

/// <summary>
/// Compares what was sent with what an example shows: the same elements with the same attributes and texts, those of one name in the same order, and
/// nothing else. Marks in the example (namespace of <see cref="ExampleFile"/>) say what is free: <c>any</c> names attributes whose value is, <c>text='any'</c> a
/// text, <c>more='true'</c> that there may be further children, as <c>...</c> in the XEP.
/// </summary>
internal sealed class StanzaPattern(IReadOnlyList<(XName Element, string? Attribute)> allowed)
{
    /// <summary>The first difference as a sentence; null if there is none.</summary>
    public string? Difference(XElement expected, XElement actual)
    {
        if (expected.Name != actual.Name)
            return $"{actual.Name} in place of {expected.Name}";
        string path = expected.Name.LocalName;
        string[] free = ((string?)expected.Attribute(ExampleFile.Ns + "any") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var attributes = expected.Attributes().Where(attribute => !attribute.IsNamespaceDeclaration && attribute.Name.Namespace != ExampleFile.Ns).ToList();
        foreach (var attribute in attributes)
        {
            if (actual.Attribute(attribute.Name) is not { } found)
                return $"{path} without {attribute.Name.LocalName}='{attribute.Value}'";
            if (!free.Contains(attribute.Name.LocalName) && !SameValue(attribute.Value, found.Value))
                return $"{path} {attribute.Name.LocalName}='{found.Value}' in place of '{attribute.Value}'";
        }

        foreach (var attribute in actual.Attributes())
        {
            if (!attribute.IsNamespaceDeclaration && !attributes.Exists(each => each.Name == attribute.Name) && !free.Contains(attribute.Name.LocalName)
                && !allowed.Contains((actual.Name, attribute.Name.LocalName)))
                return $"{path} with {attribute.Name.LocalName}='{attribute.Value}'";
        }

        return Children(expected, actual) is { } inside ? $"{path}/{inside}" : null;
    }

    private string? Children(XElement expected, XElement actual)
    {
        bool more = (bool?)expected.Attribute(ExampleFile.Ns + "more") ?? false;
        var left = actual.Elements().ToList();
        foreach (var child in expected.Elements())
        {
            // Of children of one name the order counts, and with further ones allowed a later one may fit.
            string? difference = null;
            int at = -1;
            for (int i = 0; i < left.Count && at < 0; i++)
            {
                if (left[i].Name != child.Name)
                    continue;
                string? found = Difference(child, left[i]);
                difference ??= found;
                if (found is null)
                    at = i;
                else if (!more && !allowed.Contains((left[i].Name, null)))
                    break;
            }

            if (at < 0)
                return difference ?? $"no {child.Name.LocalName}";
            left.RemoveAt(at);
        }

        if (!more && left.Find(child => !allowed.Contains((child.Name, null))) is { } extra)
            return $"with {extra}";
        bool free = (string?)expected.Attribute(ExampleFile.Ns + "text") == "any";
        string expectedText = Text(expected), actualText = Text(actual);
        return free || expectedText == actualText ? null : $"text '{actualText}' in place of '{expectedText}'";
    }

    private static string Text(XElement element) => string.Concat(element.Nodes().OfType<XText>().Select(text => text.Value)).Trim();

    // The examples leave the zone out; we always send one.
    private static bool SameValue(string expected, string actual) =>
        expected == actual
        || (DateTime.TryParseExact(expected, "yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var naive)
            && DateTimeOffset.TryParse(actual, CultureInfo.InvariantCulture, DateTimeStyles.None, out var full) && full.UtcDateTime == naive);
}
