using IotXmpp.Device.Boards;
using IotXmpp.Device.Session;
using IotXmpp.Testing;

namespace IotXmpp.Device.Tests.Session;

/// <summary>What survives a lost connection.</summary>
public sealed class ReconnectTests
{
    private const long Scenario = 120_000;

    /// <summary>Every place where one of the two sides has said something is a place to lose the connection.</summary>
    [Theory]
    [InlineData(true, true)]
    [InlineData(false, true)]
    [Spec("XEP-0198 5", "GEN-066", "GEN-067")]
    public void Connection_lost_anywhere_delivers_every_reading_exactly_once(bool resume, bool tellHandled)
    {
        int places = Run(-1, resume, tellHandled).Passed;
        places.Should().BeGreaterThan(30);
        for (int place = 0; place < places; place++)
        {
            var rig = Run(place, resume, tellHandled);
            rig.Peer.Readings.Should().HaveCount((int)rig.Session.Counters.ReadingsTaken, "nothing is lost at place {0}", place);
            rig.Peer.Readings.Values.Should().OnlyContain(times => times == 1, "nothing comes twice at place {0}", place);
            rig.Session.Outbox.Dropped.Should().Be(0);
            rig.Session.Outbox.Count.Should().Be(0);
        }
    }

    [Fact]
    [Spec("GEN-066")]
    public void Server_that_forgot_the_session_gets_every_reading_at_least_once()
    {
        int places = Run(-1, resume: false, tellHandled: false).Passed;
        for (int place = 0; place < places; place++)
        {
            var rig = Run(place, resume: false, tellHandled: false);
            rig.Peer.Readings.Should().HaveCount((int)rig.Session.Counters.ReadingsTaken, "nothing is lost at place {0}", place);
            rig.Session.Outbox.Count.Should().Be(0);
        }
    }

    [Fact]
    public void Resumed_session_sends_no_second_presence()
    {
        var rig = new DeviceRig();
        rig.RunUntilReady();
        rig.Run(15_000);
        rig.Drop();
        rig.RunUntilReady();
        rig.Peer.Resumptions.Should().Be(1);
        rig.Peer.Presences.Should().Be(1);
        rig.Session.Counters.SessionsResumed.Should().Be(1);
    }

    [Fact]
    public void Readings_of_an_outage_follow_with_their_own_times_and_the_oldest_go_first_when_there_are_too_many()
    {
        var rig = new DeviceRig(configure: options => options.OutboxCapacity = 30);
        rig.Peer.Features = "</stream:stream>"; // the server is there, but not at work
        rig.Run(200_000);
        rig.Peer.Readings.Should().BeEmpty();
        rig.Session.Outbox.Count.Should().Be(30);
        rig.Session.Outbox.Dropped.Should().BePositive();
        long taken = rig.Session.Counters.ReadingsTaken;
        rig.Peer.Features = "";
        rig.RunUntilReady();
        rig.Run(2000);
        rig.Peer.Readings.Keys.Select(key => key.Timestamp).Distinct().Count().Should().BeGreaterThanOrEqualTo(10);
        rig.Session.Outbox.Count.Should().Be(0);
        (rig.Session.Outbox.Acknowledged + rig.Session.Outbox.Dropped).Should().Be(rig.Session.Counters.ReadingsTaken);
        rig.Session.Counters.ReadingsTaken.Should().BeGreaterThanOrEqualTo(taken);
    }

    [Fact]
    public void Unacknowledged_stanzas_stay_in_the_window()
    {
        var rig = new DeviceRig(configure: options => options.OutboxCapacity = 700);
        rig.Board.Interval = 100;
        rig.Peer.Acknowledge = false;
        rig.RunUntilReady();
        rig.Run(20_000);
        rig.Peer.Stanzas.Count(stanza => stanza.Name.LocalName == "message").Should().BeLessThanOrEqualTo(StreamManagement.Window);
        rig.Session.Outbox.Count.Should().BeGreaterThan(100);
    }

    [Fact]
    public void Waits_grow_with_full_jitter_and_shrink_after_a_stable_minute()
    {
        var backOff = new BackOff(new SeededRandomSource(3));
        int[] ceilings = [2000, 4000, 8000, 16000, 32000, 64000, 128000, 300000, 300000, 300000];
        foreach (int ceiling in ceilings)
        {
            backOff.Next().Should().BeInRange(BackOff.Min, ceiling);
        }

        Enumerable.Range(0, 200).Select(_ => backOff.Next()).Should().Contain(wait => wait < 60_000).And.Contain(wait => wait > 240_000);
        backOff.SessionLasted(BackOff.StableAfter - 1);
        Enumerable.Range(0, 50).Max(_ => backOff.Next()).Should().BeGreaterThan(100_000);
        backOff.SessionLasted(BackOff.StableAfter);
        backOff.Next().Should().BeInRange(BackOff.Min, 2000);
    }

    [Fact]
    [Spec("GEN-069")]
    public void Server_that_accepts_and_drops_at_once_is_not_hammered_until_it_stays_for_a_minute()
    {
        var rig = new DeviceRig(new TestBoard(BoardDefinitions.ClimateFields(), []) { Interval = 3_600_000 });
        var waits = new List<long>();
        for (int i = 0; i < 12; i++)
        {
            rig.RunUntilReady();
            rig.Drop();
            waits.Add(rig.Session.NextWake - rig.Now);
        }

        waits[0].Should().BeInRange(BackOff.Min, 2000);
        waits.Max().Should().BeGreaterThan(60_000);
        rig.RunUntilReady();
        rig.Run(BackOff.StableAfter + 1000);
        rig.Session.State.Should().Be(DeviceState.Ready);
        rig.Drop();
        (rig.Session.NextWake - rig.Now).Should().BeInRange(BackOff.Min, 2000);
    }

    private static DeviceRig Run(int dropAt, bool resume, bool tellHandled)
    {
        var rig = new DeviceRig { DropAt = dropAt };
        rig.Peer.AllowResume = true;
        rig.Peer.TellHandledOnFailure = tellHandled;
        rig.Run(Scenario / 2);
        rig.Peer.AllowResume = resume;
        rig.Run(Scenario / 2);
        rig.RunUntilReady();
        rig.Run(9_000);
        return rig;
    }
}
