#nullable disable

namespace IotXmpp.Node.Life
{
    /// <summary>What <see cref="NetworkPlan"/> wants done next.</summary>
    internal static class NetworkStep
    {
        /// <summary>Nothing before <see cref="NetworkPlan.RestUntil"/>.</summary>
        public const int Rest = 0;

        /// <summary>Join the wireless network and wait for an address.</summary>
        public const int Join = 1;

        /// <summary>Leave it and begin to join from scratch.</summary>
        public const int Leave = 2;

        /// <summary>Ask the time server.</summary>
        public const int AskTime = 3;

        /// <summary>Look up the service's name.</summary>
        public const int Resolve = 4;

        /// <summary>Open a TCP connection.</summary>
        public const int Connect = 5;

        /// <summary>Do the TLS handshake.</summary>
        public const int Secure = 6;

        /// <summary>The connection is there: read from it until it ends, then report <see cref="NetworkPlan.Lost"/>.</summary>
        public const int Serve = 7;

        /// <summary>Restart the board: there has been no network for too long.</summary>
        public const int Restart = 8;
    }
}
