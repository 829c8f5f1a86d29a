namespace IotXmpp.Tool.Schematics;

/// <summary>A part of a schematic.</summary>
internal sealed record SchematicPart
{
    /// <summary>Reference designator, such as <c>R1</c>.</summary>
    public required string Reference { get; init; }

    /// <summary>Value, such as <c>4.7 kΩ</c>.</summary>
    public required string Value { get; init; }

    /// <summary>What it is for.</summary>
    public required string Purpose { get; init; }

    /// <summary>Part number of its maker; empty if anything that fits will do.</summary>
    public required string PartNumber { get; init; }

    /// <summary>Footprint in KiCad's own libraries.</summary>
    public required string Footprint { get; init; }

    /// <summary>How it is drawn.</summary>
    public required SymbolShape Shape { get; init; }

    /// <summary>Its pins, from above.</summary>
    public required IReadOnlyList<SchematicPin> Pins { get; init; }

    /// <summary>The part of the description it stands for; null for what is around the parts.</summary>
    public string? Part { get; init; }

    /// <summary>Name of its symbol: parts with the same symbol look the same.</summary>
    public string Symbol => Shape switch
    {
        SymbolShape.Resistor => "R",
        SymbolShape.Capacitor => "C",
        SymbolShape.PolarisedCapacitor => "CP",
        SymbolShape.Led => "LED",
        _ => Reference,
    };
}
