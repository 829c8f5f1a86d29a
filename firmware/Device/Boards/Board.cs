#nullable disable

namespace IotXmpp.Device.Boards
{
    /// <summary>
    /// The hardware as the session sees it: fields to read and parameters to set. A board with pins implements it with drivers,
    /// the simulator with physics. Calls come from the session's own thread and must not block.
    /// </summary>
    internal abstract class Board
    {
        /// <summary>Creates a board.</summary>
        protected Board(FieldDefinition[] fields, ParameterDefinition[] parameters)
        {
            Fields = fields;
            Parameters = parameters;
        }

        /// <summary>Fields; at most 31, since a readout keeps its choice in the bits of an int.</summary>
        public FieldDefinition[] Fields { get; private set; }

        /// <summary>Control parameters.</summary>
        public ParameterDefinition[] Parameters { get; private set; }

        /// <summary>Milliseconds between two samples of all fields.</summary>
        public abstract int SampleInterval { get; }

        /// <summary>Does what the hardware has to have done: starts and reads sensors, looks at buttons.</summary>
        /// <param name="now">Uptime, milliseconds.</param>
        /// <returns>Milliseconds after which it has to be called again; <see cref="int.MaxValue"/> for never.</returns>
        public virtual int Poll(long now)
        {
            return int.MaxValue;
        }

        /// <summary>Current value of a field, scaled; false while its sensor has none.</summary>
        public abstract bool TryRead(int field, out long value);

        /// <summary>Sets an integer, boolean or colour parameter; the value has been checked against the definition.</summary>
        public abstract void SetNumber(int parameter, long value);

        /// <summary>Sets a text parameter; the length has been checked.</summary>
        public abstract void SetText(int parameter, string value);
    }
}
