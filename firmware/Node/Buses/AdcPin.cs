#nullable disable
using System.Device.Adc;
using IotXmpp.Node.Drivers;

namespace IotXmpp.Node.Buses
{
    /// <summary>A channel of the ESP32's converter.</summary>
    internal sealed class AdcPin : AnalogSource
    {
        private readonly AdcChannel _channel;
        private readonly int _max;

        /// <summary>Opens a channel.</summary>
        public AdcPin(AdcController controller, int channel)
        {
            _channel = controller.OpenChannel(channel);
            _max = controller.MaxValue;
        }

        /// <inheritdoc/>
        public override int Max
        {
            get { return _max; }
        }

        /// <inheritdoc/>
        public override int Read()
        {
            return _channel.ReadValue();
        }
    }
}
