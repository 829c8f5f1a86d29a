#nullable disable

namespace IotXmpp.Device.Boards
{
    /// <summary>What a board measures: a field of XEP-0323.</summary>
    internal sealed class FieldDefinition
    {
        /// <summary>A number with unit, written as <c>numeric</c>; the value is scaled by 10^<see cref="Decimals"/>.</summary>
        public const int Numeric = 0;

        /// <summary>An integer without unit, written as <c>int</c>.</summary>
        public const int Integer = 1;

        /// <summary>0 or 1, written as <c>boolean</c>.</summary>
        public const int Boolean = 2;

        /// <summary>Value of <see cref="DeadBand"/> for a field that is sent at each sample.</summary>
        public const int EverySample = -1;

        /// <summary>Creates a definition.</summary>
        public FieldDefinition(string name, int kind, string unit, int decimals, bool minuteHistory)
        {
            Name = name;
            Kind = kind;
            Unit = unit;
            Decimals = decimals;
            MinuteHistory = minuteHistory;
            Urgent = kind == Boolean;
        }

        /// <summary>Name on the wire, English, unique on the board.</summary>
        public string Name { get; private set; }

        /// <summary>One of the constants of this class.</summary>
        public int Kind { get; private set; }

        /// <summary>Unit of a number.</summary>
        public string Unit { get; private set; }

        /// <summary>Decimal places: 22.5 with one decimal is kept as 225, so no digit is ever invented or lost.</summary>
        public int Decimals { get; private set; }

        /// <summary>The board keeps the value of each minute (historicalMinute).</summary>
        public bool MinuteHistory { get; private set; }

        /// <summary>
        /// How far a value may be from the one sent last without being sent itself, scaled as the value: 0.2 with one decimal is 2. 0: any change is sent.
        /// <see cref="EverySample"/>: each sample is sent. A value that stays is sent again when the heartbeat says so
        /// (<see cref="Session.DeviceOptions.HeartbeatSeconds"/>).
        /// </summary>
        public int DeadBand { get; set; } = EverySample;

        /// <summary>Smallest value the board reports, scaled; beyond the range a sensor is at fault, and the grammars of the board's type have no such value.</summary>
        public long Minimum { get; set; } = long.MinValue;

        /// <summary>Largest value, scaled.</summary>
        public long Maximum { get; set; } = long.MaxValue;

        /// <summary>Seconds between two samples of this field; 0: the board's own interval.</summary>
        public int Interval { get; set; }

        /// <summary>A switch or an alarm: a change of it is sent at once, whatever batching and the budget of the day say. Booleans are.</summary>
        public bool Urgent { get; set; }
    }
}
