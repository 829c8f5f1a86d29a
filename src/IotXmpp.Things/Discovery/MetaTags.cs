using System.Security.Cryptography;
using System.Text;

namespace IotXmpp.Things.Discovery;

/// <summary>Sets of meta tags.</summary>
public static class MetaTags
{
    private static readonly HashSet<string> s_predefined = new(StringComparer.Ordinal)
    {
        "ALT", "APT", "AREA", "BLD", "CITY", "CLASS", "COUNTRY", "KEY", "LAT", "LON", "MAN", "MLOC", "MNR", "MODEL", "NAME", "PURL", "REGION", "ROOM", "SN", "STREET",
        "STREETNR", "V",
    };

    /// <summary>True for a name that XEP-0347 5.2 defines: a registry always keeps such a tag.</summary>
    public static bool IsPredefined(string name) => s_predefined.Contains(name);

    /// <summary>
    /// A digest that two sets have in common exactly if they hold the same tags, in whatever order (XEP-0347 3.9). The secret is in it and cannot be
    /// read out of it, if it is a random one.
    /// </summary>
    public static string Fingerprint(IEnumerable<MetaTag> tags)
    {
        var text = new StringBuilder();
        foreach (var tag in tags.OrderBy(tag => tag.Name, StringComparer.Ordinal))
            text.Append(tag.IsNumeric ? '#' : ';').Append(tag.Name).Append('=').Append(tag.Value.Length).Append(':').Append(tag.Value);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    /// <summary>Overwrites tags with others; an empty text removes one (XEP-0347 3.13). Those not named stay.</summary>
    public static IReadOnlyList<MetaTag> Update(IReadOnlyList<MetaTag> tags, IReadOnlyList<MetaTag> changes) =>
        [.. tags.Where(tag => changes.All(change => change.Name != tag.Name)), .. changes.Where(change => change.IsNumeric || change.Text!.Length > 0)];
}
