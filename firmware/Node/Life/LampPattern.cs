#nullable disable
using IotXmpp.Device.Session;
using IotXmpp.Node.Drivers;

namespace IotXmpp.Node.Life
{
    /// <summary>What the status lamp shows.</summary>
    internal static class LampPattern
    {
        /// <summary>Flashes of <see cref="StatusLed"/>.</summary>
        /// <param name="safeMode">The board is in safe mode.</param>
        /// <param name="network">The way to the service.</param>
        /// <param name="timeConfirmed">The network has told the time.</param>
        /// <param name="sessionState">A constant of <see cref="DeviceState"/>.</param>
        /// <param name="sessionError">A constant of <see cref="DeviceError"/>.</param>
        public static int Flashes(bool safeMode, NetworkPlan network, bool timeConfirmed, int sessionState, int sessionError)
        {
            if (safeMode)
            {
                return StatusLed.SafeMode;
            }

            if (sessionState == DeviceState.Ready)
            {
                return StatusLed.Connected;
            }

            if (!network.HasNetwork)
            {
                return StatusLed.NoNetwork;
            }

            // With a right clock a wrong certificate is no accident.
            bool refused = network.Fault == NetworkFault.None ? IsRefusal(sessionError) : network.Fault == NetworkFault.Certificate && timeConfirmed;
            return refused ? StatusLed.Refused : StatusLed.NoService;
        }

        private static bool IsRefusal(int error)
        {
            switch (error)
            {
                case DeviceError.TlsRequired:
                case DeviceError.NoMechanism:
                case DeviceError.AuthenticationFailed:
                case DeviceError.ServerNotTrusted:
                case DeviceError.CredentialsOutdated:
                case DeviceError.ConfigurationRefused:
                case DeviceError.BindRefused:
                case DeviceError.Replaced:
                    return true;
                default:
                    return false;
            }
        }
    }
}
