using System.Text.Json;

namespace IotXmpp.Tool.Vectors;

/// <summary>Where codes and values of a vector's stream lie (EXI 5.4, "alignment" and "compression").</summary>
public enum VectorAlignment
{
    Bit,
    Byte,
    PreCompression,
    Compression,
}

/// <summary>The EXI options of a test vector, as its record states them.</summary>
public sealed record VectorOptions
{
    public VectorAlignment Alignment { get; init; }

    public bool Strict { get; init; }

    public bool PreserveComments { get; init; }

    public bool PreservePis { get; init; }

    public bool PreserveDtd { get; init; }

    public bool PreservePrefixes { get; init; }

    public bool PreserveLexicalValues { get; init; }

    public bool Fragment { get; init; }

    /// <summary>The stream starts with <c>$EXI</c>.</summary>
    public bool Cookie { get; init; }

    /// <summary>The stream carries an options document.</summary>
    public bool OptionsHeader { get; init; }

    public string? SchemaId { get; init; }

    /// <summary>Names, as <c>{uri}local</c>, of elements written self-contained.</summary>
    public IReadOnlyList<string> SelfContained { get; init; } = [];

    /// <summary>Pairs of type and representation, as <c>{uri}local</c>.</summary>
    public IReadOnlyList<(string Type, string Representation)> DatatypeRepresentationMap { get; init; } = [];

    /// <summary>Null: unbounded.</summary>
    public int? ValueMaxLength { get; init; }

    /// <summary>Null: unbounded.</summary>
    public int? ValuePartitionCapacity { get; init; }

    /// <summary>Null: the default of 1,000,000 values.</summary>
    public int? BlockSize { get; init; }

    /// <summary>The parameters of the EXI Profile, if the stream follows it.</summary>
    public VectorProfile? Profile { get; init; }

    public bool Canonical { get; init; }

    public bool OmitOptionsDocument { get; init; }

    public bool UtcTime { get; init; }

    /// <summary>A hint given to the encoder that is no EXI option ("retain entity references").</summary>
    public string? EncoderHint { get; init; }

    internal static VectorOptions Parse(JsonElement json)
    {
        var options = new VectorOptions();
        foreach (var property in json.EnumerateObject())
            options = options.With(property.Name, property.Value);
        return options;
    }

    private VectorOptions With(string name, JsonElement value) => name switch
    {
        "alignment" => this with { Alignment = ParseAlignment(value.GetString()) },
        "strict" => this with { Strict = value.GetBoolean() },
        "preserve" => WithPreserve([.. value.EnumerateArray().Select(item => item.GetString()!)]),
        "fragment" => this with { Fragment = value.GetBoolean() },
        "cookie" => this with { Cookie = value.GetBoolean() },
        "optionsHeader" => this with { OptionsHeader = value.GetBoolean() },
        "schemaId" => this with { SchemaId = value.GetString() },
        "selfContained" => this with { SelfContained = [.. value.EnumerateArray().Select(item => item.GetString()!)] },
        "dtrMap" => this with { DatatypeRepresentationMap = [.. value.EnumerateArray().Select(pair => (pair[0].GetString()!, pair[1].GetString()!))] },
        "valueMaxLength" => this with { ValueMaxLength = value.GetInt32() },
        "valuePartitionCapacity" => this with { ValuePartitionCapacity = value.GetInt32() },
        "blockSize" => this with { BlockSize = value.GetInt32() },
        "profile" => this with { Profile = VectorProfile.Parse(value) },
        "canonical" => this with { Canonical = value.GetBoolean() },
        "omitOptionsDocument" => this with { OmitOptionsDocument = value.GetBoolean() },
        "utcTime" => this with { UtcTime = value.GetBoolean() },
        "encoderHint" => this with { EncoderHint = value.GetString() },
        _ => throw new FormatException($"unknown option \"{name}\""),
    };

    private VectorOptions WithPreserve(string[] names)
    {
        var unknown = names.Except(["comments", "pis", "dtd", "prefixes", "lexical"]).FirstOrDefault();
        if (unknown != null)
            throw new FormatException($"unknown fidelity option \"{unknown}\"");
        return this with
        {
            PreserveComments = names.Contains("comments"),
            PreservePis = names.Contains("pis"),
            PreserveDtd = names.Contains("dtd"),
            PreservePrefixes = names.Contains("prefixes"),
            PreserveLexicalValues = names.Contains("lexical"),
        };
    }

    private static VectorAlignment ParseAlignment(string? name) => name switch
    {
        "bit" => VectorAlignment.Bit,
        "byte" => VectorAlignment.Byte,
        "pre" => VectorAlignment.PreCompression,
        "compression" => VectorAlignment.Compression,
        _ => throw new FormatException($"unknown alignment \"{name}\""),
    };
}
