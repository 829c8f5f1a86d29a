using IotXmpp.Node.Drivers;

namespace IotXmpp.Node.Tests.Drivers;

/// <summary>The energy meter.</summary>
public sealed class PulseMeterTests
{
    [Fact]
    public void A_thousand_pulses_are_a_kilowatt_hour_and_their_rate_is_the_power()
    {
        var counter = new Counter { Pulses = 1000 };
        var meter = new PulseMeter(counter, 1000, 0) { Now = 0 };
        SensorRig.Values(meter)[PulseMeter.Energy].Should().Be(1000);

        // 20 pulses in 36 s: 0.02 kWh in 0.01 h.
        counter.Pulses = 1020;
        meter.Now = 36_000;
        SensorRig.Values(meter).Should().Equal(1020, 2_000_000);
    }

    [Fact]
    public void What_was_counted_before_a_restart_is_kept()
    {
        var counter = new Counter { Pulses = 5 };
        var meter = new PulseMeter(counter, 1000, 123_456);
        SensorRig.Values(meter)[PulseMeter.Energy].Should().Be(123_461);
        meter.Pulses.Should().Be(123_461);
    }

    [Fact]
    public void A_counter_that_begins_anew_never_makes_the_total_fall()
    {
        var counter = new Counter { Pulses = 500 };
        var meter = new PulseMeter(counter, 1000, 0) { Now = 1000 };
        SensorRig.Values(meter);
        counter.Pulses = 3;
        meter.Now = 2000;
        SensorRig.Values(meter)[PulseMeter.Energy].Should().Be(503);
    }

    private sealed class Counter : PulseSource
    {
        public long Pulses { get; set; }

        public override long Read() => Pulses;
    }
}
