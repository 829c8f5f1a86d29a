using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using IotXmpp.Device.Boards;
using IotXmpp.Device.Sasl;
using IotXmpp.Device.Session;
using IotXmpp.Device.Wire;
using IotXmpp.Exi.Portable;

namespace IotXmpp.Simulator;

/// <summary>
/// One board: the source of <c>firmware/Device</c> with simulated physics, over a real socket. It connects, reconnects with the
/// device's own back-off and keeps readings while it is away.
/// </summary>
public sealed class SimulatedBoard
{
    private const int ReceiveBufferBytes = 4096;

    /// <summary>Milliseconds a timer may be late.</summary>
    private const int MaxDrift = 20;

    private readonly TimeProvider _time;
    private readonly Board _hardware;
    private readonly DeviceSession _session;
    private readonly long _start;
    private long _bytesIn;
    private long _bytesOut;
    private string? _socketError;
    private long _poll;
    private long _due;

    /// <summary>Creates a board; nothing happens before <see cref="RunAsync"/>.</summary>
    /// <param name="options">Who and where.</param>
    /// <param name="time">Clock and timers; the system's by default.</param>
    /// <exception cref="ArgumentException">Neither password nor keys are given.</exception>
    public SimulatedBoard(SimulatedBoardOptions options, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        Options = options;
        _time = time ?? TimeProvider.System;
        _start = _time.GetTimestamp();
        _session = new DeviceSession(
            new DeviceOptions
            {
                Name = options.Name,
                ThingsDomain = options.ThingsDomain,
                WayIn = options.WayIn switch
                {
                    WayIn.BinaryBinding => Device.Session.WayIn.BinaryBinding,
                    WayIn.StreamCompression => Device.Session.WayIn.StreamCompression,
                    WayIn.PlainXml => Device.Session.WayIn.PlainXml,
                    _ => throw new ArgumentException($"{options.WayIn} is no way in.", nameof(options)),
                },
                Credential = Credential(options),
                Configuration = Configuration(options),
                // It has no flash: a third of an hour of a climate board at 10 s is worth more to the demonstration than 6 KB.
                OutboxCapacity = 512,
                FallBackToXml = options.XmlPort is not null,
            },
            _hardware = SimulatedBoards.CreateHardware(options, _time),
            new SystemRandomSource(),
            Now);
    }

    /// <summary>Raised after <see cref="State"/> or <see cref="LastError"/> changed, on the board's own loop.</summary>
    public event EventHandler? StateChanged;

    /// <summary>What the board was made with.</summary>
    public SimulatedBoardOptions Options { get; }

    /// <summary>What the session is at: waiting, connecting, negotiating, ready, closing or stopped.</summary>
    public string State { get; private set; } = "waiting";

    /// <summary>The session is ready: authenticated, bound, presence sent.</summary>
    public bool Connected { get; private set; }

    /// <summary>Why the last connection failed or ended, in a few words without secrets; null before the first failure.</summary>
    public string? LastError { get; private set; }

    /// <summary>The last authentication was bound to the certificate that the server had shown (RFC 5929 4).</summary>
    public bool ChannelBound { get; private set; }

    /// <summary>What it has done so far.</summary>
    public SimulatedBoardCounters Counters { get; private set; } = new();

    /// <summary>Uptime until which the board's loop sleeps, in milliseconds: beyond <see cref="Now"/> when all that was due is done.</summary>
    internal long Due => Interlocked.Read(ref _due);

    /// <summary>The session.</summary>
    internal DeviceSession Session => _session;

    private long NextWake => Math.Min(_session.NextWake, _poll);

    /// <summary>Uptime in milliseconds.</summary>
    internal long Now => (long)_time.GetElapsedTime(_start).TotalMilliseconds;

    /// <summary>Runs the board until <paramref name="ct"/> is cancelled, then closes the stream and returns. To be called once.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        while (_session.State != DeviceState.Stopped)
        {
            if (ct.IsCancellationRequested)
            {
                _session.Stop(Now);
            }

            Tick();
            Publish();
            if (_session.State == DeviceState.Connecting)
            {
                await ConnectAndServeAsync(ct);
            }
            else if (_session.State != DeviceState.Stopped)
            {
                await DelayAsync(NextWake, ct);
            }
        }

        Publish();
    }

    private static string Describe(int state) => state switch
    {
        DeviceState.Waiting => "waiting",
        DeviceState.Connecting => "connecting",
        DeviceState.Negotiating => "negotiating",
        DeviceState.Ready => "ready",
        DeviceState.Closing => "closing",
        _ => "stopped",
    };

    private static ScramCredential Credential(SimulatedBoardOptions options) => options switch
    {
        { Keys: { } keys } => ScramCredential.FromKeys(options.Name, keys.ClientKey, keys.ServerKey, keys.Salt, keys.Iterations),
        { Password: { } password } => ScramCredential.FromPassword(options.Name, Encoding.UTF8.GetBytes(password)),
        _ => throw new ArgumentException("A board needs a password or keys.", nameof(options)),
    };

    private static ExiConfiguration Configuration(SimulatedBoardOptions options) => options.Configuration is { } agreed
        ? new ExiConfiguration(agreed.Id, new GrammarImage(agreed.GrammarImage), agreed.Strict)
        : SimulatedBoards.CreateConfiguration(options.Kind);

    private async Task ConnectAndServeAsync(CancellationToken ct)
    {
        Stream? stream = null;
        try
        {
            stream = await ConnectAsync(ct);
        }
        catch (Exception e) when (e is SocketException or IOException or System.Security.Authentication.AuthenticationException or OperationCanceledException)
        {
            _socketError = e is OperationCanceledException ? "connecting took too long" : e.Message;
            _session.ConnectFailed(Now);
            Publish();
            return;
        }

        await using (stream)
        {
            _session.TlsActive = Options.UseTls;
            _session.ServerEndPoint = ServerEndPoint(stream);
            _session.Connected(Now);
            try
            {
                await ServeAsync(stream, ct);
            }
            catch (Exception e) when (e is SocketException or IOException)
            {
                _socketError = e.Message;
            }
        }

        _session.Disconnected(Now);
        Publish();
    }

    /// <summary>The hash of RFC 5929 4.1: with the certificate's own algorithm, SHA-256 where that is older.</summary>
    private static byte[]? ServerEndPoint(Stream stream) => (stream as SslStream)?.RemoteCertificate is not X509Certificate2 certificate
        ? null
        : certificate.SignatureAlgorithm.FriendlyName?.ToUpperInvariant() switch
        {
            { } name when name.Contains("SHA384", StringComparison.Ordinal) => SHA384.HashData(certificate.RawData),
            { } name when name.Contains("SHA512", StringComparison.Ordinal) => SHA512.HashData(certificate.RawData),
            _ => SHA256.HashData(certificate.RawData),
        };

    private async Task<Stream> ConnectAsync(CancellationToken ct)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMilliseconds(DeviceSession.ConnectTimeout), _time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(ct, timeout.Token);
        var transport = await OpenAsync(linked.Token);
        if (!Options.UseTls)
            return transport;
        var tls = new SslStream(transport, leaveInnerStreamOpen: false, Options.ServerCertificateValidation);
        try
        {
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = Options.TlsServerName ?? Options.ThingsDomain }, linked.Token);
            return tls;
        }
        catch
        {
            await tls.DisposeAsync();
            throw;
        }
    }

    private async ValueTask<Stream> OpenAsync(CancellationToken ct)
    {
        if (Options.Connect is { } connect)
            return await connect(ct);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            bool fellBack = _session.WayIn == Device.Session.WayIn.PlainXml && Options.XmlPort is not null;
            await socket.ConnectAsync(Options.Host, fellBack ? Options.XmlPort!.Value : Options.Port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task ServeAsync(Stream stream, CancellationToken ct)
    {
        byte[] buffer = new byte[ReceiveBufferBytes];
        using var ended = new CancellationTokenSource();
        Task<int>? read = null;
        try
        {
            while (true)
            {
                if (ct.IsCancellationRequested)
                {
                    _session.Stop(Now);
                }

                Tick();
                await FlushAsync(stream);
                Publish();
                if (_session.State is DeviceState.Closing or DeviceState.Stopped)
                {
                    return;
                }

                read ??= stream.ReadAsync(buffer, ended.Token).AsTask();
                if (!read.IsCompleted)
                {
                    await WaitAsync(read, ct);
                }

                if (!read.IsCompleted)
                {
                    continue;
                }

                int count = await read;
                read = null;
                if (count == 0)
                {
                    return;
                }

                _bytesIn += count;
                for (int taken = 0; taken < count;)
                {
                    taken += _session.Receive(buffer, taken, count - taken, Now);
                    await FlushAsync(stream);
                }
            }
        }
        finally
        {
            await ended.CancelAsync();
        }
    }

    private async Task FlushAsync(Stream stream)
    {
        var output = _session.Output;
        if (output.Count == 0)
        {
            return;
        }

        // A server that no longer reads must not hold the board: the write is bounded like any answer.
        using var timeout = new CancellationTokenSource(TimeSpan.FromMilliseconds(DeviceSession.AnswerTimeout), _time);
        try
        {
            while (output.Count > 0)
            {
                int count = output.Count;
                await stream.WriteAsync(output.Data.AsMemory(output.Offset, count), timeout.Token);
                output.Consume(count);
                _bytesOut += count;
            }
        }
        catch (OperationCanceledException e)
        {
            throw new IOException("the server does not read", e);
        }
    }

    private async Task WaitAsync(Task read, CancellationToken ct)
    {
        using var woken = CancellationTokenSource.CreateLinkedTokenSource(ct);
        await Task.WhenAny(read, DelayAsync(NextWake, woken.Token));
        await woken.CancelAsync();
    }

    private async Task DelayAsync(long until, CancellationToken ct)
    {
        try
        {
            Task delay;
            long now;
            do
            {
                now = Now;
                delay = Task.Delay(TimeSpan.FromMilliseconds(Math.Clamp(until - now, 0, int.MaxValue)), _time, ct);
            }
            while (Now - now > MaxDrift); // time was moved between reading it and setting the timer, which is late now

            // Not before the timer is set: whoever moves the time waits for this.
            Interlocked.Exchange(ref _due, until);
            await delay;
        }
        catch (OperationCanceledException)
        {
            // Woken early: the caller looks again at what there is to do.
        }
    }

    private void Tick()
    {
        SetClock();
        long now = Now;
        _poll = now + _hardware.Poll(now);
        _session.Tick(now);
    }

    private void SetClock()
    {
        if ((Options.Clock is { } clock ? clock() : _time.GetUtcNow()) is { } utc)
        {
            _session.SetClock(utc.ToUnixTimeMilliseconds(), Now);
        }
    }

    private void Publish()
    {
        var counters = _session.Counters;
        Counters = new SimulatedBoardCounters
        {
            ConnectAttempts = counters.ConnectAttempts,
            SessionsReady = counters.SessionsReady,
            SessionsResumed = counters.SessionsResumed,
            ReadingsTaken = counters.ReadingsTaken,
            ReadingsAcknowledged = _session.Outbox.Acknowledged,
            ReadingsDropped = _session.Outbox.Dropped,
            ReadingsPending = _session.Outbox.Count,
            ReadoutsAnswered = counters.ReadoutsAnswered,
            ControlsApplied = counters.ControlsApplied,
            RequestsRefused = counters.RequestsRefused,
            BytesIn = _bytesIn,
            BytesOut = _bytesOut,
        };
        ChannelBound = _session.ChannelBound;
        string state = Describe(_session.State);
        string? error = DeviceErrors.Describe(_session.LastError, _socketError);
        if (state != State || error != LastError)
        {
            State = state;
            Connected = _session.State == DeviceState.Ready;
            LastError = error;
            StateChanged?.Invoke(this, EventArgs.Empty);
        }
    }
}
