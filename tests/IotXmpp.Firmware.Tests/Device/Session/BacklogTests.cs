using System.Xml.Linq;
using IotXmpp.Device.Boards;
using IotXmpp.Device.Session;
using IotXmpp.Testing;
using IotXmpp.Xmpp.Portable;

namespace IotXmpp.Device.Tests.Session;

/// <summary>After an outage: what is new goes first, what is old follows in order, what is lost is told.</summary>
public sealed class BacklogTests
{
    private static readonly XNamespace Sensor = Ns.SensorData;

    [Fact]
    [Spec("GEN-067")]
    public void New_readings_overtake_a_backlog_that_waits_for_acknowledgements()
    {
        var rig = new DeviceRig();
        rig.Reachable = false;
        rig.Run(600_000);
        int old = rig.Session.Outbox.Count;
        old.Should().BeGreaterThan(150);
        rig.Peer.Acknowledge = false;
        rig.Reachable = true;
        rig.RunUntilReady();
        long ready = rig.Session.Outbox.Time(rig.Session.Outbox.BacklogEnd - 1);
        rig.Run(15_000);
        var sent = Times(rig.Peer);
        sent.Should().Contain(time => time > ready, "the window has room for what is new");
        sent.Count.Should().BeLessThan(old);

        rig.Peer.Acknowledge = true;
        rig.Send($"<a xmlns='{Ns.StreamManagement}' h='{rig.Peer.Handled}'/>");
        rig.Run(15_000);
        var all = Times(rig.Peer);
        all.Where(time => time <= ready).Should().BeInAscendingOrder("the backlog keeps its order");
        all.Where(time => time > ready).Should().BeInAscendingOrder();
        rig.Peer.Readings.Values.Should().OnlyContain(times => times == 1);
        rig.Peer.Readings.Should().HaveCount((int)rig.Session.Counters.ReadingsTaken);
        rig.Session.Outbox.Split.Should().BeFalse("there is one row again");
        rig.Session.Outbox.Count.Should().Be(0);
    }

    /// <summary>Every place where one of the two sides has said something is a place to lose the connection.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Spec("XEP-0198 5", "GEN-066")]
    public void Connection_lost_anywhere_in_a_backlog_delivers_every_reading_exactly_once(bool resume)
    {
        int places = Run(-1, resume).Passed;
        places.Should().BeGreaterThan(30);
        for (int place = 0; place < places; place++)
        {
            var rig = Run(place, resume);
            rig.Peer.Readings.Should().HaveCount((int)rig.Session.Counters.ReadingsTaken, "nothing is lost at place {0}", place);
            rig.Peer.Readings.Values.Should().OnlyContain(times => times == 1, "nothing comes twice at place {0}", place);
            rig.Session.Outbox.Count.Should().Be(0);
        }
    }

    [Fact]
    [Spec("SD-020")]
    public void What_was_dropped_is_told_as_missing_field_by_field()
    {
        var rig = new DeviceRig(configure: options => options.OutboxCapacity = 30);
        rig.Reachable = false;
        rig.Run(200_000);
        long dropped = rig.Session.Outbox.Dropped;
        dropped.Should().Be(33, "63 readings were taken");
        rig.Reachable = true;
        rig.RunUntilReady();
        rig.Run(1000);
        var missing = rig.Peer.Stanzas.Descendants(Sensor + "numeric").Where(field => field.Attribute("missing")?.Value == "true").ToList();
        missing.Select(field => field.Attribute("name")!.Value).Should().Equal("Temperature", "Humidity", "Pressure");
        missing.Select(field => field.Parent!.Attribute("value")!.Value).Should().OnlyContain(time => time == "2026-02-02T02:41:40.000Z", "that is the newest sample lost");
        rig.Peer.Readings.Keys.Where(key => key.Field == "Temperature").Select(key => key.Timestamp).Should().Contain("2026-02-02T02:41:50.000Z");
        rig.Run(60_000);
        rig.Peer.Stanzas.Descendants(Sensor + "numeric").Count(field => field.Attribute("missing") is not null).Should().Be(3, "it is told once");
    }

    [Fact]
    public void Gap_that_was_not_acknowledged_is_told_again()
    {
        var rig = new DeviceRig(configure: options => options.OutboxCapacity = 30);
        rig.Reachable = false;
        rig.Run(200_000);
        rig.Peer.Acknowledge = false;
        rig.Peer.AllowResume = false;
        rig.Reachable = true;
        rig.RunUntilReady();
        rig.Drop();
        rig.Peer.Acknowledge = true;
        rig.RunUntilReady();
        rig.Run(1000);
        rig.Peer.Stanzas.Descendants(Sensor + "numeric").Count(field => field.Attribute("missing") is not null).Should().Be(6);
    }

    private static List<long> Times(XmlPeer peer) =>
        [.. peer.Stanzas.Descendants(Sensor + "timestamp").Select(timestamp => DateTimeOffset.Parse(timestamp.Attribute("value")!.Value, null).ToUnixTimeMilliseconds())];

    private static DeviceRig Run(int dropAt, bool resume)
    {
        var rig = new DeviceRig { DropAt = dropAt, Reachable = false };
        rig.Peer.RefuseResume = !resume;
        rig.Run(300_000);
        rig.Reachable = true;
        rig.RunUntilReady();
        rig.Run(60_000);
        rig.RunUntilReady();
        rig.Run(9_000);
        return rig;
    }
}
