#nullable disable
using System.Device.Gpio;
using Iot.Device.DHTxx;
using IotXmpp.Node.Drivers;

namespace IotXmpp.Node.Buses
{
    /// <summary>
    /// DHT22 (AM2302) on one pin: temperature (channel 0, °C) and relative humidity (1, %). The official binding does it: its bits are microseconds
    /// long and checked by the binding's own checksum. For that very reason its authors advise against it on an ESP32, where it rarely catches a whole
    /// reading: no board of ours has one. What it misses is <see cref="DriverError.NoAnswer"/>.
    /// </summary>
    internal sealed class DhtPin : Sensor
    {
        /// <summary>Channels.</summary>
        public const int Temperature = 0;
        public const int Humidity = 1;

        private readonly Dht22 _dht;

        /// <summary>Opens the sensor.</summary>
        public DhtPin(int pin, GpioController controller)
            : base(2)
        {
            _dht = new Dht22(pin, PinNumberingScheme.Logical, controller, false);
        }

        /// <inheritdoc/>
        public override int Start()
        {
            return 0;
        }

        /// <inheritdoc/>
        public override int Complete()
        {
            double celsius = _dht.Temperature.DegreesCelsius;
            if (!_dht.IsLastReadSuccessful)
            {
                return DriverError.NoAnswer;
            }

            double percent = _dht.Humidity.Percent;
            if (!_dht.IsLastReadSuccessful)
            {
                return DriverError.NoAnswer;
            }

            // Data sheet: -40 to 80 °C, 0 to 100 %.
            if (celsius < -40 || celsius > 80 || percent < 0 || percent > 100)
            {
                return DriverError.OutOfRange;
            }

            Set(Temperature, Tenths(celsius) * 100);
            Set(Humidity, Tenths(percent) * 100);
            return 0;
        }

        /// <summary>The sensor's own resolution: what lies below comes from binary fractions.</summary>
        private static long Tenths(double value)
        {
            return (long)((value * 10) + (value < 0 ? -0.5 : 0.5));
        }
    }
}
