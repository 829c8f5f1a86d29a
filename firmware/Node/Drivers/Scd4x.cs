#nullable disable

namespace IotXmpp.Node.Drivers
{
    /// <summary>
    /// Sensirion SCD40 and SCD41: CO2 (channel 0, ppm), temperature (1, °C) and relative humidity (2, %). Periodic measurement every 5 s (data sheet
    /// SCD4x 3.5), which both chips have; the single shot of the SCD41 would need a restart of its self-calibration.
    /// </summary>
    internal sealed class Scd4x : Sensor
    {
        /// <summary>The only I2C address there is.</summary>
        public const int DefaultAddress = 0x62;

        /// <summary>Channels.</summary>
        public const int CarbonDioxide = 0;
        public const int Temperature = 1;
        public const int Humidity = 2;

        private const int StartPeriodicMeasurement = 0x21B1;
        private const int StopPeriodicMeasurement = 0x3F86;
        private const int GetDataReadyStatus = 0xE4B8;
        private const int ReadMeasurement = 0xEC05;

        // 3.5.1: a new value every 5 s. 3.5.3: 500 ms of rest after a stop.
        private const int Period = 5000;
        private const int StopTime = 500;
        private const int PollTime = 500;
        private const int CommandTime = 1;
        private const int MaxPolls = 6;

        // What Complete does next.
        private const int Starting = 0;
        private const int Asking = 1;
        private const int Deciding = 2;
        private const int Fetching = 3;

        private readonly BusDevice _bus;
        private readonly byte[] _buffer = new byte[9];
        private bool _running;
        private int _next;
        private int _polls;

        /// <summary>Creates a driver.</summary>
        public Scd4x(BusDevice bus)
            : base(3)
        {
            _bus = bus;
        }

        /// <inheritdoc/>
        public override int Start()
        {
            _polls = 0;
            if (_running)
            {
                _next = Asking;
                return 0;
            }

            // It may be measuring already, from before a restart of ours, and would refuse to start: stop it, whatever it does.
            int error = Command(StopPeriodicMeasurement);
            _next = Starting;
            return error == DriverError.None ? StopTime : error;
        }

        /// <inheritdoc/>
        public override int Complete()
        {
            switch (_next)
            {
                case Starting:
                    return Next(Command(StartPeriodicMeasurement), Asking, Period);
                case Asking:
                    _running = true;
                    return Next(Command(GetDataReadyStatus), Deciding, CommandTime);
                case Deciding:
                    return Decide();
                default:
                    return Fetch();
            }
        }

        private int Decide()
        {
            int error = ReadWords(1);
            if (error != DriverError.None)
            {
                return Fail(error);
            }

            // 3.8.2: the lower eleven bits are 0 while there is no new value.
            if ((((_buffer[0] << 8) | _buffer[1]) & 0x07FF) != 0)
            {
                return Next(Command(ReadMeasurement), Fetching, CommandTime);
            }

            if (++_polls >= MaxPolls + (Period / PollTime))
            {
                return Fail(DriverError.Busy);
            }

            _next = Asking;
            return PollTime;
        }

        private int Fetch()
        {
            int error = ReadWords(3);
            if (error != DriverError.None)
            {
                return Fail(error);
            }

            int ppm = (_buffer[0] << 8) | _buffer[1];
            if (ppm == 0 || ppm > 40000)
            {
                return Fail(DriverError.OutOfRange);
            }

            Set(CarbonDioxide, ppm * 1000L);
            Set(Temperature, Divide(175000L * ((_buffer[3] << 8) | _buffer[4]), 65535) - 45000);
            Set(Humidity, Divide(100000L * ((_buffer[6] << 8) | _buffer[7]), 65535));
            return 0;
        }

        /// <summary>Reads words of 16 bits, each with its checksum, into every third place of the buffer.</summary>
        private int ReadWords(int count)
        {
            int error = _bus.Read(_buffer, count * 3);
            for (int i = 0; error == DriverError.None && i < count * 3; i += 3)
            {
                if (Crc8.Sensirion(_buffer, i, 2) != _buffer[i + 2])
                {
                    error = DriverError.Checksum;
                }
            }

            return error;
        }

        private int Command(int command)
        {
            _buffer[0] = (byte)(command >> 8);
            _buffer[1] = (byte)command;
            return _bus.Write(_buffer, 2);
        }

        private int Next(int error, int step, int wait)
        {
            _next = step;
            return error == DriverError.None ? wait : Fail(error);
        }

        private int Fail(int error)
        {
            // Only a checksum says that the chip goes on; after anything else the next Start begins from a known state.
            _running = error == DriverError.Checksum;
            return error;
        }
    }
}
