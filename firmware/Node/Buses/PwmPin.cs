#nullable disable
using System.Device.Pwm;
using IotXmpp.Node.Drivers;

namespace IotXmpp.Node.Buses
{
    /// <summary>A pin of the ESP32 with pulse width modulation, whose function (PWM1 to PWM16) has been given before.</summary>
    internal sealed class PwmPin : PwmOutput
    {
        private readonly PwmChannel _channel;

        /// <summary>Opens a pin; silent until something is set.</summary>
        /// <param name="pin">GPIO number.</param>
        /// <param name="frequency">Hz at start.</param>
        public PwmPin(int pin, int frequency)
        {
            _channel = PwmChannel.CreateFromPin(pin, frequency, 0);
            _channel.Start();
        }

        /// <inheritdoc/>
        public override void Set(int frequency, int millionths)
        {
            if (_channel.Frequency != frequency)
            {
                _channel.Frequency = frequency;
            }

            _channel.DutyCycle = millionths / 1000000.0;
        }
    }
}
