#nullable disable

namespace IotXmpp.Node.Drivers
{
    /// <summary>A pin with pulse width modulation.</summary>
    internal abstract class PwmOutput
    {
        /// <summary>Sets frequency in Hz and duty cycle in millionths.</summary>
        public abstract void Set(int frequency, int millionths);
    }
}
