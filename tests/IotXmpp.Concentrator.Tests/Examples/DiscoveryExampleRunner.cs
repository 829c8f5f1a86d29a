using System.Xml.Linq;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Tests.Examples;

/// <summary>Plays examples in which a thing has to answer what it is told (XEP-0347).</summary>
internal sealed class DiscoveryExampleRunner : ExampleRunner
{
    /// <summary>
    /// <c>acknowledge</c>: the request shown must go out, and is answered with a result, or with an error if <c>error='true'</c>.
    /// </summary>
    protected override async Task<bool> PlayAsync(World world, XElement step)
    {
        if (step.Name.LocalName != "acknowledge")
            return await base.PlayAsync(world, step);
        var expected = step.Elements().Single();
        var to = Jid.Parse(ExampleFile.Required(expected, "to"));
        var request = await world.Upstream.NextAsync<Iq>(iq => iq.To == to && iq.IsRequest);
        Compare(expected, request);
        await world.ReceiveAsync((string?)step.Attribute("error") == "true" ? request.Fail(StanzaErrors.ServiceUnavailable()) : request.Result());
        return true;
    }
}
