using System.CommandLine;
using IotXmpp.Concentrator.Devices;
using IotXmpp.Concentrator.Registry;
using IotXmpp.Concentrator.Service.Accounts;
using IotXmpp.Concentrator.Service.Hosting;
using IotXmpp.Concentrator.Service.Options;
using IotXmpp.Concentrator.Service.Storage;
using IotXmpp.Concentrator.Service.Storage.Sqlite;
using IotXmpp.Concentrator.PubSub;
using IotXmpp.Concentrator.Storage;
using IotXmpp.Things.Discovery;
using IotXmpp.Things.Model;
using IotXmpp.Xmpp.Addressing;
using Microsoft.Extensions.Logging.Abstractions;

namespace IotXmpp.Concentrator.Service.Commands;

/// <summary><c>device add|list|qr|remove</c>: boards. Works while the service runs.</summary>
internal sealed class DeviceCommand
{
    private readonly CommandConsole _console;

    private DeviceCommand(CommandConsole console) => _console = console;

    public static Command Build(CommandConsole console)
    {
        var device = new DeviceCommand(console);
        return new Command("device", "Boards of the things domain. Works while the service runs.") { device.BuildAdd(), device.BuildList(), device.BuildQr(), device.BuildRemove() };
    }

    private static Argument<string> NameArgument() => new("NAME") { Description = "Name of the board, the left side of its address, such as board1." };

    private static string Name(string text, ServiceOptions options) =>
        Jid.TryParse($"{text}@{options.Domain}", out var jid) && jid is { IsBare: true, Local: not null }
            ? jid.Local
            : throw new CommandException($"'{text}' is no name for a board: the left side of an address is, such as board1.");

    private static string Kind(string text, ServiceOptions options)
    {
        var kinds = ThingKinds.With(options.BoardTypes);
        return text.Length == 0 || kinds.Any(known => known.Kind == text)
            ? text
            : throw new CommandException($"--kind is '{text}': {string.Join(", ", kinds.Select(known => known.Kind))} are allowed.");
    }

    private Command BuildAdd()
    {
        var name = NameArgument();
        var kind = new Option<string>("--kind") { HelpName = "KIND", Description = "Type of board: climate-devkit, relay-devkit, energy-meter, air-quality-s3, those of the demo (climate, relay, energy) or your own (Concentrator__Kinds); without it the board's fields show what it is.", DefaultValueFactory = _ => "" };
        var description = new Option<string>("--description") { HelpName = "TEXT", Description = "For people: where it is, what it is for." };
        var host = new Option<string>("--host") { HelpName = "HOST", Description = "Name or address under which the board finds this service; the listener's by default." };
        var file = new Option<string>("--settings") { HelpName = "FILE", Description = "Where the board's settings file is written; DATA/boards/NAME.json by default." };
        var unclaimed = new Option<bool>("--unclaimed") { Description = "It is nobody's until somebody claims it by the code that is printed." };
        var command = new Command("add", "Adds a board, prints its password once and writes its settings file.") { name, kind, description, host, file, unclaimed };
        var settings = SettingOptions.AddTo(command, _console).AddListeners(command).Add(command, "--owner", "JID", "Owner", "Whose it is; Concentrator__Owner by default.");
        command.SetAction(async (parsed, ct) =>
        {
            var options = settings.Read(parsed);
            var owner = parsed.GetValue(unclaimed) ? null : options.Owner ?? throw new CommandException("Whose board is it? Say --owner JID, set Concentrator__Owner, or say --unclaimed.");
            await using var stores = SqliteStores.Open(options.DataDirectory, NullLogger.Instance);
            string password = BoardPassword.Make();
            var (sha256, sha1) = BoardPassword.Keys(password);
            var device = new DeviceRecord
            {
                Name = Name(parsed.GetRequiredValue(name), options),
                Owner = owner,
                Kind = Kind(parsed.GetValue(kind)!, options),
                Description = parsed.GetValue(description),
                ScramSha256 = sha256,
                ScramSha1 = sha1,
                Created = DateTimeOffset.UtcNow,
            };
            if (!await stores.Concentrator.Devices.AddAsync(device, ct))
                throw new CommandException($"{device.Name}@{options.Domain} is there already.");
            bool ownerIsHere = await new OwnedContacts(options, stores).AddAsync(device, ct);
            string path = parsed.GetValue(file) ?? DeviceSettingsFile.DefaultPath(options, device.Name);
            DeviceSettingsFile.Write(path, options, device, password, parsed.GetValue(host) ?? Host(options), OwnCertificate(options));
            await PrintAsync(options, device, password, path);
            if (owner is null)
            {
                var registration = BoardRegistration.Create(device, options.Domain, device.Created);
                await stores.Concentrator.Registry.SetAsync(registration, ct);
                await PrintCodeAsync(registration);
                return ExitCode.Success;
            }

            if (!ownerIsHere && options.Upstream == UpstreamKind.LocalDomain && owner.Domain == options.LocalDomain)
                await _console.Error.WriteLineAsync($"{owner} has no account yet: 'user add {owner}' makes one.");
            return ExitCode.Success;
        });
        return command;
    }

    /// <summary>The certificate that the service made itself, which a board has to be given; null for one of an authority.</summary>
    private static string? OwnCertificate(ServiceOptions options)
    {
        if (options.Tls.CertificatePath is not null)
            return null;
        var (certificate, _) = ServerCertificate.Load(options, options.DataDirectory);
        using (certificate)
            return certificate.ExportCertificatePem();
    }

    private Command BuildList()
    {
        var command = new Command("list", "Lists the boards: address, kind, owner.");
        var settings = SettingOptions.AddTo(command, _console);
        command.SetAction(async (parsed, ct) =>
        {
            var options = settings.Read(parsed);
            await using var stores = SqliteStores.Open(options.DataDirectory, NullLogger.Instance);
            await foreach (var device in stores.Concentrator.Devices.ListAsync(ct))
                await _console.Output.WriteLineAsync($"{device.Name}@{options.Domain}\t{(device.Kind.Length == 0 ? "-" : device.Kind)}\t{device.Owner?.ToString() ?? "-"}");
            return ExitCode.Success;
        });
        return command;
    }

    private Command BuildQr()
    {
        var name = NameArgument();
        var png = new Option<string>("--png") { HelpName = "FILE", Description = "Writes the picture into a file as well; it holds the secret, so only you can read it." };
        var fresh = new Option<bool>("--new") { Description = "Makes a new secret: stickers printed before are good for nothing then." };
        var command = new Command("qr", "Shows the code by which a board that is nobody's is claimed, as text and QR code.") { name, png, fresh };
        var settings = SettingOptions.AddTo(command, _console);
        command.SetAction(async (parsed, ct) =>
        {
            var options = settings.Read(parsed);
            string device = Name(parsed.GetRequiredValue(name), options);
            await using var stores = SqliteStores.Open(options.DataDirectory, NullLogger.Instance);
            var record = await stores.Concentrator.Devices.FindAsync(device, ct) ?? throw new CommandException($"There is no board {device}@{options.Domain}.");
            if (record.Owner is { } owner)
                throw new CommandException($"{device}@{options.Domain} is {owner}'s: it has no code until {owner} disowns it.");
            var registration = await stores.Concentrator.Registry.FindAsync(Jid.Create(device, options.Domain), new NodeRef(""), ct);
            if (registration is null || parsed.GetValue(fresh) || !registration.Tags.Any(tag => tag.IsKey))
            {
                registration = BoardRegistration.Create(record, options.Domain, DateTimeOffset.UtcNow);
                await stores.Concentrator.Registry.SetAsync(registration, ct);
            }

            await PrintCodeAsync(registration);
            if (parsed.GetValue(png) is { } path)
            {
                // A new file, so that it is nobody else's to read, whatever was there before.
                File.Delete(path);
                await using (var file = new FileStream(path, PrivateFile.Create))
                    await file.WriteAsync(ClaimPicture.Png(registration.Tags), ct);
                await _console.Output.WriteLineAsync($"Picture:   {Path.GetFullPath(path)}");
            }

            return ExitCode.Success;
        });
        return command;
    }

    private Command BuildRemove()
    {
        var name = NameArgument();
        var history = new Option<bool>("--history") { Description = "Also forgets what the board has reported." };
        var command = new Command("remove", "Removes a board.") { name, history };
        var settings = SettingOptions.AddTo(command, _console);
        command.SetAction(async (parsed, ct) =>
        {
            var options = settings.Read(parsed);
            string device = Name(parsed.GetRequiredValue(name), options);
            await using var stores = SqliteStores.Open(options.DataDirectory, NullLogger.Instance, options.History);
            var record = await stores.Concentrator.Devices.FindAsync(device, ct) ?? throw new CommandException($"There is no board {device}@{options.Domain}.");
            await stores.Concentrator.Devices.RemoveAsync(device, ct);
            await stores.Concentrator.Friendships.RemoveAsync(Jid.Create(device, options.Domain), ct);
            await stores.Concentrator.Registry.RemoveAsync(Jid.Create(device, options.Domain), new NodeRef(""), ct);
            await stores.Concentrator.Access.Rules.RemoveAsync(device, ct);
            await stores.Concentrator.Commands.RemoveAsync(device, ct);
            await BoardPublications.RemoveAsync(stores.Concentrator.PubSub, Jid.Create(device, options.Domain), ct);
            await new OwnedContacts(options, stores).RemoveAsync(record, ct);
            if (parsed.GetValue(history))
                await stores.Concentrator.History.RemoveAsync(device, ct);
            File.Delete(DeviceSettingsFile.DefaultPath(options, device));
            await _console.Output.WriteLineAsync($"{device}@{options.Domain} removed.");
            return ExitCode.Success;
        });
        return command;
    }

    private static string Host(ServiceOptions options)
    {
        var address = (options.Listen.Exi ?? options.Listen.Xmpp ?? options.Listen.XmppTls)?.Address;
        // "Any" is where we listen, not where we are found.
        return address is null || address.Equals(System.Net.IPAddress.Any) || address.Equals(System.Net.IPAddress.IPv6Any) ? System.Net.Dns.GetHostName() : address.ToString();
    }

    private async Task PrintCodeAsync(RegistryRecord registration)
    {
        await _console.Output.WriteLineAsync(
            $"""

            {ClaimPicture.Text(registration.Tags)}
            Code:      {ClaimCode.Format(registration.Tags)}
            URI:       {ClaimCode.FormatUri(registration.Tags)}

            Whoever has this code can claim the board. It is good until then.
            """);
    }

    private async Task PrintAsync(ServiceOptions options, DeviceRecord device, string password, string path)
    {
        await _console.Output.WriteLineAsync(
            $"""
            {device.Name}@{options.Domain} added for {device.Owner?.ToString() ?? "whoever claims it"}.

            User name: {device.Name}
            Password:  {password}
            Settings:  {Path.GetFullPath(path)}

            The password is not kept and cannot be shown again; the settings file holds keys made of it.
            """);
    }
}
