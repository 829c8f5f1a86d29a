using IotXmpp.Concentrator.Storage;
using IotXmpp.Things.Control;
using IotXmpp.Things.Model;

namespace IotXmpp.Concentrator.Bridging;

/// <summary>
/// The boards as bridges see them. A bridge is a requester like any other: it has an address (<see cref="BridgeAddress"/>) that owners may allow and deny. The boards of
/// the administrator, who has configured the bridge, are open to it until he says otherwise; other owners are asked.
/// </summary>
public interface IBoardGateway
{
    /// <summary>The things domain.</summary>
    string Domain { get; }

    /// <summary>The boards that cross a bridge, by name.</summary>
    IAsyncEnumerable<BridgedBoard> ListAsync(IBridge bridge, CancellationToken ct);

    /// <summary>One board; null if there is none or it does not cross.</summary>
    ValueTask<BridgedBoard?> FindAsync(IBridge bridge, string board, CancellationToken ct);

    /// <summary>May the bridge have this reading? Asked for every reading, so that a revocation works at once; an owner who has not said yet is asked.</summary>
    ValueTask<bool> MayReadAsync(IBridge bridge, HistoryEntry entry, CancellationToken ct);

    /// <summary>Reads a board: live while it can be asked, else its last values with their own times.</summary>
    /// <param name="bridge">Who asks.</param>
    /// <param name="board">Name of the board.</param>
    /// <param name="fields">Names; empty for all that cross.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>Fields that cross; null if the bridge may not read that board.</returns>
    ValueTask<BridgedReading?> ReadAsync(IBridge bridge, string board, IReadOnlyList<string> fields, CancellationToken ct);

    /// <summary>
    /// Sets parameters, all or none, now or never: a command from outside does not wait for a board that is away. Checked as any command of XEP-0325: what does not cross or
    /// is not allowed is refused.
    /// </summary>
    /// <returns>Without error only if the board said that it did it.</returns>
    ValueTask<ControlResult> SetAsync(IBridge bridge, string board, IReadOnlyList<ControlValue> values, CancellationToken ct);

    /// <summary>Tells of boards that came up, went away or have a new description. The callback is called on a board's own road: it must not wait for anybody.</summary>
    /// <returns>Ends it.</returns>
    IDisposable Watch(IBridge bridge, Action<string> changed);

    /// <summary>
    /// Makes a device that does not speak XMPP a board with address, owner, rights and history like any other. Registered if it is not known; a board that logs in by itself under the same
    /// name is not touched.
    /// </summary>
    /// <param name="bridge">The bridge it is behind.</param>
    /// <param name="device">What it is; its kind has to be one of <see cref="ConcentratorOptions.Kinds"/>.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="InvalidOperationException">The name is that of a board with keys of its own.</exception>
    ValueTask<IAttachedBoard> AttachAsync(IBridge bridge, AttachedDevice device, CancellationToken ct);
}
