#nullable disable
using IotXmpp.Device.Sasl;
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

        /// <summary>Keys or password.</summary>
        public ScramCredential Credential { get; set; }

        /// <summary>Readings the outbox holds: 17 bytes each. 512 are 28 minutes of a climate board at 10 s.</summary>
        public int OutboxCapacity { get; set; } = 512;

        /// <summary>Minutes of history of a field that keeps one.</summary>
        public int HistoryMinutes { get; set; } = 120;

        /// <summary>Seconds a session may be resumed, as asked of the server (XEP-0198 max).</summary>
        public int ResumeSeconds { get; set; } = 300;
    }
}
