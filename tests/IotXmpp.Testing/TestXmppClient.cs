using System.IO.Pipelines;
using System.Text;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Client;
using IotXmpp.Xmpp.Sasl;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Testing;

/// <summary>
/// A person's client for tests: the library's own <see cref="XmppClient"/> with an inbox that tests wait on. Each element is handed
/// out once, to the first wait whose predicate it fits.
/// </summary>
public sealed class TestXmppClient : IAsyncDisposable
{
    private readonly XmppClient _client;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly List<XmppElement> _inbox = [];
    private readonly List<XmppElement> _history = [];
    private readonly Task _reading;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Exception? _failure;
    private bool _hasEnded;
    private int _ids;

    private TestXmppClient(XmppClient client)
    {
        _client = client;
        _reading = Task.Run(ReadAsync);
    }

    /// <summary>How long a wait lasts unless told otherwise. Long enough for a busy machine; a passing test never waits for it.</summary>
    public static TimeSpan DefaultTimeout { get; } = TimeSpan.FromSeconds(20);

    /// <summary>The bound address.</summary>
    public Jid Jid => _client.Jid;

    /// <summary>The client underneath, for its features, header and mechanism.</summary>
    public XmppClient Client => _client;

    /// <summary>Everything received since login, in order.</summary>
    public IReadOnlyList<XmppElement> Received
    {
        get
        {
            lock (_lock)
                return [.. _history];
        }
    }

    /// <summary>Logs in as a user with a password, without demanding TLS.</summary>
    /// <param name="transport">A connected byte stream.</param>
    /// <param name="jid">Bare JID to log in as, or full to ask for the resource.</param>
    /// <param name="password">Password.</param>
    /// <param name="change">Changes the options, as for TLS.</param>
    public static async Task<TestXmppClient> ConnectAsync(Stream transport, string jid, string password, Func<XmppClientOptions, XmppClientOptions>? change = null)
    {
        using var timeout = new CancellationTokenSource(DefaultTimeout);
        return new TestXmppClient(await XmppClient.ConnectAsync(transport, Options(jid, password, change), timeout.Token));
    }

    /// <summary>Logs in over a pipe.</summary>
    /// <inheritdoc cref="ConnectAsync(Stream, string, string, Func{XmppClientOptions, XmppClientOptions}?)"/>
    public static Task<TestXmppClient> ConnectAsync(IDuplexPipe transport, string jid, string password, Func<XmppClientOptions, XmppClientOptions>? change = null) =>
        ConnectAsync(new DuplexPipeStream(transport), jid, password, change);

    /// <summary>Options for a user with a password, without demanding TLS and with any certificate.</summary>
    public static XmppClientOptions Options(string jid, string password, Func<XmppClientOptions, XmppClientOptions>? change = null)
    {
        var address = Jid.Parse(jid);
        var options = new XmppClientOptions
        {
            Domain = address.Domain,
            Credentials = new SaslCredentials(address.Local ?? throw new ArgumentException("A user has a localpart.", nameof(jid)), password),
            Resource = address.Resource,
            RequireTls = false,
            CertificateValidation = static (_, _, _, _) => true,
        };
        return change?.Invoke(options) ?? options;
    }

    /// <summary>Sends a stanza.</summary>
    public Task SendAsync(Stanza stanza) => _client.SendAsync(stanza, _stop.Token).AsTask();

    /// <summary>Sends an element.</summary>
    public Task SendAsync(XmppElement element) => _client.SendAsync(element, _stop.Token).AsTask();

    /// <summary>Sends text as it is; the stream's default namespace is <c>jabber:client</c>.</summary>
    public Task SendRawAsync(string xml) => _client.SendRawAsync(Encoding.UTF8.GetBytes(xml), _stop.Token).AsTask();

    /// <summary>Sends a chat message.</summary>
    public Task SayAsync(string to, string body) =>
        SendAsync(new Message { Type = MessageType.Chat, To = Jid.Parse(to), Id = NextId(), Payloads = [Message.BodyOf(body)] });

    /// <summary>Sends a request and waits for its answer, result or error, from whom it was sent to.</summary>
    public async Task<Iq> RequestAsync(IqType type, string? to, XmppElement payload, TimeSpan? timeout = null)
    {
        var request = new Iq { Type = type, Id = NextId(), To = to is null ? null : Jid.Parse(to), Payloads = [payload] };
        await SendAsync(request);
        return await WaitForAsync<Iq>(iq => !iq.IsRequest && iq.Id == request.Id && (iq.From == request.To || request.To is null), timeout);
    }

    /// <summary>The first element, already received or still to come, that fits.</summary>
    /// <exception cref="TimeoutException">None came; the message lists what did.</exception>
    public async Task<XmppElement> WaitForAsync(Func<XmppElement, bool> predicate, TimeSpan? timeout = null)
    {
        using var cancel = new CancellationTokenSource(timeout ?? DefaultTimeout);
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                int index = _inbox.FindIndex(element => predicate(element));
                if (index >= 0)
                {
                    var found = _inbox[index];
                    _inbox.RemoveAt(index);
                    return found;
                }

                if (_hasEnded)
                    throw new InvalidOperationException($"The stream has ended without it. Received:\n{Describe()}", _failure);
                changed = _changed.Task;
            }

            try
            {
                await changed.WaitAsync(cancel.Token);
            }
            catch (OperationCanceledException)
            {
                lock (_lock)
                    throw new TimeoutException($"It did not come. Received:\n{Describe()}");
            }
        }
    }

    /// <summary>The first stanza of a kind that fits.</summary>
    /// <inheritdoc cref="WaitForAsync(Func{XmppElement, bool}, TimeSpan?)"/>
    public async Task<T> WaitForAsync<T>(Func<T, bool>? predicate = null, TimeSpan? timeout = null)
        where T : Stanza
    {
        T? found = null;
        await WaitForAsync(
            element =>
            {
                if (element.LocalName is not ("iq" or "message" or "presence") || Stanza.Read(element) is not T stanza || (predicate is not null && !predicate(stanza)))
                    return false;
                found = stanza;
                return true;
            },
            timeout);
        return found!;
    }

    /// <summary>Waits until the server ends the stream; the exception it ended with, null for a proper end.</summary>
    public async Task<Exception?> WaitForEndAsync(TimeSpan? timeout = null)
    {
        await _reading.WaitAsync(timeout ?? DefaultTimeout);
        return _failure;
    }

    /// <summary>Closes the stream and waits for the server to do the same.</summary>
    public async Task CloseAsync()
    {
        await _client.CloseAsync(_stop.Token);
        await WaitForEndAsync();
    }

    /// <summary>Cuts the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _client.DisposeAsync();
        await _reading;
        _stop.Dispose();
    }

    private string NextId() => $"t{Interlocked.Increment(ref _ids)}";

    private string Describe() => string.Join('\n', _history);

    private async Task ReadAsync()
    {
        try
        {
            while (await _client.ReadAsync(_stop.Token) is { } element)
                Change(element, null);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException or IotXmpp.Xmpp.Streams.StreamException)
        {
            _failure = e;
        }
        finally
        {
            Change(null, _failure);
        }
    }

    private void Change(XmppElement? element, Exception? failure)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            if (element is null)
            {
                _hasEnded = true;
                _failure = failure;
            }
            else
            {
                _inbox.Add(element);
                _history.Add(element);
            }

            changed = _changed;
            _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        changed.SetResult();
    }
}
