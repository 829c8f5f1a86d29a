namespace IotXmpp.Concentrator.Storage.Access;

/// <summary>What must survive of XEP-0324: answers of the server we ask, and what we owe those who ask us. Durable on return.</summary>
public interface IProvisioningStore
{
    /// <summary>The kept answers, the oldest first.</summary>
    ValueTask<IReadOnlyList<CachedAnswer>> ListAnswersAsync(CancellationToken ct);

    /// <summary>Keeps an answer in place of the one with the same key.</summary>
    ValueTask SetAnswerAsync(CachedAnswer answer, CancellationToken ct);

    /// <summary>Forgets an answer.</summary>
    ValueTask RemoveAnswerAsync(string key, CancellationToken ct);

    /// <summary>Forgets all answers.</summary>
    ValueTask ClearAnswersAsync(CancellationToken ct);

    /// <summary>What we owe a board.</summary>
    ValueTask<ProvisioningClientState> GetClientAsync(string device, CancellationToken ct);

    /// <summary>Remembers what we owe a board.</summary>
    ValueTask SetClientAsync(string device, ProvisioningClientState state, CancellationToken ct);
}
