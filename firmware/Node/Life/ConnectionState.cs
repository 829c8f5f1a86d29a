#nullable disable

namespace IotXmpp.Node.Life
{
    /// <summary>What a <see cref="Connection"/> is at, as the session's thread sees it.</summary>
    internal static class ConnectionState
    {
        /// <summary>No connection, and none wanted.</summary>
        public const int Idle = 0;

        /// <summary>A connection is wanted.</summary>
        public const int Wanted = 1;

        /// <summary>There is one.</summary>
        public const int Open = 2;

        /// <summary>There will be none this time.</summary>
        public const int Failed = 3;

        /// <summary>It has ended under us.</summary>
        public const int Ended = 4;
    }
}
