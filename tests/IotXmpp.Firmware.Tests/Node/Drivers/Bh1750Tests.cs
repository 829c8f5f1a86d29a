using IotXmpp.Node.Drivers;

namespace IotXmpp.Node.Tests.Drivers;

/// <summary>BH1750 against a simulated chip.</summary>
public sealed class Bh1750Tests
{
    [Fact]
    public void The_example_of_the_data_sheet_comes_out()
    {
        // "High byte 10000011, low byte 10010000: about 28067 lx."
        SensorRig.Values(new Bh1750(new Chip(0x83, 0x90))).Should().Equal(28_066_667);
        SensorRig.Measure(new Bh1750(new Chip(0, 0))).Should().Be((0, 180));
    }

    [Fact]
    public void Faults_are_named()
    {
        SensorRig.Measure(new Bh1750(new Chip(0, 0) { WireError = DriverError.NoAnswer })).Error.Should().Be(DriverError.NoAnswer);
        SensorRig.Measure(new Bh1750(new Chip(0, 0) { WireError = DriverError.Bus })).Error.Should().Be(DriverError.Bus);
        SensorRig.Measure(new Bh1750(new Chip(0xFF, 0xFF))).Error.Should().Be(DriverError.OutOfRange, "full sunlight is beyond it");
    }

    private sealed class Chip(byte high, byte low) : FaultyChip
    {
        private bool _triggered;

        protected override int Receive(ReadOnlySpan<byte> data)
        {
            _triggered = data.SequenceEqual<byte>([0x20]);
            return 0;
        }

        protected override int Send(Span<byte> data)
        {
            data[0] = _triggered ? high : (byte)0;
            data[1] = _triggered ? low : (byte)0;
            return 0;
        }
    }
}
