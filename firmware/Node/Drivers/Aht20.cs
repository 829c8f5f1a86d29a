#nullable disable

namespace IotXmpp.Node.Drivers
{
    /// <summary>Aosong AHT20: temperature (channel 0, °C) and relative humidity (1, %). Data sheet "AHT20 product manuals" 5.4.</summary>
    internal sealed class Aht20 : Sensor
    {
        /// <summary>The only I2C address there is.</summary>
        public const int DefaultAddress = 0x38;

        /// <summary>Channels.</summary>
        public const int Temperature = 0;
        public const int Humidity = 1;

        private const int Calibrated = 0x08;
        private const int Busy = 0x80;
        private const int MeasureTime = 80;
        private const int PollTime = 10;
        private const int MaxPolls = 5;

        private readonly BusDevice _bus;
        private readonly byte[] _buffer = new byte[7];
        private int _polls;
        private bool _initializing;

        /// <summary>Creates a driver.</summary>
        public Aht20(BusDevice bus)
            : base(2)
        {
            _bus = bus;
        }

        /// <inheritdoc/>
        public override int Start()
        {
            _polls = 0;
            _initializing = false;
            int error = _bus.Read(_buffer, 1);
            if (error != DriverError.None)
            {
                return error;
            }

            if ((_buffer[0] & Calibrated) == 0)
            {
                // 5.4.1: needs its calibration loaded once after power came; then 10 ms of rest.
                _initializing = true;
                error = Command(0xBE, 0x08, 0x00);
                return error == DriverError.None ? PollTime : error;
            }

            return Trigger();
        }

        /// <inheritdoc/>
        public override int Complete()
        {
            if (_initializing)
            {
                _initializing = false;
                return Trigger();
            }

            int error = _bus.Read(_buffer, 7);
            if (error != DriverError.None)
            {
                return error;
            }

            if ((_buffer[0] & Busy) != 0)
            {
                return ++_polls < MaxPolls ? PollTime : DriverError.Busy;
            }

            if (Crc8.Sensirion(_buffer, 0, 6) != _buffer[6])
            {
                return DriverError.Checksum;
            }

            if ((_buffer[0] & Calibrated) == 0)
            {
                return DriverError.Restarted;
            }

            // 6.1, 6.2
            long humidity = (_buffer[1] << 12) | (_buffer[2] << 4) | (_buffer[3] >> 4);
            long temperature = ((_buffer[3] & 0x0F) << 16) | (_buffer[4] << 8) | _buffer[5];
            Set(Humidity, Divide(humidity * 100000, 1 << 20));
            Set(Temperature, Divide(temperature * 200000, 1 << 20) - 50000);
            return 0;
        }

        private int Trigger()
        {
            int error = Command(0xAC, 0x33, 0x00);
            return error == DriverError.None ? MeasureTime : error;
        }

        private int Command(byte command, byte first, byte second)
        {
            _buffer[0] = command;
            _buffer[1] = first;
            _buffer[2] = second;
            return _bus.Write(_buffer, 3);
        }
    }
}
