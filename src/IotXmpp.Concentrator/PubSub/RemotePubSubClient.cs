using System.Globalization;
using System.Xml;
using IotXmpp.Concentrator.Upstream;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.PubSub;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.PubSub;

/// <summary>
/// Requests to a pub-sub service elsewhere. A node is made before anything is published to it, and each publication carries the access model as its condition (XEP-0060
/// 7.1.5): a service that makes nodes by itself makes open ones, and a node of that name may be somebody else's.
/// </summary>
internal sealed class RemotePubSubClient(RemotePubSubOptions options, WorldRequests asking)
{
    private const string NodeConfig = Ns.PubSub + "#node_config";
    private const string PublishOptions = Ns.PubSub + "#publish-options";

    /// <summary>Nodes known to be there; forgotten when the service says otherwise.</summary>
    private readonly HashSet<string> _nodes = new(StringComparer.Ordinal);

    private readonly Lock _lock = new();

    /// <summary>How often the service was away.</summary>
    private int _epoch;

    private string Model => options.AccessModel == AccessModel.Authorize ? "authorize" : "whitelist";

    /// <summary>Publishes an item.</summary>
    /// <exception cref="RemotePubSubException">It was not taken.</exception>
    public async ValueTask PublishAsync(string node, string id, XmppElement payload, CancellationToken ct)
    {
        int epoch = Volatile.Read(ref _epoch);
        await EnsureAsync(node, payload.Namespace, ct);
        var error = await SendAsync(node, id, payload, ct);
        // It was away meanwhile: it may have taken the item and have lost who may read it.
        if (error is null && epoch != Volatile.Read(ref _epoch))
            await EnsureAsync(node, payload.Namespace, ct);
        if (error is { Condition: "item-not-found" })
        {
            // It was there: somebody has deleted it.
            lock (_lock)
                _nodes.Remove(node);
            await EnsureAsync(node, payload.Namespace, ct);
            error = await SendAsync(node, id, payload, ct);
        }

        if (error?.Application?.LocalName == "precondition-not-met")
            throw new RemotePubSubException($"{node} has another access model than {Model}, nothing is published there", error);
        if (error is not null)
            throw new RemotePubSubException($"publishing to {node}", error);
    }

    /// <summary>The service was away: what it had may be gone.</summary>
    public void Forget()
    {
        lock (_lock)
        {
            _epoch++;
            _nodes.Clear();
        }
    }

    private async ValueTask EnsureAsync(string node, string payloadType, CancellationToken ct)
    {
        int epoch;
        lock (_lock)
        {
            if (_nodes.Contains(node))
                return;
            epoch = _epoch;
        }

        (string, string)[] wanted =
        [
            ("access_model", Model), ("publish_model", "publishers"), ("persist_items", "1"), ("max_items", options.MaxItems.ToString(CultureInfo.InvariantCulture)),
            ("deliver_payloads", "1"), ("send_last_published_item", "on_sub"), ("type", payloadType),
        ];
        var error = await CreateAsync(node, wanted, ct);
        // A service that does not do all of it makes the node with its own numbers; who reads is not left to it.
        if (error is { Condition: "not-acceptable" or "bad-request" })
            error = await CreateAsync(node, wanted[..1], ct);
        if (error is not (null or { Condition: "conflict" }))
            throw new RemotePubSubException($"making {node}", error);
        if (options.Members.Count > 0)
        {
            error = await AskAsync($"naming the members of {node}", Ns.PubSubOwner, w =>
            {
                w.WriteStartElement("affiliations", Ns.PubSubOwner);
                w.WriteAttributeString("node", node);
                foreach (var member in options.Members)
                {
                    w.WriteStartElement("affiliation", Ns.PubSubOwner);
                    w.WriteAttributeString("jid", member.ToString());
                    w.WriteAttributeString("affiliation", "member");
                    w.WriteEndElement();
                }

                w.WriteEndElement();
            }, ct);
            if (error is not null)
                throw new RemotePubSubException($"naming the members of {node}", error);
        }

        lock (_lock)
        {
            if (epoch == _epoch)
                _nodes.Add(node);
        }
    }

    private ValueTask<StanzaError?> CreateAsync(string node, (string Name, string Value)[] configuration, CancellationToken ct) => AskAsync($"making {node}", Ns.PubSub, w =>
    {
        w.WriteStartElement("create", Ns.PubSub);
        w.WriteAttributeString("node", node);
        w.WriteEndElement();
        w.WriteStartElement("configure", Ns.PubSub);
        WriteForm(w, NodeConfig, configuration);
        w.WriteEndElement();
    }, ct);

    private ValueTask<StanzaError?> SendAsync(string node, string id, XmppElement payload, CancellationToken ct) => AskAsync($"publishing to {node}", Ns.PubSub, w =>
    {
        w.WriteStartElement("publish", Ns.PubSub);
        w.WriteAttributeString("node", node);
        w.WriteStartElement("item", Ns.PubSub);
        w.WriteAttributeString("id", id);
        payload.WriteTo(w);
        w.WriteEndElement();
        w.WriteEndElement();
        w.WriteStartElement("publish-options", Ns.PubSub);
        WriteForm(w, PublishOptions, ("access_model", Model));
        w.WriteEndElement();
    }, ct);

    private static void WriteForm(XmlWriter w, string type, params (string Name, string Value)[] fields)
    {
        w.WriteStartElement("x", Ns.DataForms);
        w.WriteAttributeString("type", "submit");
        Write("FORM_TYPE", type, "hidden");
        foreach (var (name, value) in fields)
            Write("pubsub#" + name, value, null);
        w.WriteEndElement();

        void Write(string name, string value, string? kind)
        {
            w.WriteStartElement("field", Ns.DataForms);
            w.WriteAttributeString("var", name);
            if (kind is not null)
                w.WriteAttributeString("type", kind);
            w.WriteElementString("value", Ns.DataForms, value);
            w.WriteEndElement();
        }
    }

    /// <returns>The error; null for a result.</returns>
    /// <exception cref="RemotePubSubException">There was no answer.</exception>
    private async ValueTask<StanzaError?> AskAsync(string what, string ns, Action<XmlWriter> content, CancellationToken ct)
    {
        var answer = await asking.AskAsync(options.Service, IqType.Set, XmppElement.Build(ns, "pubsub", content), options.AnswerTimeout, ct)
            ?? throw new RemotePubSubException(what, null);
        return answer.Error;
    }
}
