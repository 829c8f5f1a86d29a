using System.Net;
using System.Net.Sockets;
using IotXmpp.Device.Boards;
using IotXmpp.Device.Sasl;
using IotXmpp.Device.Session;
using IotXmpp.Device.Storage;
using IotXmpp.Device.Tests.Session;

namespace IotXmpp.Simulator.Tests;

/// <summary>One waking of a sleeping board, from power-on to sleep, over a real socket; counted on the way.</summary>
/// <param name="BytesOut">Bytes the board sent.</param>
/// <param name="BytesIn">Bytes it received.</param>
/// <param name="RoundTrips">How often it had to wait for an answer to something it had sent.</param>
/// <param name="Session">The session, asleep.</param>
internal sealed record Waking(int BytesOut, int BytesIn, int RoundTrips, DeviceSession Session)
{
    /// <summary>Lets a board wake, do its work and fall asleep.</summary>
    /// <param name="port">The server's.</param>
    /// <param name="flash">What the board knows from before.</param>
    /// <param name="board">What it measures.</param>
    /// <param name="utc">Time of its waking.</param>
    /// <param name="configure">Settings other than the usual ones.</param>
    /// <param name="onReady">Called when the session is ready, and before it leaves.</param>
    /// <param name="isHeard">Nothing more is to come from the server: time goes on.</param>
    public static async Task<Waking> RunAsync(
        int port, FlashStore flash, Board board, long utc, Action<DeviceOptions>? configure = null, Action? onReady = null, Predicate<DeviceSession>? isHeard = null)
    {
        var options = new DeviceOptions
        {
            Name = "board2",
            ThingsDomain = "things.localhost",
            WayIn = Device.Session.WayIn.BinaryBinding,
            Configuration = FirmwareConfiguration.Create(),
            Credential = ScramCredential.FromPassword("board2", System.Text.Encoding.UTF8.GetBytes(BoardServer.Password)),
            Flash = flash,
            SleepSeconds = 60,
            ListenMilliseconds = 0,
        };
        configure?.Invoke(options);
        long now = 0;
        var session = new DeviceSession(options, board, new SeededRandomSource((int)(utc & 0xFFFF)), now);
        session.SetClock(utc, now);
        int received = 0;
        int roundTrips = 0;
        bool waiting = false;
        byte[] buffer = new byte[4096];
        Socket? socket = null;
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        try
        {
            while (session.State != DeviceState.Stopped)
            {
                session.Tick(now);
                if (session.State == DeviceState.Connecting)
                {
                    socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                    await socket.ConnectAsync(IPAddress.Loopback, port, timeout.Token);
                    session.Connected(now);
                }

                if (session.State == DeviceState.Ready && onReady is not null)
                {
                    onReady();
                    onReady = null;
                }

                while (session.Output.Count > 0)
                {
                    int sent = await socket!.SendAsync(session.Output.Data.AsMemory(session.Output.Offset, session.Output.Count), timeout.Token);
                    session.Output.Consume(sent);
                    waiting = true;
                }

                if (session.State == DeviceState.Closing)
                {
                    socket!.Shutdown(SocketShutdown.Both);
                    socket.Dispose();
                    session.Disconnected(now);
                    continue;
                }

                if (session.State is DeviceState.Waiting or DeviceState.Stopped || session.NextWake <= now || (session.State == DeviceState.Ready && isHeard?.Invoke(session) == true))
                {
                    // Time is the test's: what waits for it gets it.
                    now = session.State == DeviceState.Stopped ? now : Math.Max(now + 1, session.NextWake);
                    continue;
                }

                int count = await socket!.ReceiveAsync(buffer.AsMemory(), timeout.Token);
                roundTrips += waiting && count > 0 ? 1 : 0;
                waiting = false;
                received += count;
                if (count == 0)
                {
                    socket.Dispose();
                    session.Disconnected(now);
                    continue;
                }

                for (int taken = 0; taken < count;)
                {
                    taken += session.Receive(buffer, taken, count - taken, now);
                    while (taken < count && session.Output.Count > 0)
                    {
                        session.Output.Consume(await socket.SendAsync(session.Output.Data.AsMemory(session.Output.Offset, session.Output.Count), timeout.Token));
                        waiting = true;
                    }
                }
            }
        }
        finally
        {
            socket?.Dispose();
        }

        return new Waking((int)session.Output.Sent, received, roundTrips, session);
    }
}
