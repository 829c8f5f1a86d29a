extern alias server;

using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using server::IotXmpp.Things.Schemas;
using server::IotXmpp.Xmpp.Sasl;
using server::IotXmpp.Xmpp.Schemas;
using server::IotXmpp.Xmpp.Stanzas;
using server::IotXmpp.Xmpp.Streams;
using server::IotXmpp.Xmpp.Streams.Exi;

namespace IotXmpp.Simulator.Tests;

/// <summary>The real stream server on a loopback socket, with a host that keeps what boards send.</summary>
internal sealed class BoardServer : IStreamHost, IAsyncDisposable
{
    public const string Password = "correct horse";

    private static readonly Lazy<ExiConfiguration> s_boards = new(CompileBoards);
    private static readonly Lazy<ExiConfiguration> s_default = new(ExiDefaultSchema.Compile);

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly StreamServer _server;
    private readonly StreamEntry _entry;
    private readonly Task _accepting;
    private readonly List<Socket> _sockets = [];

    public BoardServer(StreamEntry entry, bool knowsBoards = true, X509Certificate2? certificate = null)
    {
        _entry = entry;
        _server = new StreamServer(
            [this],
            new StreamServerOptions { Certificate = certificate is null ? null : _ => certificate, Exi = new ExiConfigurations(s_default.Value, knowsBoards ? [s_boards.Value] : []) },
            TimeProvider.System,
            NullLoggerFactory.Instance);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    /// <summary>Grammars of the boards, compiled anew from the schemas.</summary>
    public static byte[] CompiledGrammar => s_boards.Value.Set.Grammar.Data;

    public int Port { get; }

    public string Domain => "things.localhost";

    public StreamHostOptions Options { get; } = new() { OfferExi = true };

    /// <summary>Stanzas of all sessions in order.</summary>
    public Channel<Stanza> Received { get; } = Channel.CreateUnbounded<Stanza>();

    public IStreamSession? Session { get; private set; }

    public int Bindings { get; private set; }

    /// <summary>Of the boards' accounts.</summary>
    public byte[] Salt { get; set; } = [.. "salt of boards"u8, 0, 0];

    public ValueTask<ScramCredential?> FindCredentialAsync(string username, HashAlgorithmName hash, CancellationToken ct) =>
        ValueTask.FromResult<ScramCredential?>(username.StartsWith("board", StringComparison.Ordinal) ? ScramCredential.Derive(hash, Password, Salt, 4096) : null);

    public ValueTask<string?> MapCertificateAsync(X509Certificate2 certificate, string? authorizationId, CancellationToken ct) => ValueTask.FromResult<string?>(null);

    public ValueTask<IBoundSession> BindAsync(IStreamSession stream, CancellationToken ct)
    {
        Session = stream;
        Bindings++;
        return ValueTask.FromResult<IBoundSession>(new Bound(this));
    }

    /// <summary>The next stanza a predicate accepts; others before it are dropped.</summary>
    public async Task<T> NextAsync<T>(Func<T, bool> wanted, CancellationToken ct)
        where T : Stanza
    {
        while (true)
        {
            if (await Received.Reader.ReadAsync(ct) is T stanza && wanted(stanza))
            {
                return stanza;
            }
        }
    }

    /// <summary>Pulls the plug of every connection.</summary>
    public void Cut()
    {
        lock (_sockets)
        {
            _sockets.ForEach(socket => socket.Close(0));
            _sockets.Clear();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _accepting;
        await _server.DisposeAsync();
        _stopping.Dispose();
    }

    private static ExiConfiguration CompileBoards() =>
        new(BoardSchemas.Id, CanonicalSchema.Compile(BoardSchemas.Id, BoardSchemas.All), ExiConfiguration.DefaultOptions);

    private async Task AcceptAsync()
    {
        var serving = new List<Task>();
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptSocketAsync(_stopping.Token);
                lock (_sockets)
                {
                    _sockets.Add(socket);
                }

                serving.Add(ServeAsync(socket));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        var pipe = new Pipes(PipeReader.Create(stream), PipeWriter.Create(stream));
        await _server.RunAsync(pipe, _entry, socket.RemoteEndPoint, _stopping.Token);
        await pipe.Input.CompleteAsync();
        await pipe.Output.CompleteAsync();
    }

    private sealed record Pipes(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    private sealed class Bound(BoardServer server) : IBoundSession
    {
        public ValueTask OnStanzaAsync(Stanza stanza, CancellationToken ct)
        {
            server.Received.Writer.TryWrite(stanza);
            return ValueTask.CompletedTask;
        }

        public ValueTask OnDetachedAsync(CancellationToken ct) => ValueTask.CompletedTask;

        public ValueTask OnResumedAsync(CancellationToken ct) => ValueTask.CompletedTask;

        public ValueTask OnClosedAsync(IReadOnlyList<Stanza> undelivered, CancellationToken ct) => ValueTask.CompletedTask;
    }
}
