using System.Security.Cryptography;
using System.Text;
using IotXmpp.Xmpp.Forms;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Xmpp.Disco;

/// <summary>A digest of discovery information, told with presence so that nobody needs to ask twice (XEP-0115).</summary>
/// <param name="Node">URI of the software.</param>
/// <param name="Hash">Name of the hash function; <c>sha-1</c> is the one all implementations know (XEP-0115 5.1).</param>
/// <param name="Version">The verification string.</param>
public sealed record EntityCapabilities(string Node, string Hash, string Version)
{
    /// <summary>Sorting of <c>i;octet</c> (RFC 4790 9.3), as XEP-0115 5.1 asks: UTF-8 order, which is not that of UTF-16.</summary>
    private static readonly IComparer<string?> s_octets = Comparer<string?>.Create((a, b) => Encoding.UTF8.GetBytes(a ?? "").AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b ?? "")));

    /// <summary>The disco node that asks for exactly this information (XEP-0115 6.2).</summary>
    public string InfoNode => $"{Node}#{Version}";

    /// <summary>The capabilities of our own information.</summary>
    /// <exception cref="ArgumentException">The information is ill-formed: something occurs twice.</exception>
    public static EntityCapabilities Of(string node, DiscoInfo info) =>
        new(node, "sha-1", Compute(info) ?? throw new ArgumentException("Something occurs twice in the information.", nameof(info)));

    /// <summary>The verification string (XEP-0115 5.1); null if the information is ill-formed (5.4) and must not be kept.</summary>
    public static string? Compute(DiscoInfo info)
    {
        var text = new StringBuilder();
        string[] identities = [.. info.Identities.Select(identity => $"{identity.Category}/{identity.Type}/{identity.Lang}/{identity.Name}")];
        if (!TryAppend(text, identities) || !TryAppend(text, info.Features))
            return null;

        // Forms without a FORM_TYPE do not count (5.4, 3.6); two of the same, or one with several values, are ill-formed.
        var forms = new SortedDictionary<string, DataForm>(s_octets);
        foreach (var form in info.Forms)
        {
            if (form.Field(DataForm.FormTypeVar) is not { Type: FormFieldType.Hidden } type || type.Values.Count == 0)
                continue;
            if (type.Values.Distinct().Count() > 1 || !forms.TryAdd(type.Values[0], form))
                return null;
        }

        foreach (var (type, form) in forms)
        {
            text.Append(type).Append('<');
            foreach (var field in form.Fields.Where(field => field.Var is not null and not DataForm.FormTypeVar).OrderBy(field => field.Var, s_octets))
            {
                text.Append(field.Var).Append('<');
                foreach (string value in field.Values.Order(s_octets))
                    text.Append(value).Append('<');
            }
        }

        return Convert.ToBase64String(SHA1.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    /// <summary>True if an answer to <see cref="InfoNode"/> is what was announced: only then may it be kept for others (XEP-0115 5.4).</summary>
    public bool Matches(DiscoInfo info) => Hash == "sha-1" && Compute(info) == Version;

    /// <summary>The <c>c</c> element for presence.</summary>
    public XmppElement ToElement() => XmppElement.Build(Ns.Caps, "c", w =>
    {
        w.WriteAttributeString("hash", Hash);
        w.WriteAttributeString("node", Node);
        w.WriteAttributeString("ver", Version);
    });

    /// <summary>Reads the <c>c</c> of a presence; null if it is incomplete or of the legacy form without <c>hash</c>.</summary>
    public static EntityCapabilities? Read(XmppElement element) =>
        element.Attribute("node") is { Length: > 0 and <= 1024 } node && element.Attribute("hash") is { Length: > 0 and <= 64 } hash && element.Attribute("ver") is { Length: > 0 and <= 256 } version
            ? new EntityCapabilities(node, hash, version)
            : null;

    private static bool TryAppend(StringBuilder text, IReadOnlyCollection<string> entries)
    {
        if (entries.Distinct(StringComparer.Ordinal).Count() != entries.Count)
            return false;
        foreach (string entry in entries.Order(s_octets))
            text.Append(entry).Append('<');
        return true;
    }
}
