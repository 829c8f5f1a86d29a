using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Things.SensorData;

/// <summary>The decision on a request: a refusal, or a way to read.</summary>
public sealed class ReadoutPlan
{
    private ReadoutPlan(StanzaError? refusal, Func<CancellationToken, IAsyncEnumerable<ReadoutPart>>? read)
    {
        Refusal = refusal;
        Read = read;
    }

    /// <summary>Why not; null if it is accepted.</summary>
    public StanzaError? Refusal { get; }

    /// <summary>Reads; null if it is refused.</summary>
    public Func<CancellationToken, IAsyncEnumerable<ReadoutPart>>? Read { get; }

    /// <summary>Refuses.</summary>
    public static ReadoutPlan Refuse(StanzaError error) => new(error, null);

    /// <summary>Accepts.</summary>
    public static ReadoutPlan Accept(Func<CancellationToken, IAsyncEnumerable<ReadoutPart>> read) => new(null, read);
}
