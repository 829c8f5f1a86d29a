using IotXmpp.Node.Drivers;

namespace IotXmpp.Node.Tests.Drivers;

/// <summary>AHT20 against a simulated chip.</summary>
public sealed class Aht20Tests
{
    [Theory]
    [InlineData(0x80000, 0x60000, 50_000, 25_000)]
    [InlineData(0, 0, 0, -50_000)]
    [InlineData(0x73333, 0x5C28F, 45_000, 22_000)]
    public void Values_follow_the_formulas_of_the_data_sheet(int humidity, int temperature, long percent, long celsius)
    {
        var values = SensorRig.Values(new Aht20(new Chip { Humidity = humidity, Temperature = temperature }));
        values[Aht20.Humidity].Should().BeCloseTo(percent, 1);
        values[Aht20.Temperature].Should().BeCloseTo(celsius, 1);
    }

    [Fact]
    public void A_chip_fresh_from_power_is_initialized_once()
    {
        var chip = new Chip { Calibrated = false };
        var sensor = new Aht20(chip);
        SensorRig.Measure(sensor).Should().Be((0, 90));
        SensorRig.Measure(sensor).Should().Be((0, 80));
        chip.Initializations.Should().Be(1);
    }

    [Fact]
    public void Faults_are_named()
    {
        SensorRig.Measure(new Aht20(new Chip { WireError = DriverError.NoAnswer })).Error.Should().Be(DriverError.NoAnswer);
        SensorRig.Measure(new Aht20(new Chip { FlippedOctet = 3 })).Error.Should().Be(DriverError.Checksum);
        SensorRig.Measure(new Aht20(new Chip { BusyPolls = 2 })).Should().Be((0, 100));
        SensorRig.Measure(new Aht20(new Chip { BusyPolls = 1000 })).Should().Be((DriverError.Busy, 120));
    }

    private sealed class Chip : FaultyChip
    {
        private bool _triggered;

        public bool Calibrated { get; set; } = true;

        public int Initializations { get; private set; }

        public int Humidity { get; init; } = 0x80000;

        public int Temperature { get; init; } = 0x60000;

        protected override int Receive(ReadOnlySpan<byte> data)
        {
            if (data.SequenceEqual<byte>([0xBE, 0x08, 0x00]))
            {
                Calibrated = true;
                Initializations++;
            }

            _triggered |= data.SequenceEqual<byte>([0xAC, 0x33, 0x00]);
            return 0;
        }

        protected override int Send(Span<byte> data)
        {
            bool busy = data.Length > 1 && (!_triggered || BusyPolls-- > 0);
            data[0] = (byte)((Calibrated ? 0x18 : 0x10) | (busy ? 0x80 : 0));
            if (data.Length == 7)
            {
                data[1] = (byte)(Humidity >> 12);
                data[2] = (byte)(Humidity >> 4);
                data[3] = (byte)((Humidity << 4) | (Temperature >> 16));
                data[4] = (byte)(Temperature >> 8);
                data[5] = (byte)Temperature;
                data[6] = Crc8.Sensirion(data.ToArray(), 0, 6);
            }

            return 0;
        }
    }
}
