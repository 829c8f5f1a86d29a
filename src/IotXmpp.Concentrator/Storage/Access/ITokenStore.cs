namespace IotXmpp.Concentrator.Storage.Access;

/// <summary>Tokens given out. They have no lifetime of their own (XEP-0324 3.1.1).</summary>
public interface ITokenStore
{
    /// <summary>The token of that hash; null if we never gave it out.</summary>
    ValueTask<TokenRecord?> FindAsync(string tokenHash, CancellationToken ct);

    /// <summary>Stores a token; the oldest of the same holder go when there are more than <paramref name="keep"/>. Durable on return.</summary>
    ValueTask AddAsync(TokenRecord token, int keep, CancellationToken ct);
}
