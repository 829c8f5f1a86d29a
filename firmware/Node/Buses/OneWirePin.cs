#nullable disable
using IotXmpp.Node.Drivers;
using nanoFramework.Device.OneWire;

namespace IotXmpp.Node.Buses
{
    /// <summary>The 1-Wire bus of the ESP32, made of a serial port whose pins (COM3) have been given before.</summary>
    internal sealed class OneWirePin : OneWireBus
    {
        private readonly OneWireHost _host = new OneWireHost();

        /// <inheritdoc/>
        public override bool Reset()
        {
            return _host.TouchReset();
        }

        /// <inheritdoc/>
        public override byte Touch(byte value)
        {
            return _host.TouchByte(value);
        }
    }
}
