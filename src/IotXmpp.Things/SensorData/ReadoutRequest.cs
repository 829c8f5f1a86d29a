using IotXmpp.Things.Model;
using IotXmpp.Things.Provisioning;

namespace IotXmpp.Things.SensorData;

/// <summary>Asks for fields (XEP-0323 3).</summary>
public sealed record ReadoutRequest
{
    /// <summary>Correlates all answers. Opaque: echoed as it came, since not every peer sends a number.</summary>
    public required string SequenceNumber { get; init; }

    /// <summary>Field types asked for, a union.</summary>
    public FieldTypes FieldTypes { get; init; }

    /// <summary>Nodes; empty for all behind the address.</summary>
    public IReadOnlyList<NodeRef> Nodes { get; init; } = [];

    /// <summary>Field names; empty for all.</summary>
    public IReadOnlyList<string> Fields { get; init; } = [];

    /// <summary>Start of the interval for historical fields; null for no bound.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>End of the interval for historical fields; null for no bound.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>When to start; null for now.</summary>
    public DateTimeOffset? When { get; init; }

    /// <summary>Who asks besides the address it came from (XEP-0324).</summary>
    public RequestTokens Tokens { get; init; } = RequestTokens.None;

    /// <summary>True for what goes on by itself, such as a subscription; not on the wire.</summary>
    public bool IsLasting { get; init; }

    /// <summary>The types to answer with: a request that names none means momentary and status.</summary>
    public FieldTypes EffectiveTypes => FieldTypes == FieldTypes.None ? FieldTypes.Momentary | FieldTypes.Status : FieldTypes;

    /// <summary>True if a field belongs into the answer by its name, types and, for a historical one, its time (XEP-0323 5.6).</summary>
    public bool Matches(Field field)
    {
        if (Fields.Count > 0 && !Fields.Contains(field.Name, StringComparer.Ordinal))
            return false;
        var common = field.FieldTypes & EffectiveTypes;
        if ((common & FieldTypes.Present) != 0)
            return true;
        return common != 0 && !(field.Timestamp < From) && !(field.Timestamp > To);
    }
}
