using System.CommandLine;
using IotXmpp.Concentrator.Service.Accounts;
using IotXmpp.Concentrator.Service.Options;
using IotXmpp.Concentrator.Service.Storage.Sqlite;
using IotXmpp.Concentrator.Upstream.LocalDomain;
using IotXmpp.Xmpp.Addressing;
using Microsoft.Extensions.Logging.Abstractions;

namespace IotXmpp.Concentrator.Service.Commands;

/// <summary><c>user add|list|remove|password</c>: accounts of the local domain. Works while the service runs.</summary>
internal sealed class UserCommand
{
    private readonly CommandConsole _console;
    private readonly Argument<string> _jid = new("JID") { Description = "Address of the account, such as me@localhost." };
    private readonly Option<string> _password = new("--password") { HelpName = "P", Description = "The password; without it one is asked for, or read from standard input (the process list shows options to others)." };
    private readonly Option<bool> _generate = new("--generate") { Description = "Makes a password and prints it." };

    private UserCommand(CommandConsole console) => _console = console;

    public static Command Build(CommandConsole console)
    {
        var user = new UserCommand(console);
        return new Command("user", "Accounts of people who log in here (the local domain). Works while the service runs.")
        {
            user.Build("add", "Adds an account.", withPassword: true, user.AddAsync),
            user.BuildList(),
            user.Build("remove", "Removes an account with its contacts and waiting messages.", withPassword: false, user.RemoveAsync),
            user.Build("password", "Sets another password.", withPassword: true, user.SetPasswordAsync),
        };
    }

    private Command Build(string name, string description, bool withPassword, Func<ParseResult, ServiceOptions, SqliteStores, Jid, CancellationToken, Task> run)
    {
        var command = new Command(name, description) { _jid };
        if (withPassword)
        {
            command.Add(_password);
            command.Add(_generate);
        }

        var settings = SettingOptions.AddTo(command, _console);
        command.SetAction(async (parsed, ct) =>
        {
            var options = settings.Read(parsed);
            var jid = Account(parsed.GetRequiredValue(_jid), options);
            await using var stores = SqliteStores.Open(options.DataDirectory, NullLogger.Instance);
            await run(parsed, options, stores, jid, ct);
            return ExitCode.Success;
        });
        return command;
    }

    private Command BuildList()
    {
        var command = new Command("list", "Lists the accounts.");
        var settings = SettingOptions.AddTo(command, _console);
        command.SetAction(async (parsed, ct) =>
        {
            var options = settings.Read(parsed);
            await using var stores = SqliteStores.Open(options.DataDirectory, NullLogger.Instance);
            foreach (var account in await stores.LocalDomain.Accounts.ListAsync(ct))
                await _console.Output.WriteLineAsync(Jid.Create(account.Username, options.LocalDomain).ToString());
            return ExitCode.Success;
        });
        return command;
    }

    private static Jid Account(string text, ServiceOptions options)
    {
        if (!Jid.TryParse(text, out var jid) || jid is not { IsBare: true, Local: not null })
            throw new CommandException($"'{text}' is no address of an account: NAME@{options.LocalDomain} is.");
        if (jid.Domain != options.LocalDomain)
            throw new CommandException($"Accounts here are NAME@{options.LocalDomain} (Concentrator__LocalDomain__Domain), not of {jid.Domain}.");
        return jid;
    }

    private async Task AddAsync(ParseResult parsed, ServiceOptions options, SqliteStores stores, Jid jid, CancellationToken ct)
    {
        if (await stores.LocalDomain.Accounts.FindAsync(jid.Local!, ct) is not null)
            throw new CommandException($"{jid} is there already; 'user password {jid}' sets another password.");
        var (sha256, sha1) = Password.KeysForPerson(await ReadPasswordAsync(parsed));
        var account = new LocalAccount { Username = jid.Local!, ScramSha256 = sha256, ScramSha1 = sha1, Created = DateTimeOffset.UtcNow };
        if (!await stores.LocalDomain.Accounts.AddAsync(account, ct))
            throw new CommandException($"{jid} is there already.");
        await new OwnedContacts(options, stores).AddAllAsync(jid, ct);
        await _console.Output.WriteLineAsync($"{jid} added.");
    }

    private async Task RemoveAsync(ParseResult parsed, ServiceOptions options, SqliteStores stores, Jid jid, CancellationToken ct)
    {
        if (!await stores.LocalDomain.Accounts.RemoveAsync(jid.Local!, ct))
            throw new CommandException($"There is no account {jid}.");
        await _console.Output.WriteLineAsync($"{jid} removed.");
    }

    private async Task SetPasswordAsync(ParseResult parsed, ServiceOptions options, SqliteStores stores, Jid jid, CancellationToken ct)
    {
        var account = await stores.LocalDomain.Accounts.FindAsync(jid.Local!, ct) ?? throw new CommandException($"There is no account {jid}.");
        var (sha256, sha1) = Password.KeysForPerson(await ReadPasswordAsync(parsed));
        await stores.LocalDomain.Accounts.UpdateAsync(account with { ScramSha256 = sha256, ScramSha1 = sha1 }, ct);
        await _console.Output.WriteLineAsync($"{jid} has another password.");
    }

    private async Task<string> ReadPasswordAsync(ParseResult parsed)
    {
        if (parsed.GetValue(_password) is { } given)
            return given;
        if (!parsed.GetValue(_generate))
            return _console.ReadPassword("Password: ");
        string made = Password.MakeForPerson();
        await _console.Output.WriteLineAsync($"Password: {made}");
        return made;
    }
}
