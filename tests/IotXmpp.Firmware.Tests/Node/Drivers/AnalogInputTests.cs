using IotXmpp.Node.Drivers;

namespace IotXmpp.Node.Tests.Drivers;

/// <summary>The analog input.</summary>
public sealed class AnalogInputTests
{
    [Fact]
    public void Two_points_make_the_scale_in_either_direction()
    {
        SensorRig.Values(new AnalogInput(new Converter(2048), 0, 0, 4096, 3_300_000)).Should().Equal(1_650_000);
        // A soil probe: wetter is lower.
        SensorRig.Values(new AnalogInput(new Converter(2000), 3000, 0, 1000, 100_000)).Should().Equal(50_000);
        SensorRig.Values(new AnalogInput(new Converter(3500), 3000, 0, 1000, 100_000)).Should().Equal(-25_000);
    }

    [Fact]
    public void One_spike_does_not_move_the_value()
    {
        int calls = 0;
        SensorRig.Values(new AnalogInput(new Converter(() => calls++ == 7 ? 4000 : 1000), 0, 0, 1000, 10_000)).Should().Equal(10_000);
    }

    [Fact]
    public void At_the_rail_there_is_no_value() =>
        SensorRig.Measure(new AnalogInput(new Converter(4095), 0, 0, 4095, 1000)).Error.Should().Be(DriverError.OutOfRange);

    private sealed class Converter(Func<int> read) : AnalogSource
    {
        public Converter(int value)
            : this(() => value)
        {
        }

        public override int Max => 4095;

        public override int Read() => read();
    }
}
