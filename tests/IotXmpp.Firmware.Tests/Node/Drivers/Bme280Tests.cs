using System.Buffers.Binary;
using IotXmpp.Node.Drivers;

namespace IotXmpp.Node.Tests.Drivers;

/// <summary>BME280 against its registers, with the worked example of the data sheet (BST-BMP280-DS001 3.12, the same formulas).</summary>
public sealed class Bme280Tests
{
    [Fact]
    public void The_worked_example_of_the_data_sheet_comes_out()
    {
        var values = SensorRig.Values(new Bme280(new Chip()));
        values[Bme280.Temperature].Should().Be(25_080, "25.08 °C");
        values[Bme280.Pressure].Should().Be(1_006_533, "100653.27 Pa");
    }

    [Theory]
    [InlineData(27000)]
    [InlineData(31000)]
    [InlineData(0x6A00)]
    public void Humidity_is_that_of_the_floating_point_formula(int raw)
    {
        var chip = new Chip { Humidity = raw };
        double expected = HumidityByAppendixA(chip, raw);
        SensorRig.Values(new Bme280(chip))[Bme280.Humidity].Should().BeCloseTo((long)(expected * 1000), 60);
    }

    [Fact]
    public void The_wait_is_that_of_the_data_sheet_and_busy_ends()
    {
        SensorRig.Measure(new Bme280(new Chip())).Waited.Should().Be(10);
        SensorRig.Measure(new Bme280(new Chip { BusyPolls = 2 })).Should().Be((0, 30));
        SensorRig.Measure(new Bme280(new Chip { BusyPolls = 1000 })).Should().Be((DriverError.Busy, 50));
    }

    [Fact]
    public void Another_chip_no_chip_and_a_chip_that_lost_power_are_told_apart()
    {
        SensorRig.Measure(new Bme280(new Chip { Id = 0x58 })).Error.Should().Be(DriverError.WrongChip, "0x58 is a BMP280, without humidity");
        SensorRig.Measure(new Bme280(new Chip { WireError = DriverError.NoAnswer })).Error.Should().Be(DriverError.NoAnswer);
        SensorRig.Measure(new Bme280(new Chip { WireError = DriverError.Bus })).Error.Should().Be(DriverError.Bus);
        SensorRig.Measure(new Bme280(new Chip { LostPower = true })).Error.Should().Be(DriverError.Restarted);
    }

    [Fact]
    public void A_replaced_chip_is_calibrated_anew()
    {
        var chip = new Chip();
        var sensor = new Bme280(chip);
        SensorRig.Values(sensor);
        chip.WireError = DriverError.NoAnswer;
        SensorRig.Measure(sensor).Error.Should().Be(DriverError.NoAnswer);
        chip.WireError = 0;
        chip.T1 = 27000;
        SensorRig.Values(sensor)[Bme280.Temperature].Should().NotBe(25_080);
    }

    [Fact]
    public void A_temperature_beyond_the_sensor_is_no_value()
    {
        SensorRig.Measure(new Bme280(new Chip { Temperature = 0xFFFFF })).Error.Should().Be(DriverError.OutOfRange);
    }

    [Fact]
    public void A_measurement_allocates_nothing()
    {
        var sensor = new Bme280(new Chip());
        SensorRig.Values(sensor);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            sensor.Start();
            sensor.Complete();
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0);
    }

    /// <summary>Appendix A (8.1): the same compensation in floating point.</summary>
    private static double HumidityByAppendixA(Chip chip, int raw)
    {
        double fine = 128422; // of the worked example
        double h = fine - 76800.0;
        h = (raw - ((Chip.H4 * 64.0) + (Chip.H5 / 16384.0 * h))) * (Chip.H2 / 65536.0 * (1.0 + (Chip.H6 / 67108864.0 * h * (1.0 + (Chip.H3 / 67108864.0 * h)))));
        h *= 1.0 - (Chip.H1 * h / 524288.0);
        return Math.Clamp(h, 0, 100);
    }

    private sealed class Chip : FaultyChip
    {
        public const int H1 = 75, H2 = 361, H3 = 0, H4 = 340, H5 = 50, H6 = 30;

        private byte _register;
        private int _polls;
        private bool _triggered;

        public byte Id { get; init; } = 0x60;

        public bool LostPower { get; init; }

        public ushort T1 { get; set; } = 27504;

        public int Temperature { get; init; } = 519888;

        public int Pressure { get; init; } = 415148;

        public int Humidity { get; init; } = 27000;

        protected override int Receive(ReadOnlySpan<byte> data)
        {
            _register = data[0];
            if (data.Length == 2 && _register == 0xF4)
            {
                _triggered = (data[1] & 3) == 1;
                _polls = BusyPolls;
            }

            return 0;
        }

        protected override int Send(Span<byte> data)
        {
            switch (_register)
            {
                case 0xD0:
                    data[0] = Id;
                    break;
                case 0x88:
                    short[] words = [26435, -1000, 0, -10685, 3024, 2855, 140, -7, 15500, -14600, 6000];
                    for (int i = 0; i < words.Length; i++)
                        BinaryPrimitives.WriteInt16LittleEndian(data[(2 + (2 * i))..], words[i]);
                    BinaryPrimitives.WriteUInt16LittleEndian(data, T1);
                    BinaryPrimitives.WriteUInt16LittleEndian(data[6..], 36477);
                    data[25] = H1;
                    break;
                case 0xE1:
                    BinaryPrimitives.WriteInt16LittleEndian(data, H2);
                    data[2] = H3;
                    data[3] = H4 >> 4;
                    data[4] = (H4 & 0xF) | ((H5 & 0xF) << 4);
                    data[5] = H5 >> 4;
                    data[6] = H6;
                    break;
                case 0xF3:
                    data[0] = (byte)(_polls-- > 0 ? 0x08 : 0);
                    break;
                case 0xF7 when _triggered && !LostPower:
                    Twenty(data, Pressure);
                    Twenty(data[3..], Temperature);
                    BinaryPrimitives.WriteUInt16BigEndian(data[6..], (ushort)Humidity);
                    break;
                case 0xF7:
                    Twenty(data, 0x80000);
                    Twenty(data[3..], 0x80000);
                    BinaryPrimitives.WriteUInt16BigEndian(data[6..], 0x8000);
                    break;
            }

            return 0;
        }

        private static void Twenty(Span<byte> data, int value)
        {
            data[0] = (byte)(value >> 12);
            data[1] = (byte)(value >> 4);
            data[2] = (byte)(value << 4);
        }
    }
}
