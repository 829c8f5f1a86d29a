using IotXmpp.Things.Model;

namespace IotXmpp.Concentrator.Bridging;

/// <summary>A board that a bridge speaks for.</summary>
public interface IAttachedBoard : IAsyncDisposable
{
    /// <summary>Stores readings, like those of a board with a session: on return they are durable and everybody who may has seen them.</summary>
    /// <returns>How many were new.</returns>
    ValueTask<int> ReportAsync(IReadOnlyList<Field> fields, CancellationToken ct);

    /// <summary>Says whether the device can be reached.</summary>
    ValueTask SetAvailableAsync(bool isAvailable, CancellationToken ct);
}
