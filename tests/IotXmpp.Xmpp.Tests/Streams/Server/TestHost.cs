using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Channels;
using IotXmpp.Xmpp.Sasl;
using IotXmpp.Xmpp.Stanzas;
using IotXmpp.Xmpp.Streams;

namespace IotXmpp.Xmpp.Tests.Streams.Server;

/// <summary>A domain with a few accounts, whose sessions the test looks into.</summary>
internal sealed class TestHost(string domain, StreamHostOptions? options = null) : IStreamHost
{
    private readonly Channel<TestSession> _bound = Channel.CreateUnbounded<TestSession>();
    private readonly ConcurrentDictionary<(string, string), ScramCredential> _credentials = new();

    public string Domain => domain;

    public StreamHostOptions Options { get; } = options ?? new StreamHostOptions();

    public StanzaError? BindError { get; set; }

    public Dictionary<string, string> Passwords { get; } = new() { ["juliet"] = "r0m30", ["board1"] = "secret" };

    public ValueTask<ScramCredential?> FindCredentialAsync(string username, HashAlgorithmName hash, CancellationToken ct) =>
        ValueTask.FromResult(Passwords.TryGetValue(username, out string? password)
            ? _credentials.GetOrAdd((username, hash.Name!), _ => ScramCredential.Create(hash, password))
            : null);

    public ValueTask<string?> MapCertificateAsync(X509Certificate2 certificate, string? authorizationId, CancellationToken ct) =>
        ValueTask.FromResult<string?>(certificate.GetNameInfo(X509NameType.SimpleName, false) is var name && Passwords.ContainsKey(name) ? name : null);

    public ValueTask<IBoundSession> BindAsync(IStreamSession stream, CancellationToken ct)
    {
        if (BindError is not null)
            throw new StanzaException(BindError);
        var session = new TestSession(stream);
        _bound.Writer.TryWrite(session);
        return ValueTask.FromResult<IBoundSession>(session);
    }

    /// <summary>The next session that was bound.</summary>
    public async Task<TestSession> NextSessionAsync() => await _bound.Reader.ReadAsync(Waits.Token());
}

/// <summary>Records what happens to a session.</summary>
internal sealed class TestSession(IStreamSession stream) : IBoundSession
{
    private readonly Channel<object> _events = Channel.CreateUnbounded<object>();
    private int _calls;

    public IStreamSession Stream => stream;

    /// <summary>If set, <see cref="OnStanzaAsync"/> waits for it.</summary>
    public TaskCompletionSource? Gate { get; set; }

    /// <summary>If set, thrown by <see cref="OnStanzaAsync"/>.</summary>
    public Exception? Failure { get; set; }

    public List<Stanza> Unsendable { get; } = [];

    public async ValueTask OnStanzaAsync(Stanza stanza, CancellationToken ct)
    {
        Interlocked.Increment(ref _calls).Should().Be(1, "calls come one at a time");
        if (Gate is not null)
            await Gate.Task.WaitAsync(ct);
        Interlocked.Decrement(ref _calls);
        _events.Writer.TryWrite(stanza);
        if (Failure is not null)
            throw Failure;
    }

    public ValueTask OnDetachedAsync(CancellationToken ct) => Record("detached");

    public ValueTask OnResumedAsync(CancellationToken ct) => Record("resumed");

    public ValueTask OnClosedAsync(IReadOnlyList<Stanza> undelivered, CancellationToken ct) => Record(undelivered);

    public ValueTask OnUnsendableAsync(Stanza stanza, CancellationToken ct)
    {
        Unsendable.Add(stanza);
        return Record("unsendable");
    }

    /// <summary>The next stanza; fails if something else happens first.</summary>
    public async Task<Stanza> NextStanzaAsync() => (await NextAsync()).Should().BeAssignableTo<Stanza>().Subject;

    /// <summary>The session's end, with what was not delivered.</summary>
    public async Task<IReadOnlyList<Stanza>> ClosedAsync() => (await NextAsync()).Should().BeAssignableTo<IReadOnlyList<Stanza>>().Subject;

    public async Task<object> NextAsync() => await _events.Reader.ReadAsync(Waits.Token());

    private ValueTask Record(object what)
    {
        _events.Writer.TryWrite(what);
        return ValueTask.CompletedTask;
    }
}

/// <summary>How long a test waits for what must come: never reached when it passes.</summary>
internal static class Waits
{
    public static CancellationToken Token() => new CancellationTokenSource(TimeSpan.FromSeconds(20)).Token;
}
