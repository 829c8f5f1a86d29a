#nullable disable

namespace IotXmpp.Device.Boards
{
    /// <summary>The three boards whose fields and parameters are a contract with users of the demonstration.</summary>
    internal static class BoardDefinitions
    {
        /// <summary>Characters in a Label.</summary>
        public const int MaxLabel = 64;

        // Climate: fields.
        public const int Temperature = 0;
        public const int Humidity = 1;
        public const int Pressure = 2;

        // Climate: parameters. Label is parameter 1 here and on the meter, 2 on the relay.
        public const int Interval = 0;
        public const int ClimateLabel = 1;

        // Relay: fields.
        public const int RelayState = 0;
        public const int Presses = 1;
        public const int BrightnessLevel = 2;

        // Relay: parameters.
        public const int Relay = 0;
        public const int Brightness = 1;
        public const int RelayLabel = 2;

        // Energy meter: fields.
        public const int Energy = 0;
        public const int Power = 1;

        // Energy meter: parameters.
        public const int PulsesPerKwh = 0;
        public const int MeterLabel = 1;

        /// <summary>Fields of a climate board.</summary>
        public static FieldDefinition[] ClimateFields()
        {
            return new FieldDefinition[]
            {
                new FieldDefinition("Temperature", FieldDefinition.Numeric, "°C", 1, false),
                new FieldDefinition("Humidity", FieldDefinition.Numeric, "%", 1, false),
                new FieldDefinition("Pressure", FieldDefinition.Numeric, "hPa", 1, false),
            };
        }

        /// <summary>Parameters of a climate board.</summary>
        public static ParameterDefinition[] ClimateParameters()
        {
            return new ParameterDefinition[]
            {
                new ParameterDefinition("Interval", ParameterDefinition.Integer, 1, 3600),
                Label(),
            };
        }

        /// <summary>Fields of a relay board.</summary>
        public static FieldDefinition[] RelayFields()
        {
            return new FieldDefinition[]
            {
                new FieldDefinition("Relay", FieldDefinition.Boolean, "", 0, false),
                new FieldDefinition("Presses", FieldDefinition.Integer, "", 0, false),
                new FieldDefinition("Brightness", FieldDefinition.Numeric, "%", 0, false),
            };
        }

        /// <summary>Parameters of a relay board.</summary>
        public static ParameterDefinition[] RelayParameters()
        {
            return new ParameterDefinition[]
            {
                new ParameterDefinition("Relay", ParameterDefinition.Boolean, 0, 1),
                new ParameterDefinition("Brightness", ParameterDefinition.Integer, 0, 100),
                Label(),
            };
        }

        /// <summary>Fields of an energy meter.</summary>
        public static FieldDefinition[] MeterFields()
        {
            return new FieldDefinition[]
            {
                new FieldDefinition("Energy", FieldDefinition.Numeric, "kWh", 3, true),
                new FieldDefinition("Power", FieldDefinition.Numeric, "W", 0, false),
            };
        }

        /// <summary>Parameters of an energy meter.</summary>
        public static ParameterDefinition[] MeterParameters()
        {
            return new ParameterDefinition[]
            {
                new ParameterDefinition("PulsesPerKwh", ParameterDefinition.Integer, 1, 100000),
                Label(),
            };
        }

        private static ParameterDefinition Label()
        {
            return new ParameterDefinition("Label", ParameterDefinition.Text, 0, MaxLabel);
        }
    }
}
