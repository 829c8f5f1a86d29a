#nullable disable

namespace IotXmpp.Node.Drivers
{
    /// <summary>A 1-Wire bus, in the two operations every transaction consists of.</summary>
    internal abstract class OneWireBus
    {
        /// <summary>Sends a reset pulse.</summary>
        /// <returns>True if a device answered with a presence pulse.</returns>
        public abstract bool Reset();

        /// <summary>Writes eight bits, lowest first, and returns what was on the wire meanwhile: writing 0xFF reads an octet.</summary>
        public abstract byte Touch(byte value);
    }
}
