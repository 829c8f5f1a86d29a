using IotXmpp.Things.Model;

namespace IotXmpp.Tool.Boards;

/// <summary>What <c>hardware/&lt;board&gt;/thing.yaml</c> says.</summary>
internal sealed record BoardDescription
{
    /// <summary>Name of the folder and of the type of board, such as <c>climate-devkit</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Counts its EXI schemas, from 1; boards in the field keep those they were built with.</summary>
    public required int Revision { get; init; }

    /// <summary>Where the file says so.</summary>
    public required int RevisionLine { get; init; }

    /// <summary>For people.</summary>
    public required string Title { get; init; }

    /// <summary>Type of its service discovery identity, category <c>device</c>.</summary>
    public required string DeviceType { get; init; }

    /// <summary>What it is for, in a sentence.</summary>
    public required string Purpose { get; init; }

    /// <summary>The module that carries the microcontroller.</summary>
    public required Module Module { get; init; }

    /// <summary>Seconds between samples unless a field says otherwise.</summary>
    public required int Interval { get; init; }

    /// <summary>Buses by name.</summary>
    public required IReadOnlyList<BusWiring> Buses { get; init; }

    /// <summary>Sensors and actuators.</summary>
    public required IReadOnlyList<Part> Parts { get; init; }

    /// <summary>What is measured.</summary>
    public required IReadOnlyList<BoardField> Fields { get; init; }

    /// <summary>What may be set.</summary>
    public required IReadOnlyList<BoardParameter> Parameters { get; init; }

    /// <summary>Everything to buy besides module and parts: resistors, cables, supplies.</summary>
    public required IReadOnlyList<Purchase> Purchases { get; init; }

    /// <summary>How it is put together, a step an entry.</summary>
    public required IReadOnlyList<string> Assembly { get; init; }
}

/// <summary>The pins of a bus.</summary>
/// <param name="Name">Such as <c>i2c1</c>.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Pins">GPIO by role, such as <c>sda</c>.</param>
internal sealed record BusWiring(string Name, BusKind Kind, IReadOnlyDictionary<string, int> Pins);

/// <summary>A sensor or actuator on the board.</summary>
/// <param name="Id">Name within the description.</param>
/// <param name="Driver">Its driver.</param>
/// <param name="Bus">Its bus; null if it has pins of its own.</param>
/// <param name="Address">On an I2C bus.</param>
/// <param name="Pins">GPIO by role.</param>
/// <param name="IsActiveLow">On with a low level.</param>
/// <param name="Settings">Further numbers of the driver.</param>
/// <param name="Line">Where it stands in the file.</param>
internal sealed record Part(
    string Id, DriverKind Driver, string? Bus, int? Address, IReadOnlyDictionary<string, int> Pins, bool IsActiveLow, IReadOnlyDictionary<string, int> Settings, int Line);

/// <summary>A field and where it comes from.</summary>
/// <param name="Name">Unlocalised name.</param>
/// <param name="Kind">Data type.</param>
/// <param name="Unit">Unit of a number; empty for none.</param>
/// <param name="Range">Smallest and largest value; null if unknown.</param>
/// <param name="Decimals">Digits behind the point.</param>
/// <param name="Deadband">Change that is worth sending at once; null for every sample.</param>
/// <param name="Every">Seconds between samples.</param>
/// <param name="Part">Which part.</param>
/// <param name="Channel">Which of its quantities.</param>
/// <param name="KeepsMinutes">The board keeps the value of each minute.</param>
internal sealed record BoardField(
    string Name, FieldValueKind Kind, string Unit, (decimal Min, decimal Max)? Range, int Decimals, decimal? Deadband, int Every, string Part, string Channel, bool KeepsMinutes);

/// <summary>A parameter and what it sets.</summary>
/// <param name="Definition">As others see it.</param>
/// <param name="Danger">What a wrong value may do.</param>
/// <param name="Part">Which part; null if it is a setting of the board itself.</param>
/// <param name="Action">Which of its actions, or which setting.</param>
internal sealed record BoardParameter(ControlParameter Definition, DangerClass Danger, string? Part, string Action);

/// <summary>What a wrong value of a parameter may do.</summary>
internal enum DangerClass
{
    /// <summary>Nothing worth a question.</summary>
    None,

    /// <summary>Annoys: a lamp, a label.</summary>
    Comfort,

    /// <summary>Moves or heats something: commands for it expire soonest.</summary>
    Machine,
}

/// <summary>Something to buy.</summary>
/// <param name="Count">How many.</param>
/// <param name="Item">What.</param>
/// <param name="PartNumber">Of the maker; empty for anything that fits.</param>
/// <param name="Note">Why.</param>
internal sealed record Purchase(int Count, string Item, string PartNumber, string Note);
