#nullable disable
using IotXmpp.Device.Sasl;
using IotXmpp.Device.Storage;
using IotXmpp.Device.Wire;

namespace IotXmpp.Device.Session
{
    /// <summary>Settings of a board's session. Everything has to be set before the session is made.</summary>
    internal sealed class DeviceOptions
    {
        /// <summary>Name of the board: SASL user name, node id, local part of the JID.</summary>
        public string Name { get; set; }

        /// <summary>The things domain: the stream's to, and the only address the board obeys.</summary>
        public string ThingsDomain { get; set; }

        /// <summary>Resource to bind.</summary>
        public string Resource { get; set; } = "board";

        /// <summary>A constant of <see cref="Session.WayIn"/>.</summary>
        public int WayIn { get; set; }

        /// <summary>The EXI configuration agreed beforehand; not needed for plain XML.</summary>
        public ExiConfiguration Configuration { get; set; }

        /// <summary>
        /// The server may be spoken to in XML when it refuses the configuration: stream compression is left out, or the owner of the socket connects to
        /// the port for XML, since <see cref="DeviceSession.WayIn"/> says so. Remembered until restart. Otherwise the board keeps asking.
        /// </summary>
        public bool FallBackToXml { get; set; }

        /// <summary>Keys or password.</summary>
        public ScramCredential Credential { get; set; }

        /// <summary>
        /// Readings the outbox holds in memory: 17 bytes each. 80 are four minutes of a climate board at 10 s, and with flash as many as it takes to
        /// write there in blocks; without flash a board with memory to spare may take more.
        /// </summary>
        public int OutboxCapacity { get; set; } = 80;

        /// <summary>Minutes of history of a field that keeps one.</summary>
        public int HistoryMinutes { get; set; } = 120;

        /// <summary>Seconds a session may be resumed, as asked of the server (XEP-0198 max).</summary>
        public int ResumeSeconds { get; set; } = 300;

        /// <summary>What survives a power cut; null: nothing does.</summary>
        public FlashStore Flash { get; set; }

        /// <summary>
        /// Seconds after which a field is sent though its value has stayed within its dead-band. 600: a board that has sent nothing for longer
        /// is not well.
        /// </summary>
        public int HeartbeatSeconds { get; set; } = 600;

        /// <summary>Seconds readings may wait for others to go with them in one stanza; 0: each sample goes at once.</summary>
        public int BatchSeconds { get; set; }

        /// <summary>
        /// Bytes the board may send a day, as it counts them in front of TLS; 0: as many as it likes. When they run short, readings wait longer for each
        /// other; what is <see cref="Boards.FieldDefinition.Urgent"/> and answers to requests go at once and are counted.
        /// </summary>
        public int BytesPerDay { get; set; }

        /// <summary>
        /// Seconds from one waking to the next of a board that sleeps in between; 0: it stays connected. A sleeping board samples once, sends, waits
        /// for the acknowledgement, says until when it sleeps, and is <see cref="DeviceState.Stopped"/>: the application then sleeps for
        /// <see cref="DeviceSession.SleepMilliseconds"/> and starts anew.
        /// </summary>
        public int SleepSeconds { get; set; }

        /// <summary>Seconds a sleeping board stays awake at most, whatever the network does; what it could not send is kept in flash.</summary>
        public int AwakeSeconds { get; set; } = 30;

        /// <summary>Milliseconds a sleeping board listens after its readings are acknowledged: for commands that waited for it.</summary>
        public int ListenMilliseconds { get; set; } = 500;
    }
}
