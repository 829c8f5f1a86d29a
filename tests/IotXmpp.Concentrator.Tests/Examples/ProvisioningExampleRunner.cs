using System.Xml.Linq;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Tests.Examples;

/// <summary>Plays examples in which boards ask us who is a friend and what is allowed, or we ask another provisioning server (XEP-0324).</summary>
internal sealed class ProvisioningExampleRunner : ExampleRunner
{
    /// <summary><c>trust</c>: the provisioning server <c>server</c> decides; without it we are one.</summary>
    protected override ConcentratorOptions Configure(ConcentratorOptions options, Example example) =>
        example.Steps.SingleOrDefault(step => step.Name.LocalName == "trust") is { } trust
            ? options with { ProvisioningServer = Jid.Parse(ExampleFile.Required(trust, "server")) }
            : options;

    protected override async Task<bool> PlayAsync(World world, XElement step)
    {
        switch (step.Name.LocalName)
        {
            case "trust":
                return true;
            case "rule":
                await world.ChatAsync(Jid.Parse(ExampleFile.Required(step, "by")), world.Domain, step.Value);
                return true;
            case "ask":
                await AnswerAsync(world, step);
                return true;
            case "say":
                foreach (var stanza in step.Elements())
                    await Board(ExampleFile.Required(step, "board")).SayAsync(Stanza.Read(Element(stanza)));
                return true;
            case "told":
                var told = Board(ExampleFile.Required(step, "board")).Received
                    .Where(stanza => stanza.Payloads.Any(payload => payload.Namespace == Ns.Provisioning) || stanza is Iq { Type: IqType.Error }).ToList();
                var shown = step.Elements().ToList();
                told.Should().HaveCount(shown.Count, "the board is told what the example shows");
                foreach (var (should, did) in shown.Zip(told))
                    Compare(should, did);
                return true;
            default:
                return await base.PlayAsync(world, step);
        }
    }

    /// <summary>The request shown first must go out; it is answered with what is shown second, as to its id.</summary>
    private async Task AnswerAsync(World world, XElement step)
    {
        var shown = step.Elements().ToList();
        var to = Jid.Parse(ExampleFile.Required(shown[0], "to"));
        var request = await world.Upstream.NextAsync<Iq>(iq => iq.To == to && iq.IsRequest);
        Compare(shown[0], request);
        await ReceiveAsync(world, (Iq)Stanza.Read(Element(shown[1])) with { Id = request.Id });
    }
}
