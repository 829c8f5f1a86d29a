#nullable disable

namespace IotXmpp.Device.Session
{
    /// <summary>Why a connection failed or ended: codes, so that a board needs no sentences.</summary>
    internal static class DeviceError
    {
        /// <summary>Nothing went wrong yet.</summary>
        public const int None = 0;

        /// <summary>No transport connection.</summary>
        public const int ConnectFailed = 1;

        /// <summary>The connection ended under us.</summary>
        public const int ConnectionLost = 2;

        /// <summary>No answer within the time of a negotiation step.</summary>
        public const int NegotiationTimeout = 3;

        /// <summary>No answer to a ping or acknowledgement request.</summary>
        public const int ServerSilent = 4;

        /// <summary>The server demands TLS and the connection has none.</summary>
        public const int TlsRequired = 5;

        /// <summary>SCRAM-SHA-256 is not offered.</summary>
        public const int NoMechanism = 6;

        /// <summary>The server refused our credentials.</summary>
        public const int AuthenticationFailed = 7;

        /// <summary>The server did not prove that it knows our keys, or its challenge breaks RFC 5802.</summary>
        public const int ServerNotTrusted = 8;

        /// <summary>Keys belong to another salt or iteration count than the server's: the account was changed.</summary>
        public const int CredentialsOutdated = 9;

        /// <summary>The server does not know our EXI configuration (XEP-0322 2.2.7, 3.11.1).</summary>
        public const int ConfigurationRefused = 10;

        /// <summary>Resource binding was refused.</summary>
        public const int BindRefused = 11;

        /// <summary>The server sent a stream error or closed its stream.</summary>
        public const int StreamEnded = 12;

        /// <summary>Another session of this board took over (stream error conflict).</summary>
        public const int Replaced = 13;

        /// <summary>What the server sent cannot be read.</summary>
        public const int NotWellFormed = 14;

        /// <summary>What the server sent does not belong where it came.</summary>
        public const int ProtocolViolation = 15;

        /// <summary>A stanza of ours did not fit the output buffer.</summary>
        public const int OutputFull = 16;

        /// <summary>A stanza of ours has no place in the EXI grammars of the configuration.</summary>
        public const int NotEncodable = 17;

        /// <summary>The offers of channel binding contradict each other: somebody in between may have changed them (XEP-0440 3).</summary>
        public const int ChannelBindingTampered = 18;
    }
}
