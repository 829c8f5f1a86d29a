#nullable disable

namespace IotXmpp.Device.Session
{
    /// <summary>What a negotiation waits for.</summary>
    internal static class Phase
    {
        public const int StreamOpening = 0;
        public const int Features = 1;
        public const int Challenge = 2;
        public const int Deriving = 3;
        public const int Success = 4;
        public const int SetupResponse = 5;
        public const int Compressed = 6;
        public const int Resumed = 7;
        public const int Bound = 8;
        public const int Enabled = 9;
        public const int Done = 10;
    }
}
