using System.Xml.Linq;
using IotXmpp.Device.Boards;
using IotXmpp.Device.Sasl;
using IotXmpp.Device.Session;
using IotXmpp.Device.Tests.Storage;
using IotXmpp.Testing;
using IotXmpp.Xmpp.Portable;

namespace IotXmpp.Device.Tests.Session;

/// <summary>What a device still knows after the power was away.</summary>
public sealed class RestartTests
{
    private const string Set = "<set xmlns='urn:xmpp:iot:control'><boolean name='Relay' value='true'/></set>";

    private readonly FlashArray _flash = new();
    private readonly XmlPeer _peer = new();

    [Fact]
    [Spec("SEC-16")]
    public void A_command_carried_out_before_the_power_went_is_answered_and_not_done_again()
    {
        var rig = Start(TestBoard.Relay());
        rig.RunUntilReady();
        Command(rig, "c7-1770000100");
        rig.Board.Applied.Should().Be(1);

        rig = Restart(rig, TestBoard.Relay());
        rig.RunUntilReady();
        Command(rig, "c7-1770000100");
        rig.Board.Applied.Should().Be(0);
        _peer.Stanzas.Count(stanza => stanza.Element(XName.Get("setResponse", Ns.Control)) is not null).Should().Be(2);
        Command(rig, "c8-1770000100");
        rig.Board.Applied.Should().Be(1);
    }

    [Fact]
    [Spec("SEC-16")]
    public void A_command_whose_answer_was_lost_is_answered_in_the_next_session_and_done_once()
    {
        var rig = Start(TestBoard.Relay());
        _peer.AllowResume = false;
        rig.RunUntilReady();
        Command(rig, "c7-1770000100");
        rig.Drop();
        rig.RunUntilReady();
        Command(rig, "c7-1770000100");
        rig.Board.Applied.Should().Be(1);
        _peer.Stanzas.Count(stanza => stanza.Element(XName.Get("setResponse", Ns.Control)) is not null).Should().Be(2);
    }

    [Fact]
    [Spec("SEC-21")]
    public void Keys_are_derived_once_and_the_password_is_nowhere_in_flash()
    {
        var rig = Start();
        rig.RunUntilReady();
        rig.Session.KeysStored.Should().BeTrue();
        byte[] flash = _flash.Everything;
        flash.AsSpan().IndexOf("secret"u8).Should().Be(-1);

        // The second start has another password in its settings, or none: the keys are enough.
        rig = Restart(rig, configure: options => options.Credential = ScramCredential.FromPassword("board1", "something else"u8.ToArray()));
        rig.RunUntilReady();
        rig.Session.LastError.Should().Be(DeviceError.None);
    }

    [Fact]
    public void Keys_that_the_server_refuses_make_way_for_the_password()
    {
        var rig = Start();
        rig.RunUntilReady();
        _peer.Password = "new";
        _peer.Salt = [8, 7, 6, 5];
        rig = Restart(rig, configure: options => options.Credential = ScramCredential.FromPassword("board1", "new"u8.ToArray()));
        rig.RunUntilReady();

        // And under the salt of before.
        _peer.Password = "newer";
        rig = Restart(rig, configure: options => options.Credential = ScramCredential.FromPassword("board1", "newer"u8.ToArray()));
        rig.RunUntilReady();
        rig.Session.LastError.Should().Be(DeviceError.AuthenticationFailed, "the stored keys were tried first");
        rig.Session.KeysStored.Should().BeTrue();
    }

    [Fact]
    public void Keys_of_another_board_are_not_used()
    {
        Start().RunUntilReady();
        var rig = Start(configure: options => options.Credential = ScramCredential.FromPassword("board2", "secret"u8.ToArray()));
        rig.Session.KeysStored.Should().BeFalse();
    }

    [Fact]
    [Spec("GEN-067", "SEC-17")]
    public void Readings_of_an_outage_outlive_a_power_cut_with_their_own_times()
    {
        var rig = Start();
        rig.Reachable = false;
        rig.Run(3_600_000);
        long taken = rig.Session.Counters.ReadingsTaken;
        taken.Should().BeGreaterThan(1000, "more than memory holds");

        rig = Restart(rig);
        rig.Session.LastKnownUtc.Should().Be(DeviceRig.StartUtc + 3_600_000, "the time is kept once an hour");
        rig.RunUntilReady();
        rig.Run(20_000);
        _peer.Readings.Values.Should().OnlyContain(times => times == 1);
        var times = _peer.Readings.Keys.Where(key => key.Field == "Temperature").Select(key => DateTimeOffset.Parse(key.Timestamp, null)).Order().ToList();
        var before = times.Where(time => time.ToUnixTimeMilliseconds() <= DeviceRig.StartUtc + 3_600_000).ToList();
        before.Count.Should().BeGreaterThan((int)(taken / 3) - 7, "at most a block of 12 readings was not in flash yet");
        before.Zip(before.Skip(1), (a, b) => (b - a).TotalSeconds).Should().OnlyContain(seconds => seconds == 10);
        rig.Session.Outbox.Count.Should().Be(0);
        rig.Session.Outbox.Dropped.Should().Be(0);
    }

    [Fact]
    public void Save_before_a_wanted_restart_loses_nothing()
    {
        var rig = Start();
        rig.Reachable = false;
        rig.Run(95_000);
        rig.Session.Save(rig.Now);
        long taken = rig.Session.Counters.ReadingsTaken;
        rig = Restart(rig);
        rig.Reachable = true;
        rig.RunUntilReady();
        rig.Run(1000);
        _peer.Readings.Should().HaveCount((int)(taken + rig.Session.Counters.ReadingsTaken));
    }

    [Fact]
    public void Connected_board_does_not_wear_its_flash()
    {
        var rig = Start();
        rig.RunUntilReady();
        int before = _flash.Appends;
        rig.Run(6 * 3_600_000);
        (_flash.Appends - before).Should().BeLessThanOrEqualTo(6, "the time is kept once an hour");
    }

    [Fact]
    public void Broken_flash_does_not_stop_the_board()
    {
        _flash.Broken = true;
        var rig = Start(TestBoard.Relay());
        rig.RunUntilReady();
        Command(rig, "c1");
        rig.Board.Applied.Should().Be(1);
        rig.Session.KeysStored.Should().BeFalse();
        rig.Reachable = false;
        rig.Drop();
        rig.Run(7_200_000);
        rig.Reachable = true;
        rig.RunUntilReady();
        rig.Run(5000);
        rig.Session.Outbox.Count.Should().Be(0);
        rig.Session.Outbox.Dropped.Should().BePositive();
    }

    private static void Command(DeviceRig rig, string id) =>
        rig.Send($"<iq id='{id}' from='things.localhost' to='board1@things.localhost/board' type='set'>{Set}</iq>");

    private DeviceRig Start(TestBoard? board = null, Action<DeviceOptions>? configure = null, long utc = DeviceRig.StartUtc) => new(
        board,
        options =>
        {
            options.Flash = _flash;
            configure?.Invoke(options);
        },
        peer: _peer,
        utc: utc);

    /// <summary>The power goes, and comes back five seconds later.</summary>
    private DeviceRig Restart(DeviceRig rig, TestBoard? board = null, Action<DeviceOptions>? configure = null)
    {
        _peer.ConnectionLost();
        return Start(board, configure, rig.Utc + 5000);
    }
}
