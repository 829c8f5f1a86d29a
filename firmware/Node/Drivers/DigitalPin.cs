#nullable disable

namespace IotXmpp.Node.Drivers
{
    /// <summary>A pin with two levels.</summary>
    internal abstract class DigitalPin
    {
        /// <summary>Sets the level; true is high.</summary>
        public abstract void Write(bool high);

        /// <summary>The level on the pin; true is high.</summary>
        public abstract bool Read();
    }
}
