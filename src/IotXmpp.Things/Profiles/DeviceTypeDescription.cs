using IotXmpp.Things.Model;

namespace IotXmpp.Things.Profiles;

/// <summary>
/// What a type of board reports and takes: enough to write schemas in which nothing is left to say but the values. Plain data; checked by
/// <see cref="DeviceTypeSchema.Create"/>.
/// </summary>
public sealed record DeviceTypeDescription
{
    /// <summary>Stable name of the type: 1 to 31 letters, digits and hyphens.</summary>
    public required string Id { get; init; }

    /// <summary>Node ids that a board of this type speaks for, 1 to 32. With one, a node costs nothing on the wire. The empty id, alone, is the board
    /// itself, whatever its name.</summary>
    public IReadOnlyList<string> Nodes { get; init; } = [""];

    /// <summary>Addresses that readings are sent to, at most 16: the things domain of the concentrator. With one, the address costs nothing. With none,
    /// readings have no addressee, which makes them the account's own (RFC 6120 10.3.1), whatever the domain.</summary>
    public IReadOnlyList<string> SendsTo { get; init; } = [];

    /// <summary>What is measured, 1 to 64 fields of different names.</summary>
    public required IReadOnlyList<DeviceTypeField> Fields { get; init; }

    /// <summary>What may be set, at most 64 parameters of different names.</summary>
    public IReadOnlyList<ControlParameter> Parameters { get; init; } = [];

    /// <summary>Quality of service flags that every field of a reading carries (XEP-0323 5.7). They cost nothing; a reading with others
    /// needs the open configuration.</summary>
    public FieldQuality Quality { get; init; } = FieldQuality.AutomaticReadout;
}
