#nullable disable

namespace IotXmpp.Node.Life
{
    /// <summary>How long a start has lasted, as far as power cycles are concerned.</summary>
    internal static class StartPhase
    {
        /// <summary>Less than two seconds. A board that falls over itself comes no further; that is no hand at a plug.</summary>
        public const int Beginning = 0;

        /// <summary>Two to ten seconds: a power cut now is a quick one.</summary>
        public const int Early = 1;

        /// <summary>Longer.</summary>
        public const int Running = 2;
    }
}
