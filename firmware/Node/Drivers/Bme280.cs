#nullable disable

namespace IotXmpp.Node.Drivers
{
    /// <summary>
    /// Bosch BME280: temperature (channel 0, °C), relative humidity (1, %), pressure (2, hPa). Forced mode, each quantity sampled once, no filter: the
    /// chip sleeps between measurements ("weather monitoring", data sheet BST-BME280-DS002 3.5.1).
    /// </summary>
    internal sealed class Bme280 : Sensor
    {
        /// <summary>I2C address with SDO low; 0x77 with SDO high.</summary>
        public const int DefaultAddress = 0x76;

        /// <summary>Channels.</summary>
        public const int Temperature = 0;
        public const int Humidity = 1;
        public const int Pressure = 2;

        private const byte ChipId = 0x60;

        private const byte RegisterCalibration = 0x88;
        private const byte RegisterId = 0xD0;
        private const byte RegisterHumidityCalibration = 0xE1;
        private const byte RegisterControlHumidity = 0xF2;
        private const byte RegisterStatus = 0xF3;
        private const byte RegisterControl = 0xF4;
        private const byte RegisterData = 0xF7;

        private const byte OversampleOnce = 1;
        private const byte Forced = 1;
        private const int Measuring = 0x08;

        // Appendix B: 1.25 + 2.3 + (2.3 + 0.575) + (2.3 + 0.575) = 9.3 ms at most with one sample each.
        private const int MeasureTime = 10;
        private const int MaxPolls = 5;

        // 4.2.3: what the registers hold when a quantity was not measured.
        private const int NoTemperature = 0x80000;
        private const int NoHumidity = 0x8000;

        private readonly BusDevice _bus;
        private readonly byte[] _buffer = new byte[26];
        private bool _calibrated;
        private int _polls;

        private int _t1;
        private int _t2;
        private int _t3;
        private int _p1;
        private int _p2;
        private int _p3;
        private int _p4;
        private int _p5;
        private int _p6;
        private int _p7;
        private int _p8;
        private int _p9;
        private int _h1;
        private int _h2;
        private int _h3;
        private int _h4;
        private int _h5;
        private int _h6;

        /// <summary>Creates a driver; the chip is first spoken to by <see cref="Start"/>.</summary>
        public Bme280(BusDevice bus)
            : base(3)
        {
            _bus = bus;
        }

        /// <inheritdoc/>
        public override int Start()
        {
            _polls = 0;
            int error = _calibrated ? DriverError.None : ReadCalibration();
            if (error == DriverError.None)
            {
                error = WriteRegister(RegisterControlHumidity, OversampleOnce);
            }

            if (error == DriverError.None)
            {
                // 5.4.3: the humidity setting takes effect with the write to ctrl_meas.
                error = WriteRegister(RegisterControl, (OversampleOnce << 5) | (OversampleOnce << 2) | Forced);
            }

            if (error != DriverError.None)
            {
                _calibrated = false;
                return error;
            }

            return MeasureTime;
        }

        /// <inheritdoc/>
        public override int Complete()
        {
            int error = ReadRegisters(RegisterStatus, 1);
            if (error == DriverError.None && (_buffer[0] & Measuring) != 0)
            {
                return ++_polls < MaxPolls ? MeasureTime : DriverError.Busy;
            }

            if (error == DriverError.None)
            {
                error = ReadRegisters(RegisterData, 8);
            }

            if (error != DriverError.None)
            {
                // The chip may be another one when it answers again.
                _calibrated = false;
                return error;
            }

            int pressure = (_buffer[0] << 12) | (_buffer[1] << 4) | (_buffer[2] >> 4);
            int temperature = (_buffer[3] << 12) | (_buffer[4] << 4) | (_buffer[5] >> 4);
            int humidity = (_buffer[6] << 8) | _buffer[7];
            if (temperature == NoTemperature || pressure == NoTemperature || humidity == NoHumidity)
            {
                // The reset values: it lost power after the trigger.
                _calibrated = false;
                return DriverError.Restarted;
            }

            int fine = FineTemperature(temperature);
            long hundredths = ((fine * 5) + 128) >> 8;
            if (hundredths < -4000 || hundredths > 8500)
            {
                return DriverError.OutOfRange;
            }

            Set(Temperature, hundredths * 10);
            Set(Humidity, Divide(CompensateHumidity(humidity, fine) * 1000L, 1024));

            // Pa * 256; thousandths of a hPa are tenths of a Pa.
            Set(Pressure, Divide(CompensatePressure(pressure, fine) * 10, 256));
            return 0;
        }

        /// <summary>4.2.3, in 32 bits; the result carries the temperature into the other two.</summary>
        private int FineTemperature(int raw)
        {
            int var1 = (((raw >> 3) - (_t1 << 1)) * _t2) >> 11;
            int var2 = (((((raw >> 4) - _t1) * ((raw >> 4) - _t1)) >> 12) * _t3) >> 14;
            return var1 + var2;
        }

        /// <summary>4.2.3, in 64 bits: Pa in Q24.8.</summary>
        private long CompensatePressure(int raw, int fine)
        {
            long var1 = (long)fine - 128000;
            long var2 = var1 * var1 * _p6;
            var2 += (var1 * _p5) << 17;
            var2 += (long)_p4 << 35;
            var1 = ((var1 * var1 * _p3) >> 8) + ((var1 * _p2) << 12);
            var1 = ((((long)1 << 47) + var1) * _p1) >> 33;
            if (var1 == 0)
            {
                return 0;
            }

            long p = 1048576 - raw;
            p = (((p << 31) - var2) * 3125) / var1;
            var1 = (_p9 * (p >> 13) * (p >> 13)) >> 25;
            var2 = (_p8 * p) >> 19;
            return ((p + var1 + var2) >> 8) + ((long)_p7 << 4);
        }

        /// <summary>4.2.3, in 32 bits: % in Q22.10.</summary>
        private int CompensateHumidity(int raw, int fine)
        {
            int v = fine - 76800;
            v = (((raw << 14) - (_h4 << 20) - (_h5 * v) + 16384) >> 15)
                * (((((((v * _h6) >> 10) * (((v * _h3) >> 11) + 32768)) >> 10) + 2097152) * _h2 + 8192) >> 14);
            v -= ((((v >> 15) * (v >> 15)) >> 7) * _h1) >> 4;
            v = v < 0 ? 0 : v;
            v = v > 419430400 ? 419430400 : v;
            return v >> 12;
        }

        private int ReadCalibration()
        {
            int error = ReadRegisters(RegisterId, 1);
            if (error != DriverError.None)
            {
                return error;
            }

            if (_buffer[0] != ChipId)
            {
                return DriverError.WrongChip;
            }

            error = ReadRegisters(RegisterCalibration, 26);
            if (error != DriverError.None)
            {
                return error;
            }

            _t1 = Unsigned(0);
            _t2 = Signed(2);
            _t3 = Signed(4);
            _p1 = Unsigned(6);
            _p2 = Signed(8);
            _p3 = Signed(10);
            _p4 = Signed(12);
            _p5 = Signed(14);
            _p6 = Signed(16);
            _p7 = Signed(18);
            _p8 = Signed(20);
            _p9 = Signed(22);
            _h1 = _buffer[25];
            error = ReadRegisters(RegisterHumidityCalibration, 7);
            if (error != DriverError.None)
            {
                return error;
            }

            _h2 = Signed(0);
            _h3 = _buffer[2];

            // Table 16: two signed numbers of 12 bits share the octet in the middle.
            _h4 = ((sbyte)_buffer[3] << 4) | (_buffer[4] & 0x0F);
            _h5 = ((sbyte)_buffer[5] << 4) | (_buffer[4] >> 4);
            _h6 = (sbyte)_buffer[6];
            _calibrated = true;
            return DriverError.None;
        }

        private int WriteRegister(byte register, byte value)
        {
            _buffer[0] = register;
            _buffer[1] = value;
            return _bus.Write(_buffer, 2);
        }

        private int ReadRegisters(byte register, int count)
        {
            _buffer[0] = register;
            int error = _bus.Write(_buffer, 1);
            return error == DriverError.None ? _bus.Read(_buffer, count) : error;
        }

        private int Unsigned(int offset)
        {
            return _buffer[offset] | (_buffer[offset + 1] << 8);
        }

        private int Signed(int offset)
        {
            return (short)Unsigned(offset);
        }
    }
}
