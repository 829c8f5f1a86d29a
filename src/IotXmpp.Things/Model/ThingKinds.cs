using IotXmpp.Things.Profiles;

namespace IotXmpp.Things.Model;

/// <summary>The kinds of things that are built in.</summary>
public static class ThingKinds
{
    private static readonly ControlParameter Label = new()
    {
        Name = "Label",
        Kind = ControlParameterKind.String,
        MaxLength = 64,
        Description = "Name of the board for people.",
    };

    /// <summary>Temperature, humidity and pressure of a room.</summary>
    public static ThingDescription Climate { get; } = new()
    {
        Kind = "climate",
        Title = "climate sensor",
        DeviceType = "sensor",
        Fields =
        [
            new("Temperature", FieldValueKind.Numeric, "°C"),
            new("Humidity", FieldValueKind.Numeric, "%"),
            new("Pressure", FieldValueKind.Numeric, "hPa"),
        ],
        Parameters =
        [
            new() { Name = "Interval", Kind = ControlParameterKind.Int, Minimum = 1, Maximum = 3600, Unit = "s", Description = "Seconds between two readings." },
            Label,
        ],
    };

    /// <summary>A relay with a button and a lamp.</summary>
    public static ThingDescription Relay { get; } = new()
    {
        Kind = "relay",
        Title = "relay",
        DeviceType = "actuator",
        Fields =
        [
            new("Relay", FieldValueKind.Boolean),
            new("Presses", FieldValueKind.Int),
            new("Brightness", FieldValueKind.Numeric, "%"),
        ],
        Parameters =
        [
            new() { Name = "Relay", Kind = ControlParameterKind.Boolean, Description = "Closes or opens the relay." },
            new() { Name = "Brightness", Kind = ControlParameterKind.Int, Minimum = 0, Maximum = 100, Unit = "%", Description = "Brightness of the lamp." },
            Label,
        ],
    };

    /// <summary>A meter that counts pulses.</summary>
    public static ThingDescription Energy { get; } = new()
    {
        Kind = "energy",
        Title = "energy meter",
        DeviceType = "meter",
        Fields =
        [
            new("Energy", FieldValueKind.Numeric, "kWh", FieldTypes.Momentary | FieldTypes.HistoricalMinute),
            new("Power", FieldValueKind.Numeric, "W"),
        ],
        Parameters =
        [
            new() { Name = "PulsesPerKwh", Kind = ControlParameterKind.Int, Minimum = 1, Maximum = 100_000, Description = "Pulses of the meter for one kWh." },
            Label,
        ],
    };

    /// <summary>All built-in kinds: those of the demonstration, then the boards of <c>hardware/</c>.</summary>
    public static IReadOnlyList<ThingDescription> All { get; } = With(BoardTypes.All);

    /// <summary>The kinds of the demonstration and the newest revision of each type of board.</summary>
    public static IReadOnlyList<ThingDescription> With(IEnumerable<BoardType> types) =>
        [Climate, Relay, Energy, .. types.GroupBy(type => type.Kind, StringComparer.Ordinal).Select(revisions => revisions.MaxBy(type => type.Revision)!.Description)];

    /// <summary>The description of a built-in kind.</summary>
    public static ThingDescription Of(string kind) => Of(kind, All);

    /// <summary>The description of a kind. An unknown kind has no fields and no parameters until readings show some.</summary>
    /// <param name="kind">Name of the kind, in any case.</param>
    /// <param name="kinds">The kinds that are known.</param>
    public static ThingDescription Of(string kind, IReadOnlyList<ThingDescription> kinds) =>
        kinds.FirstOrDefault(known => known.Kind.Equals(kind, StringComparison.OrdinalIgnoreCase)) ?? new ThingDescription { Kind = kind, Title = kind.Length == 0 ? "thing" : kind };
}
