#nullable disable

namespace IotXmpp.Node.Drivers
{
    /// <summary>
    /// Measures again and again with one sensor, and keeps what it measured last. <see cref="Service"/> never waits; a sensor that does not come to an end is given up
    /// and begun anew. Values may be read from another thread than the one that serves.
    /// </summary>
    internal sealed class SensorSlot
    {
        /// <summary>Calls of <see cref="Sensor.Complete"/> for one measurement that are borne: each driver has a smaller bound of its own.</summary>
        private const int MaxTries = 100;

        private readonly Sensor _sensor;
        private readonly int _interval;
        private readonly int _validFor;
        private readonly long[] _values;
        private bool _measuring;
        private int _tries;
        private long _started;
        private long _due;
        private long _validUntil;
        private bool _valid;

        /// <summary>Creates a slot; it measures for the first time at once.</summary>
        /// <param name="sensor">Served by nobody else.</param>
        /// <param name="interval">Milliseconds from the beginning of a measurement to the next.</param>
        /// <param name="validFor">Milliseconds that a value counts after it was measured: one failure may pass unnoticed, a dead sensor may not.</param>
        public SensorSlot(Sensor sensor, int interval, int validFor)
        {
            _sensor = sensor;
            _interval = interval;
            _validFor = validFor;
            _values = new long[sensor.Channels];
        }

        /// <summary>How the last measurement ended: a constant of <see cref="DriverError"/>.</summary>
        public int Error { get; private set; }

        /// <summary>Measurements that failed, since start.</summary>
        public long Failures { get; private set; }

        /// <summary>Does what is due.</summary>
        /// <param name="now">Milliseconds since start.</param>
        public void Service(long now)
        {
            if (_valid && now > _validUntil)
            {
                _valid = false;
            }

            if (now < _due)
            {
                return;
            }

            if (!_measuring)
            {
                _started = now;
                _tries = 0;
                int wait = _sensor.Start();
                if (wait < 0)
                {
                    End(wait, now);
                    return;
                }

                _measuring = true;
                _due = now + wait;
                return;
            }

            int result = _sensor.Complete();
            _tries++;
            if (result > 0 && _tries < MaxTries)
            {
                _due = now + result;
                return;
            }

            End(result > 0 ? DriverError.Busy : result, now);
        }

        /// <summary>A value measured not too long ago, in thousandths of its unit; false if there is none.</summary>
        /// <param name="channel">Of the sensor.</param>
        /// <param name="thousandths">The value.</param>
        public bool TryGet(int channel, out long thousandths)
        {
            thousandths = _values[channel];
            return _valid;
        }

        private void End(int result, long now)
        {
            _measuring = false;
            Error = result;
            _due = _started + _interval > now ? _started + _interval : now + 1;
            if (result < 0)
            {
                Failures++;
                return;
            }

            for (int i = 0; i < _values.Length; i++)
            {
                _values[i] = _sensor.Value(i);
            }

            _validUntil = now + _validFor;
            _valid = true;
        }
    }
}
