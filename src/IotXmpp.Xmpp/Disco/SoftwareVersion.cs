using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Xmpp.Disco;

/// <summary>Which software an entity runs (XEP-0092).</summary>
/// <param name="Name">Name of the software.</param>
/// <param name="Version">Its version.</param>
/// <param name="OperatingSystem">Operating system; null where it is nobody's business (XEP-0092 5).</param>
public sealed record SoftwareVersion(string Name, string Version, string? OperatingSystem = null)
{
    private const int MaxLength = 256;

    /// <summary>The <c>query</c> element.</summary>
    public XmppElement ToElement() => XmppElement.Build(Ns.Version, "query", w =>
    {
        w.WriteElementString("name", Ns.Version, Name);
        w.WriteElementString("version", Ns.Version, Version);
        if (OperatingSystem is not null)
            w.WriteElementString("os", Ns.Version, OperatingSystem);
    });

    /// <summary>Reads a <c>query</c> element. What is missing is empty; what is longer than 256 characters is cut.</summary>
    public static SoftwareVersion Read(XmppElement element) =>
        new(Cut(element.Element("name")?.Text) ?? "", Cut(element.Element("version")?.Text) ?? "", Cut(element.Element("os")?.Text));

    private static string? Cut(string? text) => text is { Length: > MaxLength } ? text[..MaxLength] : text;
}
