using IotXmpp.Device.Boards;
using IotXmpp.Node.Boards;
using IotXmpp.Node.Drivers;
using IotXmpp.Simulator.Chips;
using IotXmpp.Simulator.Physics;
using Microsoft.Extensions.Time.Testing;

namespace IotXmpp.Node.Tests.Boards;

/// <summary>The firmware's boards with their drivers on simulated chips, without session and network.</summary>
public sealed class SensorBoardTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly SimulatedRoom _room;
    private readonly SimulatedPins _pins;
    private readonly SimulatedMemory _memory = new();
    private long _now;

    public SensorBoardTests()
    {
        _room = new SimulatedRoom(1, _time);
        _pins = new SimulatedPins(_room);
    }

    [Fact]
    public void What_is_in_the_room_comes_out_of_the_drivers()
    {
        var climate = new ClimateDevkit(_pins, _memory);
        var air = new AirQualityS3(_pins, _memory);
        var relay = new RelayDevkit(_pins, _memory);
        for (int minutes = 0; minutes < 30; minutes++)
        {
            foreach (SensorBoard board in new SensorBoard[] { climate, air, relay })
                Run(board, 60);

            // The chips were asked some seconds ago, and the room drifts by 0.02 °C, 0.04 % and 2 ppm in one.
            Value(climate, 0).Should().BeCloseTo(_room.Temperature / 100, 20);
            Value(climate, 1).Should().BeCloseTo(_room.Humidity / 100, 30);
            Value(climate, 2).Should().BeCloseTo(_room.Pressure / 100, 20);
            Value(air, 0).Should().BeCloseTo(_room.CarbonDioxide, 130);
            Value(relay, 0).Should().BeCloseTo(_room.Temperature / 100, 20);
        }
    }

    [Fact]
    public void Until_the_first_measurement_there_is_no_value_and_the_next_look_is_soon()
    {
        var board = new ClimateDevkit(_pins, _memory);
        board.TryRead(0, out _).Should().BeFalse();
        board.SampleInterval.Should().Be(250);
        board.Poll(0).Should().Be(10, "the sensor says when it is ready");

        board.Poll(10);

        board.TryRead(0, out _).Should().BeTrue();
        board.SampleInterval.Should().Be(60_000);
    }

    [Fact]
    public void A_sensor_that_fails_has_no_value_until_it_is_back()
    {
        var wires = new BrokenPins(_pins);
        var board = new ClimateDevkit(wires, _memory);
        Run(board, 1);
        board.TryRead(0, out _).Should().BeTrue();

        wires.Error = DriverError.NoAnswer;
        Run(board, 60);
        board.TryRead(0, out _).Should().BeFalse();
        board.Error(0).Should().Be(DriverError.NoAnswer);
        board.TryRead(3, out long presses).Should().BeTrue("the button is another part");
        presses.Should().Be(0);

        wires.Error = 0;
        Run(board, 60);
        board.TryRead(0, out _).Should().BeTrue();
    }

    [Fact]
    public void A_value_beyond_the_range_of_its_field_is_none()
    {
        var board = new ClimateDevkit(_pins, _memory);
        Run(board, 1);
        board.Fields[2].Maximum = Value(board, 2) - 1;
        board.TryRead(2, out _).Should().BeFalse("the grammars of the board have no such value");
    }

    [Fact]
    public void Relays_are_off_at_the_start_and_switch_their_pins()
    {
        var board = new RelayDevkit(_pins, _memory);
        _pins.Lines[26].Level.Should().BeTrue("the module switches on with a low level");

        board.SetNumber(0, 1);

        _pins.Lines[26].Level.Should().BeFalse();
        Value(board, 1).Should().Be(1);
        Value(board, 2).Should().Be(0);
        new RelayDevkit(_pins, _memory).TryRead(1, out long after).Should().BeTrue();
        after.Should().Be(0, "nothing moves by itself after a restart");
    }

    [Fact]
    public void Settings_and_totals_survive_a_restart()
    {
        var board = new EnergyMeter(_pins, _memory);
        board.SetNumber(0, 800);
        board.SetText(1, "Cellar");
        Run(board, 3600);
        long energy = Value(board, 0);
        energy.Should().BePositive();

        // The counter of the chip begins anew; what was counted since the last note is lost, ten minutes at most.
        var again = new EnergyMeter(new SimulatedPins(new SimulatedRoom(1, _time)), _memory);
        Run(again, 1);

        again.Label.Should().Be("Cellar");
        Value(again, 0).Should().BeInRange(energy * 4 / 5, energy);
    }

    [Fact]
    public void An_interval_that_is_set_counts_at_once_and_is_kept()
    {
        var board = new ClimateDevkit(_pins, _memory);
        Run(board, 1);
        board.SetNumber(0, 5);
        board.SampleInterval.Should().Be(5000);

        Run(new ClimateDevkit(_pins, _memory), 1).SampleInterval.Should().Be(5000);
    }

    [Fact]
    public void A_kept_setting_that_is_out_of_range_is_not_taken()
    {
        _memory.Store("Interval", "100000");
        Run(new ClimateDevkit(_pins, _memory), 1).SampleInterval.Should().Be(60_000);
        _memory.Store("Interval", "soon");
        Run(new ClimateDevkit(_pins, _memory), 1).SampleInterval.Should().Be(60_000);
    }

    [Fact]
    public void Presses_are_counted_while_sensors_rest()
    {
        var board = new ClimateDevkit(_pins, _memory);
        Run(board, 1);
        _pins.Lines[0].Level = false;
        Run(board, 1);
        _pins.Lines[0].Level = true;
        Run(board, 1);
        Value(board, 3).Should().Be(1);
    }

    [Fact]
    public void Measuring_allocates_nothing()
    {
        var board = new RelayDevkit(_pins, _memory);
        for (int i = 0; i < 200; i++)
            board.Poll(_now += 100);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 2000; i++)
            board.Poll(_now += 100);
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0);
    }

    /// <summary>Lets time pass in steps of 20 ms at most, as the board asks.</summary>
    private SensorBoard Run(SensorBoard board, int seconds)
    {
        long end = _now + (seconds * 1000L);
        while (_now < end)
        {
            int wait = Math.Clamp(board.Poll(_now), 1, 1000);
            _now += wait;
            _time.Advance(TimeSpan.FromMilliseconds(wait));
        }

        board.Poll(_now);
        return board;
    }

    private static long Value(Board board, int field)
    {
        board.TryRead(field, out long value).Should().BeTrue();
        return value;
    }

    /// <summary>I2C chips whose wire can break.</summary>
    private sealed class BrokenPins(SimulatedPins pins) : BoardPins
    {
        public int Error { get; set; }

        public override BusDevice I2c(int bus, int data, int clock, int address) => new Wire(this, pins.I2c(bus, data, clock, address));

        public override BusDevice Spi(int bus, int data, int clock, int clockFrequency) => pins.Spi(bus, data, clock, clockFrequency);

        public override OneWireBus OneWire(int receive, int transmit) => pins.OneWire(receive, transmit);

        public override DigitalPin Input(int gpio, bool pullUp) => pins.Input(gpio, pullUp);

        public override DigitalPin Output(int gpio) => pins.Output(gpio);

        public override PwmOutput Pwm(int gpio) => pins.Pwm(gpio);

        public override AnalogSource Analog(int channel) => pins.Analog(channel);

        public override PulseSource Pulses(int gpio) => pins.Pulses(gpio);

        public override Sensor Dht22(int gpio) => pins.Dht22(gpio);

        private sealed class Wire(BrokenPins owner, BusDevice chip) : BusDevice
        {
            public override int Write(byte[] data, int count) => owner.Error != 0 ? owner.Error : chip.Write(data, count);

            public override int Read(byte[] data, int count) => owner.Error != 0 ? owner.Error : chip.Read(data, count);
        }
    }
}
