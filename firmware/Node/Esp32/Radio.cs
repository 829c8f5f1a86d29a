#nullable disable
using System;
using System.Device.Wifi;
using System.Net.NetworkInformation;
using System.Threading;
using IotXmpp.Node.Life;
using nanoFramework.Networking;

namespace IotXmpp.Node.Esp32
{
    /// <summary>
    /// The wireless network. Its name and password stand in the configuration block (written by <c>nanoff --networkdeployment</c>, option AutoConnect): the radio's
    /// firmware joins by itself at start and whenever it is thrown out; what it does not manage is begun anew with what the block holds.
    /// </summary>
    internal sealed class Radio
    {
        /// <summary>Joined, with an IPv4 address.</summary>
        public bool HasAddress()
        {
            try
            {
                NetworkInterface[] interfaces = NetworkInterface.GetAllNetworkInterfaces();
                for (int i = 0; i < interfaces.Length; i++)
                {
                    string address = interfaces[i].IPv4Address;

                    // Without an address it reads 0.0.0.0.
                    if (interfaces[i].NetworkInterfaceType == NetworkInterfaceType.Wireless80211 && address != null && address.Length > 0 && address[0] != '0')
                    {
                        return true;
                    }
                }
            }
            catch (Exception)
            {
                // No interface is no address.
            }

            return false;
        }

        /// <summary>Waits until the network is joined and has given an address.</summary>
        /// <param name="timeout">Milliseconds.</param>
        /// <returns>A constant of <see cref="NetworkFault"/>.</returns>
        public int Join(int timeout)
        {
            try
            {
                // A token of its own for each try: a used one fails at once.
                using (CancellationTokenSource cancellation = new CancellationTokenSource(timeout))
                {
                    // False: the time is asked for elsewhere, with servers of our own.
                    if (WifiNetworkHelper.Reconnect(false, 0, cancellation.Token))
                    {
                        return NetworkFault.None;
                    }
                }

                switch (WifiNetworkHelper.Status)
                {
                    case NetworkHelperStatus.TokenExpiredWaitingIPAddress: return NetworkFault.NoAccessPoint;
                    case NetworkHelperStatus.FailedNoNetworkInterface: return NetworkFault.Radio;
                    case NetworkHelperStatus.ExceptionOccurred: return NetworkFault.Radio;
                    default: return NetworkFault.NoAddress;
                }
            }
            catch (Exception)
            {
                return NetworkFault.Radio;
            }
        }

        /// <summary>
        /// Lets go of the access point and begins to join from scratch. Letting go alone would be for good: the radio's firmware takes it as a wish and does not come back
        /// by itself. Waits for the access point's answer, 20 s at most; the address is waited for by <see cref="Join"/>.
        /// </summary>
        /// <returns>A constant of <see cref="NetworkFault"/>.</returns>
        public int Leave()
        {
            try
            {
                WifiAdapter[] adapters = WifiAdapter.FindAllAdapters();
                Wireless80211Configuration[] configurations = Wireless80211Configuration.GetAllWireless80211Configurations();
                if (adapters.Length == 0 || configurations.Length == 0)
                {
                    return NetworkFault.Radio;
                }

                string name = configurations[0].Ssid;
                string password = configurations[0].Password;
                if (name == null || name.Length == 0)
                {
                    // Nobody has said which network.
                    return NetworkFault.NoAccessPoint;
                }

                adapters[0].Disconnect();
                return Fault(adapters[0].Connect(name, WifiReconnectionKind.Automatic, password == null ? "" : password).ConnectionStatus);
            }
            catch (Exception)
            {
                return NetworkFault.Radio;
            }
        }

        /// <summary>Forgets name and password of the network: the end of a factory reset.</summary>
        public void Forget()
        {
            try
            {
                Wireless80211Configuration[] configurations = Wireless80211Configuration.GetAllWireless80211Configurations();
                for (int i = 0; i < configurations.Length; i++)
                {
                    configurations[i].Ssid = "";
                    configurations[i].Password = "";
                    configurations[i].Options = Wireless80211Configuration.ConfigurationOptions.Disable;
                    configurations[i].SaveConfiguration();
                }
            }
            catch (Exception)
            {
                // A block that cannot be written keeps what it has; the settings are gone all the same.
            }
        }

        private static int Fault(WifiConnectionStatus status)
        {
            switch (status)
            {
                case WifiConnectionStatus.Success: return NetworkFault.None;
                case WifiConnectionStatus.InvalidCredential: return NetworkFault.WrongPassword;
                case WifiConnectionStatus.NetworkNotAvailable: return NetworkFault.NoAccessPoint;
                case WifiConnectionStatus.Timeout: return NetworkFault.NoAccessPoint;
                default: return NetworkFault.Radio;
            }
        }
    }
}
