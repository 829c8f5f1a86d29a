using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.PubSub;
using IotXmpp.Xmpp.Routing;
using IotXmpp.Xmpp.Stanzas;
using Microsoft.Extensions.Time.Testing;

namespace IotXmpp.Xmpp.Tests.PubSub;

/// <summary>A pub-sub service that is spoken to in XML; what it sends is kept.</summary>
internal sealed class PubSubRig : IPubSubAuthority
{
    public const string Service = "pubsub.things.example";
    public const string Owner = "owner@example.org/desk";
    public const string Reader = "reader@example.org/phone";
    public const string Stranger = "stranger@example.net/x";

    private readonly IqDispatcher _dispatcher;
    private int _id;

    public PubSubRig(PubSubLimits? limits = null)
    {
        Store = new InMemoryPubSubStore();
        Pubsub = new PubSubService(Store, this, limits ?? new PubSubLimits(), (stanza, _) =>
        {
            Sent.Add(stanza);
            return default;
        }, Time) { InterestedContacts = _ => Interested };
        OwnerRequests = new PubSubOwnerHandler(Pubsub);
        _dispatcher = new IqDispatcher([new PubSubHandler(Pubsub), OwnerRequests]);
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 2, 3, 4, 5, 6, TimeSpan.Zero));

    public IPubSubStore Store { get; }

    public PubSubService Pubsub { get; }

    public PubSubOwnerHandler OwnerRequests { get; }

    public List<Stanza> Sent { get; } = [];

    /// <summary>Rights given by the authority, beside the node's configuration.</summary>
    public Dictionary<string, bool> Rights { get; } = [];

    /// <summary>What those with a right see of an item; everything if it is not said.</summary>
    public Dictionary<string, PubSubView> Views { get; } = [];

    /// <summary>Who looks after the nodes of the service itself, by bare JID.</summary>
    public HashSet<string> Managers { get; } = [];

    /// <summary>Contacts that want all events without a subscription.</summary>
    public List<Jid> Interested { get; } = [];

    /// <summary>Bare JIDs that see the presence of the service.</summary>
    public HashSet<string> Friends { get; } = [];

    public bool MayCreate { get; set; } = true;

    public ValueTask<bool> MayCreateAsync(Jid creator, NodeKey key, CancellationToken ct) => new(MayCreate);

    public ValueTask<PubSubView?> ViewAsync(Jid reader, PubSubNode node, CancellationToken ct) =>
        new(Rights.TryGetValue(reader.ToString(), out bool may) ? may ? Views.GetValueOrDefault(reader.ToString(), PubSubView.Everything) : PubSubView.Nothing : null);

    public ValueTask<bool> MayManageAsync(Jid manager, PubSubNode node, CancellationToken ct) => new(Managers.Contains(manager.ToString()));

    public ValueTask<bool> SeesPresenceAsync(Jid reader, PubSubNode node, CancellationToken ct) => new(Friends.Contains(reader.ToString()));

    /// <summary>Sends a request; the content is that of <c>pubsub</c>.</summary>
    public async Task<Iq> AskAsync(string from, IqType type, string content, string ns = "http://jabber.org/protocol/pubsub")
    {
        var iq = new Iq
        {
            Type = type, Id = $"q{++_id}", From = Jid.Parse(from), To = Jid.Parse(Service), Payloads = [XmppElement.Parse($"<pubsub xmlns='{ns}'>{content}</pubsub>")],
        };
        return (await _dispatcher.DispatchAsync(iq, TestContext.Current.CancellationToken))!;
    }

    public Task<Iq> OwnerAsync(string from, IqType type, string content) => AskAsync(from, type, content, "http://jabber.org/protocol/pubsub#owner");

    /// <summary>Sends a request that must succeed.</summary>
    public async Task<XmppElement?> DoAsync(string from, string content, IqType type = IqType.Set)
    {
        var answer = await AskAsync(from, type, content);
        answer.Error.Should().BeNull();
        return answer.Request;
    }

    /// <summary>Creates a node with some of its configuration.</summary>
    public Task CreateAsync(string node, params (string Var, string Value)[] configuration) => DoAsync(
        Owner,
        $"<create node='{node}'/><configure><x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE'><value>http://jabber.org/protocol/pubsub#node_config</value></field>"
        + string.Concat(configuration.Select(field => $"<field var='pubsub#{field.Var}'><value>{field.Value}</value></field>")) + "</x></configure>");

    public Task PublishAsync(string from, string node, string id, string text = "x") =>
        DoAsync(from, $"<publish node='{node}'><item id='{id}'><entry xmlns='urn:test'>{text}</entry></item></publish>");

    /// <summary>The messages sent since the last call, as "address: content" lines.</summary>
    public List<string> TakeEvents()
    {
        var lines = Sent.OfType<Message>().Select(message => $"{message.To}: {Describe(message)}").ToList();
        Sent.Clear();
        return lines;
    }

    private static string Describe(Message message)
    {
        string body = message.Body is null ? "" : $"[{message.Body}] ";
        if (message.Payload("http://jabber.org/protocol/pubsub#event", "event")?.Elements.FirstOrDefault() is not { } @event)
            return body + string.Join(' ', message.Payloads.Where(payload => payload.LocalName != "body").Select(payload => payload.LocalName));
        string delayed = message.Payloads.Any(payload => payload.LocalName == "delay") ? " delayed" : "";
        string children = string.Join(',', @event.Elements.Select(item => $"{item.LocalName} {item.Attribute("id")}{(item.Elements.FirstOrDefault() is { } payload ? "=" + payload.Text : "")}"));
        string state = @event.Attribute("subscription") is { } subscription ? " " + subscription : "";
        return $"{body}{@event.LocalName} {@event.Attribute("node")}{state}{(children.Length > 0 ? " " + children : "")}{delayed}";
    }
}
