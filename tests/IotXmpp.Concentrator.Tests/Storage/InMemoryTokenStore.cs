using System.Collections.Concurrent;
using IotXmpp.Concentrator.Storage.Access;

namespace IotXmpp.Concentrator.Tests.Storage;

/// <summary>Tokens in memory.</summary>
public sealed class InMemoryTokenStore : ITokenStore
{
    private readonly ConcurrentDictionary<string, TokenRecord> _tokens = new(StringComparer.Ordinal);

    public ValueTask<TokenRecord?> FindAsync(string tokenHash, CancellationToken ct) => new(_tokens.GetValueOrDefault(tokenHash));

    public ValueTask AddAsync(TokenRecord token, int keep, CancellationToken ct)
    {
        _tokens[token.TokenHash] = token;
        foreach (var old in _tokens.Values.Where(each => each.Holder == token.Holder).OrderByDescending(each => each.Issued).ThenBy(each => each.TokenHash, StringComparer.Ordinal).Skip(keep))
            _tokens.TryRemove(old.TokenHash, out _);
        return default;
    }
}
