#nullable disable

namespace IotXmpp.Node.Drivers
{
    /// <summary>Counts edges by itself, in hardware: a thread of the interpreter would miss some.</summary>
    internal abstract class PulseSource
    {
        /// <summary>Pulses since start; never falls but at a restart of the board.</summary>
        public abstract long Read();
    }
}
