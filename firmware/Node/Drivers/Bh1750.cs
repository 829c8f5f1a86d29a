#nullable disable

namespace IotXmpp.Node.Drivers
{
    /// <summary>Rohm BH1750FVI: illuminance (channel 0, lx), 0 to 54,612 lx in steps of 0.83 lx. One-time high resolution mode; sleeps in between.</summary>
    internal sealed class Bh1750 : Sensor
    {
        /// <summary>I2C address with ADDR low; 0x5C with ADDR high.</summary>
        public const int DefaultAddress = 0x23;

        private const byte OneTimeHighResolution = 0x20;

        // Data sheet, electrical characteristics: 180 ms at most.
        private const int MeasureTime = 180;

        private readonly BusDevice _bus;
        private readonly byte[] _buffer = new byte[2];

        /// <summary>Creates a driver.</summary>
        public Bh1750(BusDevice bus)
            : base(1)
        {
            _bus = bus;
        }

        /// <inheritdoc/>
        public override int Start()
        {
            _buffer[0] = OneTimeHighResolution;
            int error = _bus.Write(_buffer, 1);
            return error == DriverError.None ? MeasureTime : error;
        }

        /// <inheritdoc/>
        public override int Complete()
        {
            int error = _bus.Read(_buffer, 2);
            if (error != DriverError.None)
            {
                return error;
            }

            // Counts per lux: 1.2 at the default sensitivity. The chip has no checksum and no busy sign.
            int counts = (_buffer[0] << 8) | _buffer[1];
            if (counts == 0xFFFF)
            {
                return DriverError.OutOfRange;
            }

            Set(0, Divide(counts * 10000L, 12));
            return 0;
        }
    }
}
