using IotXmpp.Node.Drivers;

namespace IotXmpp.Node.Tests.Drivers;

/// <summary>SHT3x and SCD4x, with the worked examples of their data sheets.</summary>
public sealed class SensirionTests
{
    [Fact]
    public void The_checksum_is_that_of_the_data_sheet() =>
        Crc8.Sensirion([0xBE, 0xEF], 0, 2).Should().Be(0x92, "SHT3x-DIS table 20");

    [Fact]
    public void Sht3x_reads_temperature_and_humidity()
    {
        // 0x6667 and 0x5EB9 are 25 °C (25.003) and 37 % (37.002) in the example of the SCD4x, which has the same conversion; their checksums too.
        var chip = new Sht3xChip([0x66, 0x67, 0xA2, 0x5E, 0xB9, 0x3C]);
        SensorRig.Values(new Sht3x(chip)).Should().Equal(25_003, 37_002);
    }

    [Theory]
    [InlineData(0x00, 0x00, 0x81, -45_000, 0)]
    [InlineData(0xFF, 0xFF, 0xAC, 130_000, 100_000)]
    public void Sht3x_ends_of_the_scale(byte high, byte low, byte crc, long temperature, long humidity) =>
        SensorRig.Values(new Sht3x(new Sht3xChip([high, low, crc, high, low, crc]))).Should().Equal(temperature, humidity);

    [Fact]
    public void Sht3x_names_its_faults()
    {
        byte[] good = [0x66, 0x67, 0xA2, 0x5E, 0xB9, 0x3C];
        SensorRig.Measure(new Sht3x(new Sht3xChip(good) { WireError = DriverError.NoAnswer })).Error.Should().Be(DriverError.NoAnswer);
        SensorRig.Measure(new Sht3x(new Sht3xChip(good) { WireError = DriverError.Bus })).Error.Should().Be(DriverError.Bus);
        for (int octet = 0; octet < 6; octet++)
            SensorRig.Measure(new Sht3x(new Sht3xChip(good) { FlippedOctet = octet })).Error.Should().Be(DriverError.Checksum);
        SensorRig.Measure(new Sht3x(new Sht3xChip(good) { BusyPolls = 1 })).Should().Be((0, 32));
        SensorRig.Measure(new Sht3x(new Sht3xChip(good) { BusyPolls = 1000 })).Should().Be((DriverError.Busy, 80));
    }

    [Fact]
    public void Scd4x_reads_the_example_of_its_data_sheet()
    {
        var sensor = new Scd4x(new Scd4xChip());
        SensorRig.Values(sensor).Should().Equal(500_000, 25_003, 37_002);

        // The second measurement needs no start of the periodic mode.
        SensorRig.Measure(sensor).Should().Be((0, 2));
    }

    [Fact]
    public void Scd4x_that_was_measuring_before_our_restart_is_stopped_first()
    {
        var chip = new Scd4xChip { IsMeasuring = true };
        SensorRig.Values(new Scd4x(chip)).Should().Equal(500_000, 25_003, 37_002);
        chip.RefusedCommands.Should().Be(0);
    }

    [Fact]
    public void Scd4x_names_its_faults()
    {
        SensorRig.Measure(new Scd4x(new Scd4xChip { WireError = DriverError.NoAnswer })).Error.Should().Be(DriverError.NoAnswer);
        SensorRig.Measure(new Scd4x(new Scd4xChip { FlippedOctet = 1 })).Error.Should().Be(DriverError.Checksum);
        SensorRig.Measure(new Scd4x(new Scd4xChip { FlippedOctet = 5 })).Error.Should().Be(DriverError.Checksum);
        SensorRig.Measure(new Scd4x(new Scd4xChip { BusyPolls = 3 })).Error.Should().Be(DriverError.None);
        SensorRig.Measure(new Scd4x(new Scd4xChip { BusyPolls = 1000 })).Error.Should().Be(DriverError.Busy);
        SensorRig.Measure(new Scd4x(new Scd4xChip { CarbonDioxide = 0 })).Error.Should().Be(DriverError.OutOfRange);
    }

    [Fact]
    public void Scd4x_comes_back_after_its_wire_was_out()
    {
        var chip = new Scd4xChip();
        var sensor = new Scd4x(chip);
        SensorRig.Values(sensor);
        chip.WireError = DriverError.NoAnswer;
        SensorRig.Measure(sensor).Error.Should().Be(DriverError.NoAnswer);
        chip.WireError = 0;
        chip.IsMeasuring = false;
        SensorRig.Values(sensor).Should().Equal(500_000, 25_003, 37_002);
    }

    private sealed class Sht3xChip(byte[] answer) : FaultyChip
    {
        private bool _triggered;

        protected override int Receive(ReadOnlySpan<byte> data)
        {
            _triggered = data.SequenceEqual<byte>([0x24, 0x00]);
            return 0;
        }

        protected override int Send(Span<byte> data)
        {
            if (!_triggered || BusyPolls-- > 0)
                return DriverError.NoAnswer;
            answer.CopyTo(data);
            return 0;
        }
    }

    private sealed class Scd4xChip : FaultyChip
    {
        private int _command;

        public bool IsMeasuring { get; set; }

        public int RefusedCommands { get; private set; }

        public int CarbonDioxide { get; init; } = 500;

        protected override int Receive(ReadOnlySpan<byte> data)
        {
            _command = (data[0] << 8) | data[1];
            switch (_command)
            {
                case 0x3F86:
                    IsMeasuring = false;
                    break;
                case 0x21B1 when IsMeasuring:
                    RefusedCommands++;
                    return DriverError.NoAnswer;
                case 0x21B1:
                    IsMeasuring = true;
                    break;
            }

            return 0;
        }

        protected override int Send(Span<byte> data)
        {
            if (!IsMeasuring)
                return DriverError.NoAnswer;
            byte[] answer = _command switch
            {
                // Table 16: nothing new is 0x8000 with CRC 0xA2; new data has any of the lower eleven bits set.
                0xE4B8 when BusyPolls-- > 0 => [0x80, 0x00, 0xA2],
                0xE4B8 => [0x80, 0x06, 0x04],
                // Table 11: 500 ppm, 25 °C, 37 %.
                0xEC05 => CarbonDioxide == 500 ? [0x01, 0xF4, 0x33, 0x66, 0x67, 0xA2, 0x5E, 0xB9, 0x3C] : [0x00, 0x00, 0x81, 0x66, 0x67, 0xA2, 0x5E, 0xB9, 0x3C],
                _ => throw new InvalidOperationException($"Unexpected command {_command:X4}."),
            };
            answer.AsSpan(0, data.Length).CopyTo(data);
            return 0;
        }
    }
}
