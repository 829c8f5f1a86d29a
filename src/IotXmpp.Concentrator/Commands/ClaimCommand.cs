using IotXmpp.Things.Discovery;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Commands;
using IotXmpp.Xmpp.Forms;

namespace IotXmpp.Concentrator.Commands;

/// <summary>Claims a thing by the code printed on it (XEP-0347 3.9). Everybody may: who has the code has the thing.</summary>
internal sealed class ClaimCommand(IThingRegistry registry, IRequestRate rate)
{
    private const string Code = "code";
    private const string Public = "public";

    public ValueTask<CommandStage> StartAsync(Jid person, CancellationToken ct)
    {
        var form = new DataForm(DataFormType.Form)
        {
            Title = "Claim a thing",
            Instructions = ["Scan the code on the thing and put its text here."],
            Fields =
            [
                new FormField { Var = Code, Type = FormFieldType.TextSingle, Label = "Code", IsRequired = true, Description = "It begins with IoTDisco; or iotdisco:" },
                new FormField { Var = Public, Type = FormFieldType.Boolean, Label = "Others may find it", Description = "They see its description, not its values.", Values = ["false"] },
            ],
        };
        return new(new CommandStage.Ask(form, async (submission, token) =>
        {
            if (!ClaimCode.TryParse(submission.Field(Code)!.Value, out var tags))
                return new CommandStage.Refuse("That is no code of a thing. It begins with IoTDisco; or iotdisco:");
            if (!rate.TryClaim(person.Bare))
                return new CommandStage.Refuse("Too many tries. Wait a minute.");
            // Whether there is none, or it is another's, is told alike (XEP-0347 3.9).
            return await registry.ClaimAsync(person, tags, submission.Field(Public)?.Boolean ?? false, token) is { } thing
                ? CommandStage.End.Said($"{thing.Thing} is yours now.")
                : new CommandStage.Refuse("No thing waits to be claimed by this code.");
        }));
    }
}
