#nullable disable

namespace IotXmpp.Node.Life
{
    /// <summary>
    /// What a board was set up with: <c>I:\iotxmpp.json</c>, written by the service's <c>device add</c>. The name and the password of the wireless network are not
    /// in it: they stand in the configuration block of the board.
    /// </summary>
    internal sealed class BoardSettings
    {
        /// <summary>Name of the board: SASL user name and node id.</summary>
        public string Name { get; set; }

        /// <summary>Which board it is: a folder of <c>hardware/</c>, such as <c>climate-devkit</c>; null if the file does not say.</summary>
        public string Kind { get; set; }

        /// <summary>The things domain: the stream's to, and the only address the board obeys.</summary>
        public string Domain { get; set; }

        /// <summary>Name or IPv4 address of the service.</summary>
        public string Host { get; set; }

        /// <summary>Port of the binary binding (XEP-0322 2.4), 1 to 65535; 0 if the service has none.</summary>
        public int ExiPort { get; set; }

        /// <summary>Port of XMPP with TLS from the first octet, 1 to 65535; 0 if the service has none.</summary>
        public int XmppTlsPort { get; set; }

        /// <summary>Name that the service's certificate must carry; the things domain if the file does not say.</summary>
        public string TlsServerName { get; set; }

        /// <summary>
        /// The service's own certificate (PEM) if it is self-signed: the only one that is trusted then, beside the bundle of the configuration block. Null:
        /// that bundle alone.
        /// </summary>
        public string TlsCertificate { get; set; }

        /// <summary>SCRAM-SHA-256 (RFC 5802 3): salt.</summary>
        public byte[] Salt { get; set; }

        /// <summary>Iterations that the keys were made with.</summary>
        public int Iterations { get; set; }

        /// <summary>ClientKey, 32 bytes.</summary>
        public byte[] ClientKey { get; set; }

        /// <summary>ServerKey, 32 bytes.</summary>
        public byte[] ServerKey { get; set; }

        /// <summary>configurationId of the EXI setup that board and service have agreed on.</summary>
        public string ConfigurationId { get; set; }

        /// <summary>When the file was written, seconds since 1970; 0 if it does not say. It is later than that now.</summary>
        public long Written { get; set; }

        /// <summary>Time server (SNTP).</summary>
        public string TimeServer { get; set; } = "pool.ntp.org";

        /// <summary>Seconds from one waking to the next for a board on a battery; 0: it stays awake.</summary>
        public int SleepSeconds { get; set; }

        /// <summary>Seven quick power cycles reset the board; off where the mains flicker.</summary>
        public bool PowerCycleReset { get; set; } = true;
    }
}
