#nullable disable

namespace IotXmpp.Node.Drivers
{
    /// <summary>
    /// Sensirion SHT30, SHT31 and SHT35: temperature (channel 0, °C) and relative humidity (1, %). Single shot, high repeatability, no clock stretching
    /// (data sheet SHT3x-DIS 4.3).
    /// </summary>
    internal sealed class Sht3x : Sensor
    {
        /// <summary>I2C address with ADDR low; 0x45 with ADDR high.</summary>
        public const int DefaultAddress = 0x44;

        /// <summary>Channels.</summary>
        public const int Temperature = 0;
        public const int Humidity = 1;

        // Table 4: 15.5 ms at most.
        private const int MeasureTime = 16;
        private const int MaxPolls = 5;

        private readonly BusDevice _bus;
        private readonly byte[] _buffer = new byte[6];
        private int _polls;

        /// <summary>Creates a driver.</summary>
        public Sht3x(BusDevice bus)
            : base(2)
        {
            _bus = bus;
        }

        /// <inheritdoc/>
        public override int Start()
        {
            _polls = 0;
            _buffer[0] = 0x24;
            _buffer[1] = 0x00;
            int error = _bus.Write(_buffer, 2);
            return error == DriverError.None ? MeasureTime : error;
        }

        /// <inheritdoc/>
        public override int Complete()
        {
            int error = _bus.Read(_buffer, 6);
            if (error == DriverError.NoAnswer)
            {
                // 4.3: it does not acknowledge a read while it measures. It answered the trigger, so it was there.
                return ++_polls < MaxPolls ? MeasureTime : DriverError.Busy;
            }

            if (error != DriverError.None)
            {
                return error;
            }

            if (Crc8.Sensirion(_buffer, 0, 2) != _buffer[2] || Crc8.Sensirion(_buffer, 3, 2) != _buffer[5])
            {
                return DriverError.Checksum;
            }

            // 4.13
            int temperature = (_buffer[0] << 8) | _buffer[1];
            int humidity = (_buffer[3] << 8) | _buffer[4];
            Set(Temperature, Divide(175000L * temperature, 65535) - 45000);
            Set(Humidity, Divide(100000L * humidity, 65535));
            return 0;
        }
    }
}
