#nullable disable

namespace IotXmpp.Device.Boards
{
    /// <summary>What can be set on a board: a control parameter of XEP-0325.</summary>
    internal sealed class ParameterDefinition
    {
        /// <summary>Integer from <see cref="Min"/> to <see cref="Max"/>.</summary>
        public const int Integer = 1;

        /// <summary>True or false.</summary>
        public const int Boolean = 2;

        /// <summary>Text of at most <see cref="Max"/> characters.</summary>
        public const int Text = 3;

        /// <summary>Colour of six hexadecimal digits, red first, given to the board as the number 0xRRGGBB.</summary>
        public const int Color = 4;

        /// <summary>Values of <see cref="Danger"/>: nothing worth a question; annoys; moves or heats something.</summary>
        public const int Harmless = 0;
        public const int Comfort = 1;
        public const int Machine = 2;

        /// <summary>Creates a definition.</summary>
        public ParameterDefinition(string name, int kind, long min, long max)
        {
            Name = name;
            Kind = kind;
            Min = min;
            Max = max;
        }

        /// <summary>Name on the wire.</summary>
        public string Name { get; private set; }

        /// <summary>One of the constants of this class.</summary>
        public int Kind { get; private set; }

        /// <summary>Smallest integer.</summary>
        public long Min { get; private set; }

        /// <summary>Largest integer, or length of a text.</summary>
        public long Max { get; private set; }

        /// <summary>A setting that survives a restart of the board; a switch does not.</summary>
        public bool Kept { get; set; }

        /// <summary>What a wrong value may do: one of the constants of this class.</summary>
        public int Danger { get; set; }
    }
}
