using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Upstream.LocalDomain;

/// <summary>Messages for people: routing (RFC 6121 8.5), offline storage (XEP-0160), copies for the other clients (XEP-0280).</summary>
internal sealed class MessageRules(LocalDomainUpstream domain, LocalDomainOptions options, IOfflineMessageStore store, TimeProvider time)
{
    /// <summary>A message for an existing account.</summary>
    public async ValueTask ReceiveAsync(LocalUser user, Message message, CancellationToken ct)
    {
        if (message.To!.Resource is { } resource)
        {
            if (user.Session(resource) is { } session && session.TrySend(message))
            {
                Copy(user, message, "received", [session]);
                return;
            }

            // RFC 6121 8.5.3.2.1: what somebody wrote is delivered elsewhere; answers to a program are of no use to another.
            if (message.Type is MessageType.Headline or MessageType.Error)
                return;
            if (message.Type == MessageType.GroupChat || message.Body is null)
            {
                await domain.BounceAsync(message, StanzaErrors.ServiceUnavailable(), ct);
                return;
            }
        }

        switch (message.Type)
        {
            case MessageType.Error:
                break;
            case MessageType.GroupChat:
                await domain.BounceAsync(message, StanzaErrors.ServiceUnavailable(), ct);
                break;
            case MessageType.Headline:
                foreach (var session in user.Sessions)
                {
                    if (session.Presence is { Priority: >= 0 })
                        session.TrySend(message);
                }

                break;
            default:
                await DeliverOrKeepAsync(user, message, ct);
                break;
        }
    }

    /// <summary>Hands over what was kept, once a client is there that takes messages (XEP-0160 3).</summary>
    public async ValueTask DeliverOfflineAsync(LocalSession session, CancellationToken ct)
    {
        if (session.Presence is not { Priority: >= 0 })
            return;
        using (await session.User.EnterAsync(ct))
        {
            var kept = await store.ListAsync(session.User.Username, ct);
            long handedOver = 0;
            foreach (var message in kept)
            {
                if (!session.TrySend(Stanza.Read(XmppElement.Parse(message.Xml))))
                    break;
                handedOver = message.Id;
            }

            if (handedOver > 0)
                await store.RemoveAsync(session.User.Username, handedOver, ct);
        }
    }

    /// <summary>Copies of what one client sends, for the person's other clients (XEP-0280 7).</summary>
    public ValueTask CopySentAsync(LocalSession session, Message message, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        Copy(session.User, message, "sent", [session]);
        return ValueTask.CompletedTask;
    }

    /// <summary>True for a copy made here.</summary>
    public bool IsCopy(Message message) => message.Payload(Ns.Carbons, "received") is not null || message.Payload(Ns.Carbons, "sent") is not null;

    /// <summary>RFC 6121 8.5.2.1.1: to the clients of the highest priority; if none takes messages, kept until one does.</summary>
    private async ValueTask DeliverOrKeepAsync(LocalUser user, Message message, CancellationToken ct)
    {
        // Under the gate, so that no client comes online between "nobody there" and "kept".
        using (await user.EnterAsync(ct))
        {
            var reached = new List<LocalSession>();
            int highest = user.Sessions.Max(session => session.Presence?.Priority) ?? -1;
            if (highest >= 0)
            {
                foreach (var session in user.Sessions)
                {
                    if (session.Presence?.Priority == highest && session.TrySend(message))
                        reached.Add(session);
                }
            }

            if (reached.Count > 0)
            {
                Copy(user, message, "received", reached);
                return;
            }

            if (!IsWorthKeeping(message))
                return;
            if (await store.TryAddAsync(user.Username, Stamped(message).ToElement().ToString(), options.MaxOfflineMessages, ct))
                return;
        }

        await domain.BounceAsync(message, StanzaErrors.ServiceUnavailable("Too many messages wait for this person."), ct);
    }

    /// <summary>
    /// XEP-0160 3: what somebody wrote. Not typing notifications, not readouts, and never a control command: one that arrives late is
    /// dangerous (XEP-0325 7).
    /// </summary>
    private static bool IsWorthKeeping(Message message) =>
        message.Body is not null && message.Payload(Ns.Hints, "no-store") is null && !message.Payloads.Any(payload => payload.Namespace == Ns.Control);

    private Message Stamped(Message message) =>
        Delay.Of(message) is null ? message with { Payloads = [.. message.Payloads, new Delay(time.GetUtcNow(), domain.DomainJid).ToElement()] } : message;

    private void Copy(LocalUser user, Message message, string direction, IReadOnlyList<LocalSession> reached)
    {
        bool isConversation = message.Type == MessageType.Chat || (message.Type == MessageType.Normal && message.Body is not null);
        if (!isConversation || message.Payload(Ns.Carbons, "private") is not null || message.Payload(Ns.Hints, "no-copy") is not null || IsCopy(message))
            return;
        Message? copy = null;
        foreach (var session in user.Sessions)
        {
            if (!session.WantsCarbons || reached.Contains(session))
                continue;
            copy ??= Wrap(user.Jid, message, direction);
            session.TrySend(copy with { To = session.Jid });
        }
    }

    private static Message Wrap(Jid own, Message message, string direction) => new()
    {
        Type = message.Type,
        From = own,
        Payloads =
        [
            XmppElement.Build(Ns.Carbons, direction, w =>
            {
                w.WriteStartElement("forwarded", Ns.Forward);
                message.WriteTo(w);
                w.WriteEndElement();
            }),
        ],
    };
}
