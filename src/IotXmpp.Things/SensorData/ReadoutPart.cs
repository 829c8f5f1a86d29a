using IotXmpp.Things.Model;

namespace IotXmpp.Things.SensorData;

/// <summary>One step of a readout: fields or an error.</summary>
public readonly record struct ReadoutPart
{
    private ReadoutPart(NodeFields? fields, ReadoutError? error)
    {
        Fields = fields;
        Error = error;
    }

    /// <summary>Fields; null if this is an error.</summary>
    public NodeFields? Fields { get; }

    /// <summary>Error; null if these are fields.</summary>
    public ReadoutError? Error { get; }

    /// <summary>Fields of a node.</summary>
    public static ReadoutPart Of(NodeFields fields) => new(fields, null);

    /// <summary>What went wrong at a node.</summary>
    public static ReadoutPart Of(ReadoutError error) => new(null, error);
}
