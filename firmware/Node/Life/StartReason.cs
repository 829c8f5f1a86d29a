#nullable disable

namespace IotXmpp.Node.Life
{
    /// <summary>Why the board ends a run by itself. What is not said is a power cut or a crash.</summary>
    internal static class StartReason
    {
        /// <summary>Not said.</summary>
        public const int Unknown = 0;

        /// <summary>A thread of it failed or hung: counts as a failed start until a start is good.</summary>
        public const int Fault = 1;

        /// <summary>No network for a long time.</summary>
        public const int NoNetwork = 2;

        /// <summary>The end of safe mode, or of a factory reset.</summary>
        public const int Wanted = 3;

        /// <summary>It sleeps and is woken by its timer.</summary>
        public const int Sleep = 4;
    }
}
