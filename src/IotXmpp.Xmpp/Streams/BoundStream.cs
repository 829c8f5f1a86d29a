using System.Threading.Channels;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Xmpp.Streams;

/// <summary>
/// A connection with a session: takes the peer's stanzas to their owner one by one, sends what waits, acknowledges (XEP-0198), and
/// watches whether the peer still lives.
/// </summary>
internal sealed class BoundStream
{
    /// <summary>Unacknowledged stanzas after which an acknowledgement is asked for at once.</summary>
    private const int AskAfterStanzas = 8;

    private readonly ServerConnection _connection;
    private readonly StreamServer _server;
    private readonly StreamLimits _limits;
    private readonly CancellationToken _ended;
    private readonly Channel<bool> _work = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
    private Task _sending = Task.CompletedTask;
    private Task _watching = Task.CompletedTask;
    private string? _pingId;
    private bool _asked;

    /// <param name="connection">Carries the session.</param>
    /// <param name="session">What is carried.</param>
    /// <param name="server">Time, limits, sessions.</param>
    /// <param name="ended">Cancelled when the connection ends.</param>
    public BoundStream(ServerConnection connection, ServerSession session, StreamServer server, CancellationToken ended)
    {
        _connection = connection;
        _server = server;
        _limits = server.Options.Limits;
        _ended = ended;
        Session = session;
    }

    /// <summary>The session.</summary>
    public ServerSession Session { get; }

    /// <summary>Starts sending. Stanzas queued before wait until here, so that nothing overtakes the answer to bind or resume.</summary>
    public void Start()
    {
        _sending = SendAsync(_ended);
        _watching = WatchAsync(_ended);
        Wake();
    }

    /// <summary>A stanza waits.</summary>
    public void Wake() => _work.Writer.TryWrite(true);

    /// <summary>Waits for sending and watching to end, after the connection's end was cancelled.</summary>
    public Task StopAsync() => Task.WhenAll(_sending, _watching);

    /// <summary>One first-level element of the peer.</summary>
    public async ValueTask OnElementAsync(XmppElement element, CancellationToken ct)
    {
        switch (element.Namespace)
        {
            case Ns.Client when element.LocalName is "iq" or "message" or "presence":
                await OnStanzaAsync(element, ct);
                break;
            case Ns.StreamManagement:
                await OnManagementAsync(element, ct);
                break;
            case Ns.Server:
                throw new StreamException(StreamErrorCondition.InvalidNamespace, "Stanzas here are of 'jabber:client'.");
            case Ns.Streams when element.LocalName == "error":
                // The peer ends the stream with an error of its own; its closing tag follows, or not.
                throw new IOException($"The peer ends the stream with an error: {element}");
            default:
                throw new StreamException(StreamErrorCondition.UnsupportedStanzaType, $"No stanza is called {element.Name}.");
        }
    }

    private async ValueTask OnStanzaAsync(XmppElement element, CancellationToken ct)
    {
        Stanza stanza;
        try
        {
            stanza = Stanza.Read(element);
        }
        catch (StanzaException e)
        {
            Session.Handled++;
            if (AnswerTo(element, e.Error) is { } answer)
                Session.TrySend(answer);
            return;
        }

        if (stanza.From is { } from && from != Session.Jid && from != Session.Jid.Bare)
            throw new StreamException(StreamErrorCondition.InvalidFrom, "'from' is not the address of this session (RFC 6120 8.1.2.1).");
        stanza = stanza with { From = Session.Jid };

        if (stanza is Iq iq)
        {
            if (!iq.IsRequest && iq.Id is not null && iq.Id == Volatile.Read(ref _pingId))
            {
                Volatile.Write(ref _pingId, null);
                Session.Handled++;
                return;
            }

            if (iq.Type == IqType.Set && iq.Payload(Ns.Session, "session") is not null && (iq.To is null || iq.To.IsDomain))
            {
                // RFC 3921 3: clients of that age insist on a session; it means nothing since RFC 6121.
                Session.Handled++;
                Session.TrySend(iq.Result() with { From = null, To = null });
                return;
            }
        }

        try
        {
            // Not cancelled with the connection: what the owner has begun it shall finish, so that 'h' tells the truth after a resumption.
            await Session.TellOwnerAsync(static (owner, stanza, ct) => owner.OnStanzaAsync(stanza, ct), stanza, _server.Stopping);
        }
        catch (StanzaException e)
        {
            if (AnswerTo(element, e.Error) is { } answer)
                Session.TrySend(answer);
        }

        Session.Handled++;
    }

    private async ValueTask OnManagementAsync(XmppElement element, CancellationToken ct)
    {
        switch (element.LocalName)
        {
            case "r" when Session.IsManaged:
                await _connection.WriteAsync(StreamManagement.Answer(Session.Handled), ct);
                break;
            case "a" when Session.IsManaged:
                Session.Acknowledge(StreamManagement.ReadHandled(element));
                _asked = false;
                break;
            case "enable" when !Session.IsManaged:
                await EnableAsync(element, ct);
                break;
            case "enable" or "resume":
                await _connection.WriteAsync(StreamManagement.Failed("unexpected-request"), ct);
                break;
            case "r" or "a":
                throw new StreamException(StreamErrorCondition.PolicyViolation, "Stream management is not enabled.");
            default:
                throw new StreamException(StreamErrorCondition.UnsupportedStanzaType, $"Stream management knows no {element.LocalName}.");
        }
    }

    private async ValueTask EnableAsync(XmppElement element, CancellationToken ct)
    {
        bool resume = element.Attribute("resume") is "true" or "1";
        var time = Session.Host.Options.ResumptionTime;
        if (uint.TryParse(element.Attribute("max"), out uint asked) && TimeSpan.FromSeconds(asked) < time)
            time = TimeSpan.FromSeconds(asked);
        string? id = null;
        if (resume && time > TimeSpan.Zero)
        {
            id = StreamIds.Next();
            Session.ResumptionTime = time;
            _server.MakeResumable(Session, id);
        }

        await _connection.WriteAsync(static (framing, enabled) =>
        {
            // Under the write lock: the peer counts from <enabled/> on, and so must we.
            enabled.Session.BeginManagement();
            framing.WriteElement(enabled.Reply);
        }, (Session, Reply: StreamManagement.Enabled(id, time)), ct);
    }

    /// <summary>The error for a stanza that could not be read; null where none may be sent (RFC 6120 8.3.1).</summary>
    private static Stanza? AnswerTo(XmppElement element, StanzaError error)
    {
        string? type = element.Attribute("type"), id = element.Attribute("id");
        if (type is "error" or "result")
            return null;
        return element.LocalName switch
        {
            "iq" => new Iq { Type = IqType.Error, Id = id, Error = error },
            "message" => new Message { Type = MessageType.Error, Id = id, Error = error },
            _ => new Presence { Type = PresenceType.Error, Id = id, Error = error },
        };
    }

    private async Task SendAsync(CancellationToken ct)
    {
        var unsendable = new List<Stanza>();
        try
        {
            while (true)
            {
                await _work.Reader.ReadAsync(ct);
                while (await _connection.WriteBatchAsync(Session, unsendable, ct))
                {
                    foreach (var stanza in unsendable)
                    {
                        StreamLog.Unsendable(_server.Log, Session.Jid, stanza.Payloads.Count > 0 ? stanza.Payloads[0].Name.ToString() : stanza.ElementName);
                        await Session.TellOwnerAsync(static (owner, stanza, ct) => owner.OnUnsendableAsync(stanza, ct), stanza, ct);
                    }

                    unsendable.Clear();
                }

                if (Session.IsManaged && !_asked && Session.UnacknowledgedCount >= AskAfterStanzas)
                    await AskAsync(ct);
            }
        }
        catch (OperationCanceledException)
        {
            // The connection ends for a reason of its own.
        }
        catch (IOException e)
        {
            StreamLog.ConnectionLost(_server.Log, _connection.Traits.RemoteEndPoint, e.Message);
            _connection.Abort(StreamEnding.Lost);
        }
        catch (Exception e)
        {
            // The top of the sender's loop: only this session suffers.
            StreamLog.OwnerFailed(_server.Log, e, Session.Jid);
            _connection.Abort(StreamEnding.Failed(new StreamException(StreamErrorCondition.InternalServerError)));
        }
    }

    /// <summary>Asks a silent peer for a sign of life, and gives the connection up when none comes (RFC 6120 4.6.3).</summary>
    private async Task WatchAsync(CancellationToken ct)
    {
        try
        {
            while (true)
            {
                long heard = _connection.LastReceived;
                var left = _limits.IdleBeforePing - _server.Time.GetElapsedTime(heard);
                if (left > TimeSpan.Zero)
                {
                    await Task.Delay(left, _server.Time, ct);
                    continue;
                }

                if (!await TryProbeAsync(ct))
                {
                    // Neither acknowledgement nor ping has a place in this peer's grammars: TCP's own keep-alive must do.
                    await Task.Delay(_limits.IdleBeforePing, _server.Time, ct);
                    continue;
                }

                await Task.Delay(_limits.PingTimeout, _server.Time, ct);
                if (_connection.LastReceived == heard)
                {
                    _connection.Abort(StreamEnding.Silent);
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The connection ends for a reason of its own.
        }
        catch (IOException e)
        {
            StreamLog.ConnectionLost(_server.Log, _connection.Traits.RemoteEndPoint, e.Message);
            _connection.Abort(StreamEnding.Lost);
        }
    }

    private async ValueTask<bool> TryProbeAsync(CancellationToken ct)
    {
        if (Session.IsManaged)
        {
            await AskAsync(ct);
            return true;
        }

        string id = "ping-" + StreamIds.Next();
        var ping = new Iq { Type = IqType.Get, Id = id, From = Addressing.Jid.Create(null, Session.Jid.Domain), To = Session.Jid, Payloads = [XmppElement.Build(Ns.Ping, "ping")] };
        Volatile.Write(ref _pingId, id);
        bool sent = false;
        await _connection.WriteAsync((framing, ping) => sent = framing.TryWriteStanza(ping), ping, ct);
        return sent;
    }

    private ValueTask AskAsync(CancellationToken ct)
    {
        _asked = true;
        return _connection.WriteAsync(StreamManagement.Request, ct);
    }
}
