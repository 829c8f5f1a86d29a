#nullable disable

namespace IotXmpp.Node.Drivers
{
    /// <summary>
    /// An energy meter with an S0 output (IEC 62053-31): energy (channel 0, kWh) and mean power since the measurement before (1, W). The total goes on after
    /// a restart of the board from what was kept in flash; what was consumed in between is not counted.
    /// </summary>
    internal sealed class PulseMeter : Sensor
    {
        /// <summary>Channels.</summary>
        public const int Energy = 0;
        public const int Power = 1;

        private const long MillisecondsPerHour = 3600000;

        private readonly PulseSource _source;
        private long _offset;
        private long _lastPulses;
        private long _lastTime;
        private bool _hasLast;

        /// <summary>Creates a meter.</summary>
        /// <param name="source">The counter.</param>
        /// <param name="pulsesPerKwh">What is printed on the meter, 1 to 100,000.</param>
        /// <param name="kept">Pulses counted before this start.</param>
        public PulseMeter(PulseSource source, int pulsesPerKwh, long kept)
            : base(2)
        {
            _source = source;
            PulsesPerKwh = pulsesPerKwh;
            _offset = kept;
        }

        /// <summary>Pulses for a kilowatt hour, as printed on the meter.</summary>
        public int PulsesPerKwh { get; set; }

        /// <summary>Time now, milliseconds since start; to be set before each measurement.</summary>
        public long Now { get; set; }

        /// <summary>All pulses ever: what has to be kept in flash.</summary>
        public long Pulses { get; private set; }

        /// <inheritdoc/>
        public override int Start()
        {
            return 0;
        }

        /// <inheritdoc/>
        public override int Complete()
        {
            long counted = _source.Read();
            if (counted + _offset < Pulses)
            {
                // The counter began anew without us: what it had is not lost.
                _offset = Pulses;
            }

            Pulses = counted + _offset;
            Set(Energy, Divide(Pulses * 1000, PulsesPerKwh));

            // No power from a single point, nor from two at the same time.
            if (_hasLast && Now > _lastTime)
            {
                // n pulses are n / PulsesPerKwh kWh; over t ms that are n * 3.6e9 / (PulsesPerKwh * t) W.
                long watts = Divide((Pulses - _lastPulses) * MillisecondsPerHour * 1000, (Now - _lastTime) * PulsesPerKwh);
                Set(Power, watts * 1000);
            }

            _lastPulses = Pulses;
            _lastTime = Now;
            _hasLast = true;
            return 0;
        }
    }
}
