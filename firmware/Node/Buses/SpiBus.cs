#nullable disable
using System;
using System.Device.Spi;
using IotXmpp.Node.Drivers;

namespace IotXmpp.Node.Buses
{
    /// <summary>A chip that is only written to, on an SPI bus of the ESP32 without chip select.</summary>
    internal sealed class SpiBus : BusDevice
    {
        private readonly SpiDevice _device;

        /// <summary>Opens the bus.</summary>
        /// <param name="bus">1 or 2.</param>
        /// <param name="clockFrequency">Hz.</param>
        public SpiBus(int bus, int clockFrequency)
        {
            _device = SpiDevice.Create(new SpiConnectionSettings(bus, -1) { ClockFrequency = clockFrequency, Mode = SpiMode.Mode0, DataFlow = DataFlow.MsbFirst });
        }

        /// <inheritdoc/>
        public override int Write(byte[] data, int count)
        {
            _device.Write(new SpanByte(data, 0, count));
            return DriverError.None;
        }

        /// <inheritdoc/>
        public override int Read(byte[] data, int count)
        {
            _device.Read(new SpanByte(data, 0, count));
            return DriverError.None;
        }
    }
}
