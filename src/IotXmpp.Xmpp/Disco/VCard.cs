using System.Xml;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Xmpp.Disco;

/// <summary>The few lines of a vCard that a thing has to say about itself (XEP-0054).</summary>
public sealed record VCard
{
    private const int MaxLength = 4096;

    /// <summary>Full name, <c>FN</c>; null for none.</summary>
    public string? FullName { get; init; }

    /// <summary>Nickname; null for none.</summary>
    public string? Nickname { get; init; }

    /// <summary>Role, as for a device its kind; null for none.</summary>
    public string? Role { get; init; }

    /// <summary>Web address; null for none.</summary>
    public string? Url { get; init; }

    /// <summary>Free text; null for none.</summary>
    public string? Description { get; init; }

    /// <summary>Address, <c>JABBERID</c>; null for none.</summary>
    public string? JabberId { get; init; }

    /// <summary>The <c>vCard</c> element.</summary>
    public XmppElement ToElement() => XmppElement.Build(Ns.VCard, "vCard", w =>
    {
        Write(w, "FN", FullName);
        Write(w, "NICKNAME", Nickname);
        Write(w, "URL", Url);
        Write(w, "ROLE", Role);
        Write(w, "JABBERID", JabberId);
        Write(w, "DESC", Description);
    });

    /// <summary>Reads a <c>vCard</c> element; other lines are ignored, and texts longer than 4096 characters cut.</summary>
    public static VCard Read(XmppElement element) => new()
    {
        FullName = Text(element, "FN"),
        Nickname = Text(element, "NICKNAME"),
        Url = Text(element, "URL"),
        Role = Text(element, "ROLE"),
        JabberId = Text(element, "JABBERID"),
        Description = Text(element, "DESC"),
    };

    private static void Write(XmlWriter writer, string name, string? text)
    {
        if (text is not null)
            writer.WriteElementString(name, Ns.VCard, text);
    }

    private static string? Text(XmppElement element, string name)
    {
        string? text = element.Element(Ns.VCard, name)?.Text;
        return text is { Length: > MaxLength } ? text[..MaxLength] : text;
    }
}
