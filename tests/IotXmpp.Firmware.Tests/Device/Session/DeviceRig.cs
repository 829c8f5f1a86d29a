using System.Text;
using IotXmpp.Device.Boards;
using IotXmpp.Device.Sasl;
using IotXmpp.Device.Session;

namespace IotXmpp.Device.Tests.Session;

/// <summary>A device, a server and the time between them, all in one thread.</summary>
internal sealed class DeviceRig
{
    public const long StartUtc = 1_770_000_000_000;

    private readonly long _utc;

    /// <param name="board">What is measured.</param>
    /// <param name="configure">Settings other than the usual ones.</param>
    /// <param name="clockKnown">The device is told the time at once.</param>
    /// <param name="peer">A server that has met the device before.</param>
    /// <param name="utc">Time at the start of the device.</param>
    public DeviceRig(Board? board = null, Action<DeviceOptions>? configure = null, bool clockKnown = true, XmlPeer? peer = null, long utc = StartUtc)
    {
        _utc = utc;
        Peer = peer ?? new XmlPeer();
        board ??= TestBoard.Climate();
        Board = (board as TestBoard)!;
        var options = new DeviceOptions
        {
            Name = "board1",
            ThingsDomain = "things.localhost",
            WayIn = WayIn.PlainXml,
            OutboxCapacity = 512,
            Credential = ScramCredential.FromPassword("board1", "secret"u8.ToArray()),
        };
        configure?.Invoke(options);
        Session = new DeviceSession(options, board, new SeededRandomSource(1), 0);
        if (clockKnown)
        {
            Session.SetClock(utc, 0);
        }
    }

    /// <summary>The board, if it is the usual one for tests.</summary>
    public TestBoard Board { get; }

    public DeviceSession Session { get; }

    public XmlPeer Peer { get; }

    public long Now { get; private set; }

    /// <summary>Time of the calendar, which goes on when the device is off.</summary>
    public long Utc => _utc + Now;

    /// <summary>Counts texts that pass either way; the connection drops when it reaches <see cref="DropAt"/>.</summary>
    public int Passed { get; private set; }

    public int DropAt { get; set; } = -1;

    /// <summary>There is a network.</summary>
    public bool Reachable { get; set; } = true;

    /// <summary>What TLS says of the server's certificate.</summary>
    public byte[]? ServerEndPoint { get; set; }

    /// <summary>Bytes the device has sent.</summary>
    public long Sent => Session.Output.Sent;

    /// <summary>Lets time pass, doing what the device asks for when it asks.</summary>
    public void Run(long milliseconds)
    {
        long end = Now + milliseconds;
        int turns = 0;
        while (true)
        {
            (++turns).Should().BeLessThan(100_000, "the device must not spin");
            Session.Tick(Now);
            if (Session.State == DeviceState.Connecting && Reachable)
            {
                Session.ServerEndPoint = ServerEndPoint;
                Session.Connected(Now);
            }

            Exchange();
            if (Session.State == DeviceState.Closing)
            {
                Drop();
            }

            long wake = Math.Max(Session.NextWake, Now);
            if (wake > end)
            {
                Now = end;
                Session.Tick(Now);
                Exchange();
                return;
            }

            Now = wake;
        }
    }

    /// <summary>Runs until presence.</summary>
    public void RunUntilReady()
    {
        for (int i = 0; i < 400 && Session.State != DeviceState.Ready; i++)
        {
            Run(1000);
        }

        Session.State.Should().Be(DeviceState.Ready, "the last error is {0}", Session.LastError);
    }

    /// <summary>Gives the device bytes from the server.</summary>
    public void Send(string xml)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(xml);
        for (int taken = 0, turns = 0; taken < bytes.Length; turns++)
        {
            turns.Should().BeLessThan(1000);
            taken += Session.Receive(bytes, taken, bytes.Length - taken, Now);
            Exchange();
        }
    }

    public void Drop()
    {
        Peer.ConnectionLost();
        Session.Disconnected(Now);
    }

    private void Exchange()
    {
        while (Session.Output.Count > 0)
        {
            string text = Encoding.UTF8.GetString(Session.Output.Data, Session.Output.Offset, Session.Output.Count);
            Session.Output.Consume(Session.Output.Count);
            if (Dropped())
            {
                return;
            }

            foreach (string answer in Peer.Handle(text).ToList())
            {
                if (Dropped())
                {
                    return;
                }

                Send(answer);
            }

            Session.Tick(Now);
        }
    }

    private bool Dropped()
    {
        if (Passed++ != DropAt)
        {
            return false;
        }

        Drop();
        return true;
    }
}
