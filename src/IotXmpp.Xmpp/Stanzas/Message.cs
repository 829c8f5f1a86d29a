using IotXmpp.Xmpp.Portable;

namespace IotXmpp.Xmpp.Stanzas;

/// <summary>Type of a message (RFC 6121 5.2.2).</summary>
public enum MessageType
{
    Normal,
    Chat,
    GroupChat,
    Headline,
    Error,
}

/// <summary>A pushed stanza (RFC 6121 5).</summary>
public sealed record Message : Stanza
{
    /// <summary>Type; an unknown one is read as <see cref="MessageType.Normal"/> (RFC 6121 5.2.2).</summary>
    public MessageType Type { get; init; }

    /// <summary>Text of the first <c>body</c>; null if there is none.</summary>
    public string? Body => Payload(Ns.Client, "body")?.Text;

    /// <summary>Text of <c>thread</c>; null if there is none.</summary>
    public string? Thread => Payload(Ns.Client, "thread")?.Text;

    /// <inheritdoc/>
    public override string ElementName => "message";

    /// <inheritdoc/>
    public override string? TypeName => Type switch
    {
        MessageType.Chat => "chat",
        MessageType.GroupChat => "groupchat",
        MessageType.Headline => "headline",
        MessageType.Error => "error",
        _ => null,
    };

    /// <summary>A <c>body</c> element, to be put among the payloads.</summary>
    public static XmppElement BodyOf(string text) => XmppElement.Build(Ns.Client, "body", w => w.WriteString(text));

    /// <summary>This message returned to its sender as failed (RFC 6120 8.3.1).</summary>
    public Message Fail(StanzaError error) => new() { Type = MessageType.Error, Id = Id, From = To, To = From, Error = error };

    internal static MessageType ParseType(string? type) => type switch
    {
        "chat" => MessageType.Chat,
        "groupchat" => MessageType.GroupChat,
        "headline" => MessageType.Headline,
        "error" => MessageType.Error,
        _ => MessageType.Normal,
    };
}
