namespace IotXmpp.Things.Model;

/// <summary>One item of sensor data, unique by node, name and timestamp (XEP-0323 2).</summary>
public sealed record Field
{
    /// <summary>Unlocalised name, such as <c>Temperature</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Value as it was sent.</summary>
    public required FieldValue Value { get; init; }

    /// <summary>Unit of a numeric value, case-sensitive; empty for none.</summary>
    public string Unit { get; init; } = "";

    /// <summary>When the value was true, in the zone it was given in.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>Categories.</summary>
    public FieldTypes FieldTypes { get; init; } = FieldTypes.Momentary;

    /// <summary>Quality of service flags.</summary>
    public FieldQuality Quality { get; init; }

    /// <summary>Whether a control parameter of the same name exists; null if unknown (XEP-0323 5.10).</summary>
    public bool? Writable { get; init; }

    /// <summary>Language module of <see cref="StringIds"/>; null if there is none (XEP-0323 6.2).</summary>
    public string? Module { get; init; }

    /// <summary>String ids of the localised name, kept as sent; null if there are none.</summary>
    public string? StringIds { get; init; }
}
