#nullable disable
using System.Device.Gpio;
using IotXmpp.Node.Drivers;

namespace IotXmpp.Node.Buses
{
    /// <summary>The pulse counter peripheral of the ESP32 on a pin.</summary>
    internal sealed class PulseCounterPin : PulseSource
    {
        // 1023 clocks of 80 MHz, 12.8 us: the most its filter gives; S0 pulses last 30 ms or more, contact bounce is the meter's own affair.
        private const int Filter = 1023;

        private readonly GpioPulseCounter _counter;

        /// <summary>Starts to count falling edges: an S0 output pulls the pin to ground.</summary>
        public PulseCounterPin(int pin)
        {
            _counter = new GpioPulseCounter(pin);
            _counter.Polarity = GpioPulsePolarity.Falling;
            _counter.FilterPulses = Filter;
            _counter.Start();
        }

        /// <inheritdoc/>
        public override long Read()
        {
            return _counter.Read().Count;
        }
    }
}
