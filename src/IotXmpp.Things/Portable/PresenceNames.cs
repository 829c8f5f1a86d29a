#nullable disable

namespace IotXmpp.Things.Portable
{
    /// <summary>What boards and service say to each other in presence.</summary>
    public static class PresenceNames
    {
        /// <summary>
        /// Status of the unavailable presence of a board that sleeps, up to the time (XEP-0082) until which it does. No extension says when somebody will be
        /// back; the status is for people anyway (RFC 6121 4.7.2.2), and they can read this.
        /// </summary>
        public const string SleepingUntil = "sleeping until ";
    }
}
