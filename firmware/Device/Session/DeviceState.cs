#nullable disable

namespace IotXmpp.Device.Session
{
    /// <summary>Where a board's session stands. Constants and not an enum: a board has no enum names.</summary>
    internal static class DeviceState
    {
        /// <summary>No connection; waiting for the back-off to pass.</summary>
        public const int Waiting = 0;

        /// <summary>The socket owner is asked to connect.</summary>
        public const int Connecting = 1;

        /// <summary>Connected; stream, SASL, EXI, binding are being negotiated.</summary>
        public const int Negotiating = 2;

        /// <summary>Presence sent: readings flow and requests are answered.</summary>
        public const int Ready = 3;

        /// <summary>The socket owner is asked to send what is left and to close.</summary>
        public const int Closing = 4;

        /// <summary>Stopped on request; no further connection.</summary>
        public const int Stopped = 5;
    }
}
