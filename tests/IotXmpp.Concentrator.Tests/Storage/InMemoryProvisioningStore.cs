using System.Collections.Concurrent;
using IotXmpp.Concentrator.Storage.Access;

namespace IotXmpp.Concentrator.Tests.Storage;

/// <summary>Answers of a provisioning server, and what is owed as one, in memory.</summary>
public sealed class InMemoryProvisioningStore : IProvisioningStore
{
    private readonly ConcurrentDictionary<string, CachedAnswer> _answers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ProvisioningClientState> _clients = new(StringComparer.Ordinal);

    public ValueTask<IReadOnlyList<CachedAnswer>> ListAnswersAsync(CancellationToken ct) =>
        new([.. _answers.Values.OrderBy(answer => answer.At).ThenBy(answer => answer.Key, StringComparer.Ordinal)]);

    public ValueTask SetAnswerAsync(CachedAnswer answer, CancellationToken ct)
    {
        _answers[answer.Key] = answer;
        return default;
    }

    public ValueTask RemoveAnswerAsync(string key, CancellationToken ct)
    {
        _answers.TryRemove(key, out _);
        return default;
    }

    public ValueTask ClearAnswersAsync(CancellationToken ct)
    {
        _answers.Clear();
        return default;
    }

    public ValueTask<ProvisioningClientState> GetClientAsync(string device, CancellationToken ct) => new(_clients.GetValueOrDefault(device));

    public ValueTask SetClientAsync(string device, ProvisioningClientState state, CancellationToken ct)
    {
        _clients[device] = state;
        return default;
    }
}
