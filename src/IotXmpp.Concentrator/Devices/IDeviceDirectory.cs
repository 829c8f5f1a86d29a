namespace IotXmpp.Concentrator.Devices;

/// <summary>Who holds the session of a board. In-process today; several machines would share one.</summary>
internal interface IDeviceDirectory
{
    /// <summary>Makes a session the one that speaks for a board: the newest wins, the one before is evicted.</summary>
    /// <returns>The epoch of the claim, larger than any before.</returns>
    ValueTask<long> ClaimAsync(string device, IDeviceMailbox mailbox, CancellationToken ct);

    /// <summary>Gives a claim up; nothing happens if a newer one holds the board.</summary>
    /// <returns>True if the board has no session now.</returns>
    ValueTask<bool> ReleaseAsync(string device, long epoch, CancellationToken ct);

    /// <summary>The way to a board, null if nobody holds it.</summary>
    ValueTask<IDeviceMailbox?> FindAsync(string device, CancellationToken ct);
}
