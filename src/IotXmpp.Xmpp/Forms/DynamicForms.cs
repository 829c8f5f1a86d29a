using System.Diagnostics.CodeAnalysis;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Routing;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Xmpp.Forms;

/// <summary>
/// The forms that are open at clients (XEP-0336): each has a session that the client returns in a hidden field, and belongs to the full JID it was
/// given to. Answers post-backs and cancellations; forgets what nobody closes.
/// </summary>
public sealed class DynamicForms
{
    /// <summary>Name of the hidden field that carries the session.</summary>
    public const string SessionVariable = "xdd session";

    private readonly DynamicFormLimits _limits;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Entry> _open = new(StringComparer.Ordinal);

    /// <summary>Builds the table of open forms.</summary>
    public DynamicForms(DynamicFormLimits limits, TimeProvider time)
    {
        _limits = limits;
        _time = time;
        Handlers = [new Handler(this, "submit"), new Handler(this, "cancel")];
    }

    /// <summary>To be put into an <see cref="IqDispatcher"/>.</summary>
    public IReadOnlyList<IIqHandler> Handlers { get; }

    /// <summary>Opens a form for a client.</summary>
    /// <returns>Its session, which nobody can guess.</returns>
    public string Open(Jid client, IDynamicForm form)
    {
        string session = Guid.NewGuid().ToString();
        lock (_lock)
        {
            Expire();
            if (_open.Count(pair => pair.Value.Client == client) >= _limits.MaxForms)
                RemoveOldest(pair => pair.Value.Client == client);
            if (_open.Count >= _limits.MaxAllForms)
                RemoveOldest(_ => true);
            _open.Add(session, new Entry(client, form) { Used = _time.GetTimestamp() });
        }

        return session;
    }

    /// <summary>Closes a form, as its final submission does; false if that client has no such form.</summary>
    public bool Close(Jid client, string? session)
    {
        lock (_lock)
            return Find(client, session, out _) && _open.Remove(session);
    }

    /// <summary>The forms that are open now.</summary>
    public IReadOnlyList<(Jid Client, string Session, IDynamicForm Form)> All()
    {
        lock (_lock)
        {
            Expire();
            return [.. _open.Select(pair => (pair.Value.Client, pair.Key, pair.Value.Form))];
        }
    }

    /// <summary>The payload that tells a client that its open form has changed (XEP-0336 3.9).</summary>
    public static XmppElement Updated(DataForm form) => XmppElement.Build(Ns.FormDynamic, "updated", w =>
    {
        w.WriteAttributeString("sessionVariable", SessionVariable);
        w.WriteAttributeString("xml", "lang", Ns.Xml, "en");
        form.WriteTo(w);
    });

    private async ValueTask<Iq?> HandleAsync(Iq iq, CancellationToken ct)
    {
        if (iq.From is not { } client || iq.Request!.Element(Ns.DataForms, "x") is not { } x)
            throw new StanzaException(StanzaErrors.BadRequest("A form is needed."));
        var submitted = DataFormXml.Read(x, _limits.Form);
        string? session = submitted.Field(SessionVariable)?.Value;
        IDynamicForm? form;
        bool isCancelled = iq.Request!.LocalName == "cancel";
        lock (_lock)
        {
            Expire();
            if (!Find(client, session, out var entry))
                throw new StanzaException(StanzaErrors.ItemNotFound("That form is not open, or no longer."));
            entry.Used = _time.GetTimestamp();
            form = entry.Form;
            if (isCancelled)
                _open.Remove(session);
        }

        return isCancelled ? iq.Result() : iq.Result((await form.PostBackAsync(submitted, ct)).ToElement());
    }

    // A session of somebody else does not exist.
    private bool Find(Jid client, [NotNullWhen(true)] string? session, [NotNullWhen(true)] out Entry? entry)
    {
        entry = null;
        return session is not null && _open.TryGetValue(session, out entry) && entry.Client == client;
    }

    private void Expire()
    {
        long now = _time.GetTimestamp();
        foreach (var (session, entry) in _open)
        {
            if (_time.GetElapsedTime(entry.Used, now) >= _limits.Timeout)
                _open.Remove(session);
        }
    }

    private void RemoveOldest(Func<KeyValuePair<string, Entry>, bool> among) => _open.Remove(_open.Where(among).MinBy(pair => pair.Value.Used).Key);

    private sealed class Entry(Jid client, IDynamicForm form)
    {
        public Jid Client { get; } = client;

        public IDynamicForm Form { get; } = form;

        public long Used { get; set; }
    }

    private sealed class Handler(DynamicForms owner, string name) : IIqHandler
    {
        public QName Payload { get; } = new(Ns.FormDynamic, name);

        public IqType? Type => IqType.Set;

        public IReadOnlyList<string> Features { get; } = [Ns.FormDynamic];

        public ValueTask<Iq?> HandleAsync(Iq request, CancellationToken ct) => owner.HandleAsync(request, ct);
    }
}
