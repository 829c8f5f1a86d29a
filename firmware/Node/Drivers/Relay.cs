#nullable disable

namespace IotXmpp.Node.Drivers
{
    /// <summary>A relay. Off from the first moment: the pin is written before it is known what the owner wants.</summary>
    internal sealed class Relay
    {
        private readonly DigitalPin _pin;
        private readonly bool _activeLow;

        /// <summary>Creates a relay and switches it off.</summary>
        /// <param name="pin">Output.</param>
        /// <param name="activeLow">True for modules that switch on with a low level, as most with an optocoupler do.</param>
        public Relay(DigitalPin pin, bool activeLow)
        {
            _pin = pin;
            _activeLow = activeLow;
            Set(false);
        }

        /// <summary>What was set last.</summary>
        public bool IsOn { get; private set; }

        /// <summary>Switches.</summary>
        public void Set(bool on)
        {
            _pin.Write(on != _activeLow);
            IsOn = on;
        }
    }
}
