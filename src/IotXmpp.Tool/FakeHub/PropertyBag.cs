using System.Diagnostics.CodeAnalysis;

namespace IotXmpp.Tool.FakeHub;

/// <summary>Properties in a topic: <c>k=v&amp;k2=v2</c>, percent-encoded. <c>k</c> alone is null, <c>k=</c> is empty.</summary>
internal static class PropertyBag
{
    /// <summary>Reads a bag.</summary>
    /// <returns>False if a key comes twice, is empty, or an escape is broken.</returns>
    public static bool TryParse(string text, [NotNullWhen(true)] out Dictionary<string, string?>? bag)
    {
        var result = new Dictionary<string, string?>(StringComparer.Ordinal);
        bag = null;
        foreach (string pair in text.TrimEnd('/').TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            string key = equals < 0 ? pair : pair[..equals];
            string? value = equals < 0 ? null : pair[(equals + 1)..];
            if (!IsEscapedRight(key) || (value is not null && !IsEscapedRight(value)))
                return false;
            key = Uri.UnescapeDataString(key);
            if (key.Length == 0 || !result.TryAdd(key, value is null ? null : Uri.UnescapeDataString(value)))
                return false;
        }

        bag = result;
        return true;
    }

    /// <summary>Writes a bag.</summary>
    public static string Format(IEnumerable<KeyValuePair<string, string?>> bag) =>
        string.Join('&', bag.Select(pair => pair.Value is null ? Uri.EscapeDataString(pair.Key) : $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(pair.Value)}"));

    private static bool IsEscapedRight(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '%' && (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2])))
                return false;
        }

        return true;
    }
}
