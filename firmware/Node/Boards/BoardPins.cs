#nullable disable
using IotXmpp.Node.Drivers;

namespace IotXmpp.Node.Boards
{
    /// <summary>
    /// Opens what a board's description wires: the one place where drivers meet pins. The ESP32 has its own (<c>Buses/EspPins</c>), the simulator one with
    /// simulated chips behind it, so that both run the same board.
    /// </summary>
    internal abstract class BoardPins
    {
        /// <summary>A chip on an I2C bus.</summary>
        /// <param name="bus">1 or 2.</param>
        /// <param name="data">GPIO of SDA.</param>
        /// <param name="clock">GPIO of SCL.</param>
        /// <param name="address">Seven bits.</param>
        public abstract BusDevice I2c(int bus, int data, int clock, int address);

        /// <summary>A chip that only listens, on an SPI bus without chip select.</summary>
        /// <param name="bus">1 or 2.</param>
        /// <param name="data">GPIO of MOSI.</param>
        /// <param name="clock">GPIO of the clock, which the bus drives whether anybody listens or not.</param>
        /// <param name="clockFrequency">Hz.</param>
        public abstract BusDevice Spi(int bus, int data, int clock, int clockFrequency);

        /// <summary>The 1-Wire bus; there is one. A serial port speaks it, whose two pins are joined at the wire.</summary>
        /// <param name="receive">GPIO of RX.</param>
        /// <param name="transmit">GPIO of TX.</param>
        public abstract OneWireBus OneWire(int receive, int transmit);

        /// <summary>An input.</summary>
        /// <param name="gpio">GPIO number.</param>
        /// <param name="pullUp">With the internal resistor to 3.3 V.</param>
        public abstract DigitalPin Input(int gpio, bool pullUp);

        /// <summary>An output.</summary>
        public abstract DigitalPin Output(int gpio);

        /// <summary>An output with pulse width modulation.</summary>
        public abstract PwmOutput Pwm(int gpio);

        /// <summary>A channel of the converter that works beside Wi-Fi.</summary>
        public abstract AnalogSource Analog(int channel);

        /// <summary>A counter of falling edges.</summary>
        public abstract PulseSource Pulses(int gpio);

        /// <summary>A DHT22, whose bits are too short for anything but the official binding.</summary>
        public abstract Sensor Dht22(int gpio);
    }
}
