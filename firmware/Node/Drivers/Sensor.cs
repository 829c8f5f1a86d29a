#nullable disable

namespace IotXmpp.Node.Drivers
{
    /// <summary>
    /// A sensor that is asked, waited for and read. The driver never waits: <see cref="Start"/> and <see cref="Complete"/> say how long to, so one
    /// thread serves many sensors and a test needs no clock. Nothing is allocated after construction.
    /// </summary>
    internal abstract class Sensor
    {
        private readonly long[] _values;

        /// <summary>Creates a sensor.</summary>
        /// <param name="channels">How many quantities it measures.</param>
        protected Sensor(int channels)
        {
            _values = new long[channels];
        }

        /// <summary>How many quantities it measures.</summary>
        public int Channels
        {
            get { return _values.Length; }
        }

        /// <summary>Begins a measurement.</summary>
        /// <returns>Milliseconds to wait before <see cref="Complete"/>, 0 or more; or a <see cref="DriverError"/>.</returns>
        public abstract int Start();

        /// <summary>Fetches the measurement begun last.</summary>
        /// <returns>0 when the values are there; more than 0 for milliseconds to wait before the next call, a bounded number of times; or a <see cref="DriverError"/>.</returns>
        public abstract int Complete();

        /// <summary>The quantity measured last, in thousandths of its unit (°C, %, hPa, ppm, lx ...). Means nothing before <see cref="Complete"/> returned 0.</summary>
        public long Value(int channel)
        {
            return _values[channel];
        }

        /// <summary>Keeps a value.</summary>
        protected void Set(int channel, long thousandths)
        {
            _values[channel] = thousandths;
        }

        /// <summary>A quotient rounded to the nearest integer, halves away from zero; the divisor is positive.</summary>
        protected static long Divide(long dividend, long divisor)
        {
            return dividend >= 0 ? (dividend + (divisor / 2)) / divisor : -((-dividend + (divisor / 2)) / divisor);
        }
    }
}
