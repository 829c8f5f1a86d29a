using System.Xml.Linq;
using IotXmpp.Device.Boards;
using IotXmpp.Device.Session;
using IotXmpp.Xmpp.Portable;

namespace IotXmpp.Device.Tests.Session;

/// <summary>Sending on change, in batches, within so many bytes a day.</summary>
public sealed class ThriftTests
{
    private const long Hour = 3_600_000;

    private static readonly XNamespace Sensor = Ns.SensorData;

    [Fact]
    public void Value_within_its_dead_band_is_sent_by_the_heartbeat_only()
    {
        var board = Board(deadBand: 5);
        var rig = new DeviceRig(board, options => options.HeartbeatSeconds = 600);
        rig.RunUntilReady();
        rig.Run(Hour);
        rig.Peer.Readings.Should().HaveCount(14, "two fields at the start and every ten minutes");
        board.Level += 6;
        rig.Run(10_000);
        rig.Peer.Readings.Should().HaveCount(15);
    }

    [Fact]
    public void Readings_wait_for_each_other_and_travel_together()
    {
        var board = Board();
        var rig = new DeviceRig(board, options => options.BatchSeconds = 90);
        rig.RunUntilReady();
        rig.Run(Hour);
        Messages(rig).Should().BeInRange(36, 48, "40 times 90 s are an hour, nine samples fit one stanza, and a heartbeat may need another");
        rig.Peer.Readings.Count.Should().BeInRange(355, 375);
        rig.Peer.Readings.Values.Should().OnlyContain(times => times == 1);

        rig.Run(30_000);
        int before = Messages(rig);
        board.Switch = 1;
        rig.Run(10_000);
        Messages(rig).Should().BeGreaterThan(before, "a switch does not wait");
        rig.Peer.Values.Where(value => value.Key.Field == "Relay").Select(value => value.Value).Should().Contain("true");
    }

    [Fact]
    public void Bytes_of_a_day_stay_within_the_budget_and_readings_become_rarer()
    {
        const int PerDay = 60_000;
        var board = Board();
        var rig = new DeviceRig(board, options => options.BytesPerDay = PerDay);
        rig.RunUntilReady();
        rig.Run(24 * Hour);
        rig.Sent.Should().BeInRange(PerDay, PerDay + (PerDay / 8) + 1000, "a day, what was in hand at the start, and a stanza");
        int[] perHour = [.. rig.Peer.Readings.Keys.GroupBy(key => key.Timestamp[..13]).OrderBy(hour => hour.Key, StringComparer.Ordinal).Select(hour => hour.Count())];
        perHour[1..^1].Should().OnlyContain(count => count > 3, "intervals stretch evenly, nothing falls silent");
        perHour[^2].Should().BeLessThan(perHour[0] / 2);
        rig.Session.Outbox.Count.Should().BeLessThan(10, "what is not sent is not piled up");
        rig.Session.LastError.Should().Be(DeviceError.None);
    }

    [Fact]
    public void Switch_passes_when_the_budget_is_spent()
    {
        var board = Board();
        var rig = new DeviceRig(board, options => options.BytesPerDay = 5_000);
        rig.RunUntilReady();
        rig.Run(2 * Hour);
        for (int i = 0; i < 6; i++)
        {
            board.Switch = 1 - board.Switch;
            rig.Run(11_000);
            rig.Peer.Values.Where(value => value.Key.Field == "Relay").MaxBy(value => value.Key.Timestamp).Value.Should().Be(board.Switch == 1 ? "true" : "false");
        }
    }

    private static int Messages(DeviceRig rig) => rig.Peer.Stanzas.Count(stanza => stanza.Descendants(Sensor + "fields").Any());

    private static LevelBoard Board(int deadBand = FieldDefinition.EverySample) => new(
    [
        new FieldDefinition("Level", FieldDefinition.Numeric, "%", 1, false) { DeadBand = deadBand },
        new FieldDefinition("Relay", FieldDefinition.Boolean, "", 0, false) { DeadBand = 0 },
    ]);
}
