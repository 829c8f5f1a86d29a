using System.Collections.Concurrent;

namespace IotXmpp.Concentrator.Devices;

/// <summary>The directory of one process.</summary>
internal sealed class InProcessDeviceDirectory : IDeviceDirectory
{
    private readonly ConcurrentDictionary<string, (long Epoch, IDeviceMailbox Mailbox)> _holders = new(StringComparer.Ordinal);
    private long _epoch;

    public ValueTask<long> ClaimAsync(string device, IDeviceMailbox mailbox, CancellationToken ct)
    {
        long epoch = Interlocked.Increment(ref _epoch);
        IDeviceMailbox? previous = null;
        _holders.AddOrUpdate(
            device,
            _ => (epoch, mailbox),
            (_, held) =>
            {
                // Two claims at once: the larger epoch is the newer one, whichever gets here first.
                previous = held.Epoch < epoch ? held.Mailbox : null;
                return held.Epoch < epoch ? (epoch, mailbox) : held;
            });
        previous?.Evict();
        return new(epoch);
    }

    public ValueTask<bool> ReleaseAsync(string device, long epoch, CancellationToken ct)
    {
        if (_holders.TryGetValue(device, out var held) && held.Epoch == epoch)
            _holders.TryRemove(new KeyValuePair<string, (long, IDeviceMailbox)>(device, held));
        return new(!_holders.ContainsKey(device));
    }

    public ValueTask<IDeviceMailbox?> FindAsync(string device, CancellationToken ct) =>
        new(_holders.TryGetValue(device, out var held) ? held.Mailbox : null);
}
