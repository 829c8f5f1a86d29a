#nullable disable

namespace IotXmpp.Node.Drivers
{
    /// <summary>
    /// One chip on an I2C or SPI bus. Two methods, so that a test is a chip as easily as a wire is; every driver that speaks bytes speaks through it.
    /// </summary>
    internal abstract class BusDevice
    {
        /// <summary>Writes the first <paramref name="count"/> octets in one transfer.</summary>
        /// <returns><see cref="DriverError.None"/>, <see cref="DriverError.NoAnswer"/> or <see cref="DriverError.Bus"/>.</returns>
        public abstract int Write(byte[] data, int count);

        /// <summary>Reads <paramref name="count"/> octets in one transfer.</summary>
        /// <returns><see cref="DriverError.None"/>, <see cref="DriverError.NoAnswer"/> or <see cref="DriverError.Bus"/>; after an error the octets mean nothing.</returns>
        public abstract int Read(byte[] data, int count);
    }
}
