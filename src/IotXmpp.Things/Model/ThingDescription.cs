namespace IotXmpp.Things.Model;

/// <summary>What a kind of thing measures and lets others set.</summary>
public sealed record ThingDescription
{
    /// <summary>Name of the kind as stored with a device, such as <c>climate</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>For people, such as <c>climate sensor</c>.</summary>
    public required string Title { get; init; }

    /// <summary>Type of its service discovery identity, category <c>device</c>.</summary>
    public string DeviceType { get; init; } = "thing";

    /// <summary>Fields in the order people want to see them.</summary>
    public IReadOnlyList<FieldDescription> Fields { get; init; } = [];

    /// <summary>Parameters in an order in which they can be written one after the other (XEP-0325 3.3.1).</summary>
    public IReadOnlyList<ControlParameter> Parameters { get; init; } = [];

    /// <summary>The field of that name, in any case; null if there is none.</summary>
    public FieldDescription? Field(string name) => Fields.FirstOrDefault(field => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The parameter of that name, in any case; null if there is none.</summary>
    public ControlParameter? Parameter(string name) =>
        Parameters.FirstOrDefault(parameter => parameter.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
