#nullable disable

namespace IotXmpp.Node.Drivers
{
    /// <summary>One channel of an analog-to-digital converter.</summary>
    internal abstract class AnalogSource
    {
        /// <summary>The largest raw value, such as 4095.</summary>
        public abstract int Max { get; }

        /// <summary>Converts once.</summary>
        /// <returns>0 to <see cref="Max"/>, or a <see cref="DriverError"/>.</returns>
        public abstract int Read();
    }
}
