#nullable disable

namespace IotXmpp.Device.Session
{
    /// <summary>What a session has done since start.</summary>
    internal sealed class DeviceCounters
    {
        /// <summary>Connections asked of the socket's owner.</summary>
        public long ConnectAttempts { get; set; }

        /// <summary>Sessions that became ready.</summary>
        public long SessionsReady { get; set; }

        /// <summary>Of these, resumed ones.</summary>
        public long SessionsResumed { get; set; }

        /// <summary>Readings put into the outbox.</summary>
        public long ReadingsTaken { get; set; }

        /// <summary>Readouts answered completely.</summary>
        public long ReadoutsAnswered { get; set; }

        /// <summary>Control requests carried out.</summary>
        public long ControlsApplied { get; set; }

        /// <summary>Requests refused.</summary>
        public long RequestsRefused { get; set; }
    }
}
