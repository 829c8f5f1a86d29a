using System.Text;
using IotXmpp.Device.Boards;
using IotXmpp.Device.Sasl;
using IotXmpp.Device.Session;

namespace IotXmpp.Device.Tests.Session;

/// <summary>A device, a server and the time between them, all in one thread.</summary>
internal sealed class DeviceRig
{
    public const long StartUtc = 1_770_000_000_000;

    public DeviceRig(TestBoard? board = null, Action<DeviceOptions>? configure = null, bool clockKnown = true)
    {
        Board = board ?? TestBoard.Climate();
        var options = new DeviceOptions
        {
            Name = "board1",
            ThingsDomain = "things.localhost",
            WayIn = WayIn.PlainXml,
            Credential = ScramCredential.FromPassword("board1", "secret"u8.ToArray()),
        };
        configure?.Invoke(options);
        Session = new DeviceSession(options, Board, new SeededRandomSource(1), 0);
        if (clockKnown)
        {
            Session.SetClock(StartUtc, 0);
        }
    }

    public TestBoard Board { get; }

    public DeviceSession Session { get; }

    public XmlPeer Peer { get; } = new();

    public long Now { get; private set; }

    /// <summary>Counts texts that pass either way; the connection drops when it reaches <see cref="DropAt"/>.</summary>
    public int Passed { get; private set; }

    public int DropAt { get; set; } = -1;

    /// <summary>Lets time pass, doing what the device asks for when it asks.</summary>
    public void Run(long milliseconds)
    {
        long end = Now + milliseconds;
        int turns = 0;
        while (true)
        {
            (++turns).Should().BeLessThan(100_000, "the device must not spin");
            Session.Tick(Now);
            if (Session.State == DeviceState.Connecting)
            {
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
