#nullable disable
using IotXmpp.Device.Boards;
using IotXmpp.Device.Session;
using IotXmpp.Device.Wire;

namespace IotXmpp.Node.Boards
{
    /// <summary>The board this firmware was built for.</summary>
    internal static class BoardHardware
    {
        /// <summary>Opens it.</summary>
        public static Board Open()
        {
            return new SafeBoard();
        }

        /// <summary>Its EXI configuration.</summary>
        public static ExiConfiguration CreateConfiguration()
        {
            return FirmwareConfiguration.Create();
        }

        /// <summary>Shows what the board is at.</summary>
        public static void Show(int flashes)
        {
        }
    }
}
