#nullable disable

namespace IotXmpp.Node.Drivers
{
    /// <summary>Why a chip gave no value. Negative, so that one int carries a wait in milliseconds or an error.</summary>
    internal static class DriverError
    {
        /// <summary>No error.</summary>
        public const int None = 0;

        /// <summary>The chip does not acknowledge its address, or no 1-Wire device answers the reset pulse: not connected, or another address.</summary>
        public const int NoAnswer = -1;

        /// <summary>The bus failed otherwise: clock held low, transfer cut short.</summary>
        public const int Bus = -2;

        /// <summary>The chip was still busy after the longest time its data sheet gives.</summary>
        public const int Busy = -3;

        /// <summary>A checksum does not match: a long wire, a loose contact.</summary>
        public const int Checksum = -4;

        /// <summary>Another chip answers at this address.</summary>
        public const int WrongChip = -5;

        /// <summary>The value is outside of what the sensor can measure.</summary>
        public const int OutOfRange = -6;

        /// <summary>The chip has lost power or forgot its settings between trigger and reading.</summary>
        public const int Restarted = -7;

        /// <summary>Text for the log.</summary>
        public static string Text(int error)
        {
            switch (error)
            {
                case None: return "no error";
                case NoAnswer: return "no answer";
                case Bus: return "bus failure";
                case Busy: return "still busy";
                case Checksum: return "wrong checksum";
                case WrongChip: return "another chip at this address";
                case OutOfRange: return "out of range";
                case Restarted: return "the chip restarted";
                default: return "unknown error";
            }
        }
    }
}
