#nullable disable
using System;
using System.Device.I2c;
using IotXmpp.Node.Drivers;

namespace IotXmpp.Node.Buses
{
    /// <summary>A chip on an I2C bus of the ESP32.</summary>
    internal sealed class I2cBus : BusDevice
    {
        private readonly I2cDevice _device;

        /// <summary>Opens a chip. The pins of the bus have been given their function before.</summary>
        /// <param name="bus">1 or 2.</param>
        /// <param name="address">Seven bits.</param>
        public I2cBus(int bus, int address)
        {
            _device = I2cDevice.Create(new I2cConnectionSettings(bus, address, I2cBusSpeed.StandardMode));
        }

        /// <inheritdoc/>
        public override int Write(byte[] data, int count)
        {
            return Error(_device.Write(new SpanByte(data, 0, count)));
        }

        /// <inheritdoc/>
        public override int Read(byte[] data, int count)
        {
            return Error(_device.Read(new SpanByte(data, 0, count)));
        }

        private static int Error(I2cTransferResult result)
        {
            switch (result.Status)
            {
                case I2cTransferStatus.FullTransfer: return DriverError.None;
                case I2cTransferStatus.SlaveAddressNotAcknowledged: return DriverError.NoAnswer;
                default: return DriverError.Bus;
            }
        }
    }
}
