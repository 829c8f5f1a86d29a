#nullable disable
using IotXmpp.Device.Boards;

namespace IotXmpp.Node.Boards
{
    /// <summary>A board that touches nothing: what runs in safe mode, so that a driver that brings the board down can be seen from afar.</summary>
    internal sealed class SafeBoard : Board
    {
        /// <summary>Creates it.</summary>
        public SafeBoard()
            : base(new FieldDefinition[0], new ParameterDefinition[0])
        {
        }

        /// <inheritdoc/>
        public override int SampleInterval
        {
            get { return 60000; }
        }

        /// <inheritdoc/>
        public override bool TryRead(int field, out long value)
        {
            value = 0;
            return false;
        }

        /// <inheritdoc/>
        public override void SetNumber(int parameter, long value)
        {
        }

        /// <inheritdoc/>
        public override void SetText(int parameter, string value)
        {
        }
    }
}
