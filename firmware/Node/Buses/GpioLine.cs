#nullable disable
using System.Device.Gpio;
using IotXmpp.Node.Drivers;

namespace IotXmpp.Node.Buses
{
    /// <summary>A pin of the ESP32 as input or output.</summary>
    internal sealed class GpioLine : DigitalPin
    {
        private readonly GpioPin _pin;

        /// <summary>Opens a pin.</summary>
        /// <param name="controller">The controller, one for the board.</param>
        /// <param name="pin">GPIO number.</param>
        /// <param name="mode">Direction and pull.</param>
        public GpioLine(GpioController controller, int pin, PinMode mode)
        {
            _pin = controller.OpenPin(pin, mode);
        }

        /// <inheritdoc/>
        public override void Write(bool high)
        {
            _pin.Write(high ? PinValue.High : PinValue.Low);
        }

        /// <inheritdoc/>
        public override bool Read()
        {
            return _pin.Read() == PinValue.High;
        }
    }
}
