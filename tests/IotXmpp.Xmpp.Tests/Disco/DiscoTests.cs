using IotXmpp.Testing;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Disco;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Routing;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Xmpp.Tests.Disco;

public sealed class DiscoTests
{
    private const string Info = "<query node=\"n\" xmlns=\"http://jabber.org/protocol/disco#info\"><identity category=\"component\" type=\"generic\" name=\"Concentrator\" xml:lang=\"en\" /><identity category=\"gateway\" type=\"iot\" /><feature var=\"http://jabber.org/protocol/disco#info\" /><feature var=\"urn:xmpp:iot:sensordata\" /><x type=\"result\" xmlns=\"jabber:x:data\"><field var=\"FORM_TYPE\" type=\"hidden\"><value>urn:x</value></field></x></query>";
    private const string Items = "<query xmlns=\"http://jabber.org/protocol/disco#items\"><item jid=\"board1@things.localhost\" name=\"Board\" /><item jid=\"things.localhost\" node=\"a\" /></query>";

    [Fact]
    [Spec("XEP-0030 3.1")]
    public void Reads_and_writes_information()
    {
        var info = DiscoXml.ReadInfo(XmppElement.Parse(Info), DiscoLimits.Default);
        info.Node.Should().Be("n");
        info.Identities.Should().Equal(new DiscoIdentity("component", "generic", "Concentrator", "en"), new DiscoIdentity("gateway", "iot"));
        info.Features.Should().Equal(Ns.DiscoInfo, Ns.SensorData);
        info.Forms.Should().ContainSingle().Which.FormType.Should().Be("urn:x");
        info.ToElement().ToString().Should().Be(Info);
    }

    [Fact]
    [Spec("XEP-0030 4.1")]
    public void Reads_and_writes_items()
    {
        var items = DiscoXml.ReadItems(XmppElement.Parse(Items), DiscoLimits.Default);
        items.Items.Should().Equal(new DiscoItem(Jid.Parse("board1@things.localhost"), null, "Board"), new DiscoItem(Jid.Parse("things.localhost"), "a"));
        items.ToElement().ToString().Should().Be(Items);
    }

    [Fact]
    public void Unknown_children_and_attributes_are_ignored()
    {
        DiscoXml.ReadInfo(XmppElement.Parse(Info.Replace("<feature", "<new /><feature new=\"1\"")), DiscoLimits.Default).Features.Should().HaveCount(2);
        DiscoXml.ReadItems(XmppElement.Parse(Items.Replace("<item", "<new /><item new=\"1\"")), DiscoLimits.Default).Items.Should().HaveCount(2);
    }

    [Theory]
    [InlineData("<identity type='a'/>", "bad-request")]
    [InlineData("<identity category='a' type=''/>", "bad-request")]
    [InlineData("<feature/>", "bad-request")]
    [InlineData("<feature var='a'/><feature var='b'/><feature var='c'/>", "policy-violation")]
    [InlineData("<feature var='123456'/>", "policy-violation")]
    public void Information_is_checked(string content, string condition)
    {
        var read = () => DiscoXml.ReadInfo(XmppElement.Parse($"<query xmlns='http://jabber.org/protocol/disco#info'>{content}</query>"), new DiscoLimits { MaxEntries = 2, MaxTextLength = 5 });
        read.Should().Throw<StanzaException>().Which.Error.Condition.Should().Be(condition);
    }

    [Theory]
    [InlineData("<item/>", "bad-request")]
    [InlineData("<item jid='@'/>", "bad-request")]
    [InlineData("<item jid='a'/><item jid='a'/><item jid='a'/>", "policy-violation")]
    [InlineData("<item jid='a' name='123456'/>", "policy-violation")]
    public void Items_are_checked(string content, string condition)
    {
        var read = () => DiscoXml.ReadItems(XmppElement.Parse($"<query xmlns='http://jabber.org/protocol/disco#items'>{content}</query>"), new DiscoLimits { MaxEntries = 2, MaxTextLength = 5 });
        read.Should().Throw<StanzaException>().Which.Error.Condition.Should().Be(condition);
    }

    [Fact]
    [Spec("GEN-026", "GEN-027")]
    public async Task Handlers_mirror_the_node_and_know_what_is_not_there()
    {
        var entities = new Entities();
        var dispatcher = new IqDispatcher([new DiscoInfoHandler(entities), new DiscoItemsHandler(entities)]);
        dispatcher.Features.Should().Equal(Ns.DiscoInfo, Ns.DiscoItems);

        var info = DiscoXml.ReadInfo((await AskAsync(dispatcher, Ns.DiscoInfo, "known")).Request!, DiscoLimits.Default);
        info.Node.Should().Be("known");
        info.Features.Should().Equal(Ns.DiscoInfo, "a");
        (await AskAsync(dispatcher, Ns.DiscoItems, "known")).Request!.Attribute("node").Should().Be("known");
        (await AskAsync(dispatcher, Ns.DiscoInfo, "unknown")).Error!.Condition.Should().Be("item-not-found");
        (await AskAsync(dispatcher, Ns.DiscoItems, "unknown")).Error!.Condition.Should().Be("item-not-found");
    }

    private static async Task<Iq> AskAsync(IqDispatcher dispatcher, string ns, string node)
    {
        var request = new Iq { Type = IqType.Get, Id = "1", From = Jid.Parse("a@b/c"), To = Jid.Parse("b"), Payloads = [XmppElement.Build(ns, "query", w => w.WriteAttributeString("node", node))] };
        return (await dispatcher.DispatchAsync(request, CancellationToken.None))!;
    }

    private sealed class Entities : IDiscoEntities
    {
        public ValueTask<DiscoInfo?> FindInfoAsync(Iq request, string? node, CancellationToken ct) =>
            ValueTask.FromResult(node == "known" ? new DiscoInfo { Identities = [new("client", "bot")], Features = ["a"] } : null);

        public ValueTask<DiscoItems?> FindItemsAsync(Iq request, string? node, CancellationToken ct) =>
            ValueTask.FromResult(node == "known" ? new DiscoItems() : null);
    }
}
