using IotXmpp.Concentrator.Service.Accounts;
using IotXmpp.Concentrator.Service.Options;
using IotXmpp.Concentrator.Service.Storage.Sqlite;
using IotXmpp.Concentrator.Upstream.LocalDomain;

namespace IotXmpp.Concentrator.Service.Demo;

/// <summary>The owner's account of the demonstration. Only keys are kept: a password made here is shown once, when the account is made.</summary>
internal static class DemoOwner
{
    /// <summary>Makes the account, with a password of our own if none is given; gives a known account another password only if one is given.</summary>
    /// <returns>What to tell about the password: itself if it was made here.</returns>
    public static async Task<string> PrepareAsync(string? given, ServiceOptions options, SqliteStores stores, CancellationToken ct)
    {
        var accounts = stores.LocalDomain.Accounts;
        string username = options.Owner!.Local!;
        var account = await accounts.FindAsync(username, ct);
        if (account is not null && given is null)
            return "(shown when the account was made; start with --password P to set another)";
        string password = given ?? Password.MakeForPerson();
        var (sha256, sha1) = Password.KeysForPerson(password);
        if (account is null)
            await accounts.AddAsync(new LocalAccount { Username = username, ScramSha256 = sha256, ScramSha1 = sha1, Created = DateTimeOffset.UtcNow }, ct);
        else if (!Password.Matches(account.ScramSha256, password))
            await accounts.UpdateAsync(account with { ScramSha256 = sha256, ScramSha1 = sha1 }, ct);
        return given is null ? password : "(the one you gave)";
    }
}
