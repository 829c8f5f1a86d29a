using IotXmpp.Concentrator.Access;
using IotXmpp.Concentrator.Nodes;
using IotXmpp.Things.Discovery;
using IotXmpp.Things.Model;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Commands;
using IotXmpp.Xmpp.Forms;

namespace IotXmpp.Concentrator.Commands;

/// <summary>The owner gives a board up (XEP-0347 3.17). It is asked for once more: it cannot be undone by him alone.</summary>
internal sealed class DisownCommand(IThingRegistry registry) : IBoardCommand
{
    private const string Sure = "sure";

    public string Node => "disown";

    public string Name => "Give it up";

    public AccessAction Action => AccessAction.Manage;

    public ValueTask<CommandStage> StartAsync(Jid person, Board board, CancellationToken ct)
    {
        var form = new DataForm(DataFormType.Form)
        {
            Title = $"Give {board.Name} up",
            Instructions = ["It will have no owner, and waits for somebody who claims it. Your rules for it are forgotten."],
            Fields = [new FormField { Var = Sure, Type = FormFieldType.Boolean, Label = "I am sure", Values = ["false"] }],
        };
        return new(new CommandStage.Ask(form, async (submission, token) =>
        {
            if (submission.Field(Sure)?.Boolean != true)
                return CommandStage.End.Said($"{board.Name} stays yours.");
            return await registry.DisownAsync(person, board.Address, new NodeRef(""), token) == DisownOutcome.Done
                ? CommandStage.End.Said($"{board.Name} is not yours any more.")
                : CommandStage.End.Failed($"{board.Name} is not yours.");
        }));
    }
}
