using IotXmpp.Node.Drivers;

namespace IotXmpp.Node.Tests.Drivers;

/// <summary>DS18B20 against a simulated 1-Wire bus, with the table of its data sheet.</summary>
public sealed class Ds18b20Tests
{
    private static readonly byte[] Rom = [0x28, 0x61, 0x64, 0x11, 0x8D, 0xF1, 0x63, 0xC8];

    [Fact]
    public void The_checksum_is_that_of_application_note_27() =>
        Crc8.OneWire([0x02, 0x1C, 0xB8, 0x01, 0x00, 0x00, 0x00], 0, 7).Should().Be(0xA2);

    [Theory]
    [InlineData(0x07D0, 125_000)]
    [InlineData(0x0550, 85_000)]
    [InlineData(0x0191, 25_063)]
    [InlineData(0x00A2, 10_125)]
    [InlineData(0x0008, 500)]
    [InlineData(0x0000, 0)]
    [InlineData(0xFFF8, -500)]
    [InlineData(0xFF5E, -10_125)]
    [InlineData(0xFE6F, -25_063)]
    [InlineData(0xFC90, -55_000)]
    public void Temperatures_are_those_of_the_data_sheet(int raw, long thousandths) =>
        SensorRig.Values(new Ds18b20(new Wire { Raw = raw }, null)).Should().Equal(thousandths);

    [Fact]
    public void A_sensor_is_found_among_others_by_its_code()
    {
        SensorRig.Values(new Ds18b20(new Wire { Raw = 0x00A2, Device = Rom }, Rom)).Should().Equal(10_125);
        byte[] other = [.. Rom];
        other[1]++;
        SensorRig.Measure(new Ds18b20(new Wire { Device = Rom }, other)).Error.Should().Be(DriverError.NoAnswer);
    }

    [Fact]
    public void Faults_are_named()
    {
        SensorRig.Measure(new Ds18b20(new Wire { Present = false }, null)).Error.Should().Be(DriverError.NoAnswer);
        SensorRig.Measure(new Ds18b20(new Wire { Raw = 0x00A2, FlippedOctet = 0 }, null)).Error.Should().Be(DriverError.Checksum);
        SensorRig.Measure(new Ds18b20(new Wire { Shorted = true }, null)).Error.Should().Be(DriverError.Bus);
        SensorRig.Measure(new Ds18b20(new Wire { Raw = 0x0550, NotConverted = true }, null)).Error.Should().Be(DriverError.Restarted, "85 °C is what it shows before the first conversion");
        SensorRig.Measure(new Ds18b20(new Wire { Raw = 0x0800 }, null)).Error.Should().Be(DriverError.OutOfRange);
        SensorRig.Measure(new Ds18b20(new Wire(), null)).Waited.Should().Be(750);
    }

    private sealed class Wire : OneWireBus
    {
        private readonly List<byte> _received = [];
        private readonly Queue<byte> _answer = new();

        public bool Present { get; init; } = true;

        public bool Shorted { get; init; }

        public bool NotConverted { get; init; }

        public int FlippedOctet { get; init; } = -1;

        public int Raw { get; init; } = 0x0191;

        public byte[] Device { get; init; } = Rom;

        public override bool Reset()
        {
            _received.Clear();
            _answer.Clear();
            return Present || Shorted;
        }

        public override byte Touch(byte value)
        {
            if (Shorted)
                return 0;
            if (_answer.TryDequeue(out byte next))
                return next;
            _received.Add(value);
            bool selected = _received[0] == 0xCC ? _received.Count == 2 : _received.Count == 10 && _received.GetRange(1, 8).SequenceEqual(Device);
            if (selected && value == 0xBE)
            {
                byte[] scratchpad = [(byte)Raw, (byte)(Raw >> 8), 0x4B, 0x46, 0x7F, 0xFF, (byte)(NotConverted ? 0x0C : 0x10 - (Raw & 0xF)), 0x10, 0];
                scratchpad[8] = Crc8.OneWire(scratchpad, 0, 8);
                if (FlippedOctet >= 0)
                    scratchpad[FlippedOctet] ^= 0x01;
                foreach (byte octet in scratchpad)
                    _answer.Enqueue(octet);
            }

            return value;
        }
    }
}
