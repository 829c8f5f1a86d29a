using IotXmpp.Concentrator.Service.Accounts;
using IotXmpp.Concentrator.Service.Options;
using IotXmpp.Concentrator.Service.Storage;
using IotXmpp.Concentrator.Service.Storage.Sqlite;
using IotXmpp.Concentrator.Upstream.LocalDomain;

namespace IotXmpp.Concentrator.Service.Demo;

/// <summary>
/// The owner's account of the demonstration. A password that we make is kept beside the demo's data, readable by its user only, so that a chat client
/// set up yesterday logs in today; <c>serve</c> never keeps one.
/// </summary>
internal static class DemoOwner
{
    private const string FileName = "demo-owner-password";

    /// <summary>Makes the account or gives it the password.</summary>
    /// <returns>The password, and whether it was made here.</returns>
    public static async Task<(string Password, bool IsMade)> PrepareAsync(string? given, ServiceOptions options, SqliteStores stores, CancellationToken ct)
    {
        string path = Path.Combine(options.DataDirectory, FileName);
        string password = given ?? await MadeAsync(path, ct);
        var accounts = stores.LocalDomain.Accounts;
        string username = options.Owner!.Local!;
        var account = await accounts.FindAsync(username, ct);
        if (account is null || !Password.Matches(account.ScramSha256, password))
        {
            var (sha256, sha1) = Password.KeysForPerson(password);
            if (account is null)
                await accounts.AddAsync(new LocalAccount { Username = username, ScramSha256 = sha256, ScramSha1 = sha1, Created = DateTimeOffset.UtcNow }, ct);
            else
                await accounts.UpdateAsync(account with { ScramSha256 = sha256, ScramSha1 = sha1 }, ct);
        }

        return (password, given is null);
    }

    private static async Task<string> MadeAsync(string path, CancellationToken ct)
    {
        if (File.Exists(path) && (await File.ReadAllTextAsync(path, ct)).Trim() is { Length: > 0 } known)
            return known;
        string made = Password.MakeForPerson();
        File.Delete(path);
        await using var file = new FileStream(path, PrivateFile.Create);
        await using var writer = new StreamWriter(file);
        await writer.WriteLineAsync(made);
        return made;
    }
}
