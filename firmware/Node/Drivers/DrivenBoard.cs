#nullable disable
using IotXmpp.Device.Boards;

namespace IotXmpp.Node.Drivers
{
    /// <summary>
    /// A board made of drivers. The session reads and sets it (<see cref="Board"/>) from its own thread and must not wait; drivers take their time. So a
    /// second thread looks after them all, and what they measured last lies ready.
    /// </summary>
    internal abstract class DrivenBoard : Board
    {
        /// <summary>Creates a board.</summary>
        protected DrivenBoard(FieldDefinition[] fields, ParameterDefinition[] parameters)
            : base(fields, parameters)
        {
        }

        /// <summary>The status lamp; null if the board has none.</summary>
        public virtual StatusLed Lamp
        {
            get { return null; }
        }

        /// <summary>
        /// Looks after sensors, buttons and outputs, without waiting for any; to be called every 10 to 20 ms by the hardware thread, and by no other. The lamp is the
        /// caller's.
        /// </summary>
        /// <param name="now">Milliseconds since start.</param>
        public abstract void Service(long now);
    }
}
