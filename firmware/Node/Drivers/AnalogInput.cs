#nullable disable

namespace IotXmpp.Node.Drivers
{
    /// <summary>
    /// A voltage behind a divider, mapped to a quantity by a straight line through two points (channel 0). Averages 16 conversions without the two
    /// most distant ones: the converter of an ESP32 is noisy while Wi-Fi sends.
    /// </summary>
    internal sealed class AnalogInput : Sensor
    {
        private const int Samples = 16;

        private readonly AnalogSource _source;
        private readonly int _lowRaw;
        private readonly int _highRaw;
        private readonly long _lowValue;
        private readonly long _highValue;

        /// <summary>Creates an input.</summary>
        /// <param name="source">The channel.</param>
        /// <param name="lowRaw">Raw value of the first point.</param>
        /// <param name="lowValue">Quantity there, in thousandths of the unit.</param>
        /// <param name="highRaw">Raw value of the second point; differs from the first.</param>
        /// <param name="highValue">Quantity there.</param>
        public AnalogInput(AnalogSource source, int lowRaw, long lowValue, int highRaw, long highValue)
            : base(1)
        {
            _source = source;
            _lowRaw = lowRaw;
            _lowValue = lowValue;
            _highRaw = highRaw;
            _highValue = highValue;
        }

        /// <inheritdoc/>
        public override int Start()
        {
            return 0;
        }

        /// <inheritdoc/>
        public override int Complete()
        {
            long sum = 0;
            int min = int.MaxValue;
            int max = int.MinValue;
            for (int i = 0; i < Samples; i++)
            {
                int raw = _source.Read();
                if (raw < 0)
                {
                    return raw;
                }

                sum += raw;
                min = raw < min ? raw : min;
                max = raw > max ? raw : max;
            }

            if (max >= _source.Max)
            {
                // At the rail the true voltage is unknown.
                return DriverError.OutOfRange;
            }

            sum -= min + max;
            long run = (_highRaw - _lowRaw) * (long)(Samples - 2);
            long rise = (sum - ((long)_lowRaw * (Samples - 2))) * (_highValue - _lowValue);
            Set(0, _lowValue + (run > 0 ? Divide(rise, run) : Divide(-rise, -run)));
            return 0;
        }
    }
}
