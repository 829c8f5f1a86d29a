using System.Collections.Concurrent;
using IotXmpp.Concentrator.Storage;

namespace IotXmpp.Concentrator.Tests.Storage;

/// <summary>Boards in memory.</summary>
public sealed class InMemoryDeviceStore : IDeviceStore
{
    private readonly ConcurrentDictionary<string, DeviceRecord> _devices = new(StringComparer.Ordinal);

    /// <summary>What reading fails with; null if it does not.</summary>
    public Exception? Failure { get; set; }

    public ValueTask<DeviceRecord?> FindAsync(string name, CancellationToken ct) =>
        Failure is { } failure ? ValueTask.FromException<DeviceRecord?>(failure) : new(_devices.GetValueOrDefault(name));

    public async IAsyncEnumerable<DeviceRecord> ListAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        await Task.CompletedTask;
        foreach (var device in _devices.Values.OrderBy(device => device.Name, StringComparer.Ordinal))
            yield return device;
    }

    public ValueTask<bool> AddAsync(DeviceRecord device, CancellationToken ct) => new(_devices.TryAdd(device.Name, device));

    public ValueTask<bool> UpdateAsync(DeviceRecord device, CancellationToken ct)
    {
        if (!_devices.TryGetValue(device.Name, out var old))
            return new(false);
        return new(_devices.TryUpdate(device.Name, device, old));
    }

    public ValueTask<bool> RemoveAsync(string name, CancellationToken ct) => new(_devices.TryRemove(name, out _));
}
