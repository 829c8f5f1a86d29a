using IotXmpp.Concentrator.Devices;
using IotXmpp.Concentrator.Storage;
using IotXmpp.Things.Model;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Commands;
using IotXmpp.Xmpp.Forms;

namespace IotXmpp.Concentrator.Commands;

/// <summary>
/// Registers a board: first its name and kind, then whose it is. This is what in-band registration (XEP-0077) would be for; here only
/// the administrator can do it, and the password is made, not chosen.
/// </summary>
internal sealed class AddBoardCommand(ConcentratorOptions options, IDeviceStore devices, TimeProvider time)
{
    private const string Board = "name";
    private const string Kind = "kind";
    private const string Owner = "owner";

    /// <summary>Choice for a board whose fields are to show what it is.</summary>
    private const string Other = "other";

    public ValueTask<CommandStage> StartAsync(Jid person, CancellationToken ct)
    {
        var form = new DataForm(DataFormType.Form)
        {
            Title = "Add a board",
            Fields =
            [
                new FormField { Var = Board, Type = FormFieldType.TextSingle, Label = "Name", IsRequired = true, Description = $"The left side of its address, such as board1 in board1@{options.Domain}." },
                new FormField
                {
                    Var = Kind,
                    Type = FormFieldType.ListSingle,
                    Label = "Kind",
                    Values = [Other],
                    Options = [new(Other, "something else"), .. options.Kinds.Select(kind => new FormOption(kind.Kind, kind.Title))],
                },
            ],
        };
        return new(new CommandStage.Ask(form, async (submission, token) =>
        {
            string name = submission.Field(Board)!.Value!;
            if (!Jid.TryParse($"{name}@{options.Domain}", out var address) || address is not { IsBare: true, Local: { } local })
                return new CommandStage.Refuse("The name has letters, digits and hyphens: it is the left side of an address.");
            if (await devices.FindAsync(local, token) is not null)
                return new CommandStage.Refuse($"{address} is there already.");
            return AskOwner(person, address, submission.Field(Kind)?.Value is { } kind and not Other ? kind : "");
        })
        { IsLast = false });
    }

    private CommandStage.Ask AskOwner(Jid person, Jid address, string kind)
    {
        var form = new DataForm(DataFormType.Form)
        {
            Title = $"Add {address.Local}",
            Fields = [new FormField { Var = Owner, Type = FormFieldType.JidSingle, Label = "Owner", IsRequired = true, Description = "Reads and controls it, and decides who else may.", Values = [person.Bare.ToString()] }],
        };
        return new CommandStage.Ask(form, async (submission, token) =>
        {
            var owner = Jid.Parse(submission.Field(Owner)!.Value!).Bare;
            if (owner.Local is null)
                return new CommandStage.Refuse("The owner is a person: name@domain.");
            string password = BoardPassword.Make();
            var (sha256, sha1) = BoardPassword.Keys(password);
            var record = new DeviceRecord { Name = address.Local!, Owner = owner, Kind = kind, ScramSha256 = sha256, ScramSha1 = sha1, Created = time.GetUtcNow() };
            if (!await devices.AddAsync(record, token))
                return CommandStage.End.Failed($"{address} is there already.");
            return CommandStage.End.Said($"{address} was added for {owner}. Its password is not kept and cannot be shown again.", new DataForm(DataFormType.Result)
            {
                Title = $"{address.Local}",
                Fields =
                [
                    new FormField { Var = "address", Type = FormFieldType.JidSingle, Label = "Address", Values = [address.ToString()] },
                    new FormField { Var = "username", Type = FormFieldType.TextSingle, Label = "User name", Values = [address.Local!] },
                    new FormField { Var = "password", Type = FormFieldType.TextSingle, Label = "Password", Values = [password] },
                ],
            });
        });
    }
}
