#nullable disable

namespace IotXmpp.Node.Life
{
    /// <summary>What went wrong on the way to the service.</summary>
    internal static class NetworkFault
    {
        /// <summary>Nothing.</summary>
        public const int None = 0;

        /// <summary>The radio failed: no adapter, or an exception of it.</summary>
        public const int Radio = 1;

        /// <summary>No access point of that name, or no answer of it in time.</summary>
        public const int NoAccessPoint = 2;

        /// <summary>The access point refuses the password (or the board is too far away for the exchange).</summary>
        public const int WrongPassword = 3;

        /// <summary>Joined, but nobody gives an address.</summary>
        public const int NoAddress = 4;

        /// <summary>The name of the service is not known: SocketException 11001 and its kin.</summary>
        public const int NameNotFound = 5;

        /// <summary>Nobody listens there: 10061.</summary>
        public const int Refused = 6;

        /// <summary>No answer: 10060.</summary>
        public const int TimedOut = 7;

        /// <summary>No way there, or the connection was cut.</summary>
        public const int Unreachable = 8;

        /// <summary>The certificate is not the service's, not trusted, or not valid at the board's time: -9984 (X.509 verification of Mbed TLS).</summary>
        public const int Certificate = 9;

        /// <summary>TLS failed otherwise: another error of Mbed TLS, all of them negative. A network that shows a page of its own answers so.</summary>
        public const int Tls = 10;

        /// <summary>No memory for it, or no socket.</summary>
        public const int Memory = 11;

        /// <summary>Nobody tells the time.</summary>
        public const int NoTime = 12;

        /// <summary>An exception that says nothing: the native side throws plain System.Exception too.</summary>
        public const int Other = 13;

        /// <summary>The fault behind the number of a SocketException.</summary>
        public static int OfSocket(int errorCode)
        {
            if (errorCode == -9984)
            {
                return Certificate;
            }

            // -1 is SocketError.SocketError: no number of Mbed TLS, which begin with a whole module.
            if (errorCode < -1)
            {
                return Tls;
            }

            switch (errorCode)
            {
                case 11001: // HostNotFound
                case 11002: // TryAgain
                case 11003: // NoRecovery
                case 11004: // NoData
                    return NameNotFound;
                case 10061:
                    return Refused;
                case 10060:
                    return TimedOut;
                case 10050: // NetworkDown
                case 10051: // NetworkUnreachable
                case 10052: // NetworkReset
                case 10053: // ConnectionAborted
                case 10054: // ConnectionReset
                case 10057: // NotConnected
                case 10058: // Shutdown
                case 10064: // HostDown
                case 10065: // HostUnreachable
                    return Unreachable;
                case 10024: // TooManyOpenSockets
                case 10055: // NoBufferSpaceAvailable
                    return Memory;
                default:
                    return Other;
            }
        }

        /// <summary>Faults behind which the wireless network itself may be dead though it still has an address.</summary>
        public static bool SuspectsNetwork(int fault)
        {
            return fault == NameNotFound || fault == TimedOut || fault == Unreachable || fault == Other;
        }
    }
}
