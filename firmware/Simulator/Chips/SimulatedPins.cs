using IotXmpp.Node.Boards;
using IotXmpp.Node.Drivers;
using IotXmpp.Simulator.Physics;

namespace IotXmpp.Simulator.Chips;

/// <summary>The pins of a simulated board: what a board's description wires is there, and measures one room.</summary>
internal sealed class SimulatedPins(SimulatedRoom room) : BoardPins
{
    /// <summary>Levels of the pins that were opened, by GPIO; nobody presses a button.</summary>
    public Dictionary<int, SimulatedPin> Lines { get; } = [];

    /// <inheritdoc/>
    public override BusDevice I2c(int bus, int data, int clock, int address) => address switch
    {
        0x76 or 0x77 => new Bme280Chip(room),
        0x44 or 0x45 => new Sht3xChip(room),
        0x62 => new Scd4xChip(room),
        _ => throw new NotSupportedException($"There is no simulated chip of address 0x{address:X2}."),
    };

    /// <inheritdoc/>
    public override BusDevice Spi(int bus, int data, int clock, int clockFrequency) => new Listener();

    /// <inheritdoc/>
    public override OneWireBus OneWire(int receive, int transmit) => new Ds18b20Wire(room);

    /// <inheritdoc/>
    public override DigitalPin Input(int gpio, bool pullUp) => Lines[gpio] = new SimulatedPin { Level = pullUp };

    /// <inheritdoc/>
    public override DigitalPin Output(int gpio) => Lines[gpio] = new SimulatedPin();

    /// <inheritdoc/>
    public override PwmOutput Pwm(int gpio) => new Silence();

    /// <inheritdoc/>
    public override AnalogSource Analog(int channel) => throw new NotSupportedException("There is no simulated voltage.");

    /// <inheritdoc/>
    public override PulseSource Pulses(int gpio) => new Counter(room);

    /// <inheritdoc/>
    public override Sensor Dht22(int gpio) => throw new NotSupportedException("There is no simulated DHT22.");

    private sealed class Counter(SimulatedRoom room) : PulseSource
    {
        public override long Read() => room.Pulses;
    }

    /// <summary>Lamps: they hear and say nothing.</summary>
    private sealed class Listener : BusDevice
    {
        public override int Write(byte[] data, int count) => DriverError.None;

        public override int Read(byte[] data, int count) => DriverError.NoAnswer;
    }

    private sealed class Silence : PwmOutput
    {
        public override void Set(int frequency, int millionths)
        {
        }
    }
}
