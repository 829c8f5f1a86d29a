#nullable disable

namespace IotXmpp.Node.Drivers
{
    /// <summary>
    /// Maxim DS18B20: temperature (channel 0, °C), 12 bits. Addressed by its ROM code, or the only one on the bus. The wire must power it: parasite
    /// power needs a strong pull-up the pins do not have.
    /// </summary>
    internal sealed class Ds18b20 : Sensor
    {
        private const byte SkipRom = 0xCC;
        private const byte MatchRom = 0x55;
        private const byte ConvertT = 0x44;
        private const byte ReadScratchpad = 0xBE;

        // Table 2: 750 ms at 12 bits.
        private const int ConvertTime = 750;

        // The value after power-up, before any conversion (figure 7), and octet 6 which only then is 0x0C.
        private const int PowerOnValue = 0x0550;
        private const byte PowerOnMark = 0x0C;

        private readonly OneWireBus _bus;
        private readonly byte[] _rom;
        private readonly byte[] _buffer = new byte[9];

        /// <summary>Creates a driver.</summary>
        /// <param name="bus">The wire.</param>
        /// <param name="rom">Eight octets of ROM code, family 0x28 first; null for the only device on the wire.</param>
        public Ds18b20(OneWireBus bus, byte[] rom)
            : base(1)
        {
            _bus = bus;
            _rom = rom;
        }

        /// <inheritdoc/>
        public override int Start()
        {
            if (!Select())
            {
                return DriverError.NoAnswer;
            }

            _bus.Touch(ConvertT);
            return ConvertTime;
        }

        /// <inheritdoc/>
        public override int Complete()
        {
            if (!Select())
            {
                return DriverError.NoAnswer;
            }

            _bus.Touch(ReadScratchpad);
            int high = 0;
            int low = 0xFF;
            for (int i = 0; i < _buffer.Length; i++)
            {
                _buffer[i] = _bus.Touch(0xFF);
                high |= _buffer[i];
                low &= _buffer[i];
            }

            if (low == 0xFF)
            {
                // Nobody pulls the wire: the addressed device is gone, though another may have answered the reset.
                return DriverError.NoAnswer;
            }

            if (high == 0)
            {
                // All zero passes the checksum: a wire shorted to ground.
                return DriverError.Bus;
            }

            if (Crc8.OneWire(_buffer, 0, 8) != _buffer[8])
            {
                return DriverError.Checksum;
            }

            int raw = _buffer[0] | (_buffer[1] << 8);
            if (raw == PowerOnValue && _buffer[6] == PowerOnMark)
            {
                return DriverError.Restarted;
            }

            long thousandths = Divide((short)raw * 1000L, 16);
            if (thousandths < -55000 || thousandths > 125000)
            {
                return DriverError.OutOfRange;
            }

            Set(0, thousandths);
            return 0;
        }

        private bool Select()
        {
            if (!_bus.Reset())
            {
                return false;
            }

            if (_rom == null)
            {
                _bus.Touch(SkipRom);
                return true;
            }

            _bus.Touch(MatchRom);
            for (int i = 0; i < 8; i++)
            {
                _bus.Touch(_rom[i]);
            }

            return true;
        }
    }
}
