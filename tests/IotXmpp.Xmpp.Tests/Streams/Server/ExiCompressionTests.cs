using IotXmpp.Testing;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;
using IotXmpp.Xmpp.Streams;
using IotXmpp.Xmpp.Streams.Exi;

namespace IotXmpp.Xmpp.Tests.Streams.Server;

/// <summary>EXI as stream compression on the XMPP port (XEP-0322 2.2).</summary>
public sealed class ExiCompressionTests
{
    private static readonly string s_schemas = string.Concat(ExiPeer.Small.Set.Schemas.Select(schema => $"<schema ns='{schema.Namespace}' bytes='{schema.Bytes}' md5Hash='{schema.Md5Hash}'/>"));

    [Fact]
    [Spec("EXI-001", "EXI-002")]
    public async Task It_is_offered_with_its_port()
    {
        await using var fixture = new ExiFixture();
        (await fixture.Server.Connect().LogInAsync()).Should().Contain("<compression xmlns='http://jabber.org/features/compress'><method>exi</method><method>exi:15222</method></compression>");
    }

    [Fact]
    [Spec("EXI-004", "EXI-010")]
    public async Task Compressing_before_setup_fails_and_the_stream_goes_on()
    {
        await using var fixture = new ExiFixture();
        var peer = fixture.Server.Connect();
        await peer.LogInAsync();
        await peer.SendAsync("<compress xmlns='http://jabber.org/protocol/compress'><method>exi</method></compress>");
        await peer.ExpectAsync("<failure xmlns='http://jabber.org/protocol/compress'><setup-failed/></failure>");
        await peer.SendAsync("<compress xmlns='http://jabber.org/protocol/compress'><method>zlib</method></compress>");
        await peer.ExpectAsync("<failure xmlns='http://jabber.org/protocol/compress'><unsupported-method/></failure>");
        (await peer.BindAsync()).Should().Be("juliet@localhost/balcony");
    }

    [Fact]
    [Spec("EXI-005", "EXI-008", "EXI-015", "EXI-021", "EXI-024", "EXI-025", "EXI-026", "EXI-007", "EXI-027", "EXI-030")]
    public async Task A_full_proposal_is_agreed_and_its_id_is_good_for_the_next_time()
    {
        await using var fixture = new ExiFixture();
        var xml = fixture.Server.Connect();
        await xml.LogInAsync();
        await xml.SendAsync($"<setup xmlns='{Ns.Exi}' version='1' strict='false' valueMaxLength='32' valuePartitionCapacity='100'>{s_schemas}</setup>");
        string response = await xml.ExpectAsync("</setupResponse>");
        response.Should().Contain("agreement='true'").And.Contain("valueMaxLength='32'").And.NotContain("missingSchema");
        string id = System.Text.RegularExpressions.Regex.Match(response, "configurationId='([^']+)'").Groups[1].Value;
        var configuration = ExiPeer.Configurations.Find(id)!;
        configuration.Options.Strict.Should().BeFalse();
        configuration.Options.ValuePartitionCapacity.Should().Be(100);
        await CompressAndBindAsync(fixture, xml, configuration);

        var again = fixture.Server.Connect();
        await again.LogInAsync();
        await again.SendAsync($"<setup xmlns='{Ns.Exi}' configurationId='{id}'/>");
        await again.ExpectAsync($"<setupResponse xmlns='{Ns.Exi}' agreement='true' configurationId='{id}'/>");
        await CompressAndBindAsync(fixture, again, configuration);
    }

    [Fact]
    [Spec("EXI-022", "EXI-068")]
    public async Task An_unknown_id_is_no_agreement()
    {
        await using var fixture = new ExiFixture();
        var peer = fixture.Server.Connect();
        await peer.LogInAsync();
        await peer.SendAsync($"<setup xmlns='{Ns.Exi}' configurationId='c76ab4ec'/>");
        await peer.ExpectAsync($"<setupResponse xmlns='{Ns.Exi}' agreement='false' configurationId='c76ab4ec'/>");
        await peer.SendAsync($"<setup xmlns='{Ns.Exi}' configurationLocation='somewhere'/>");
        await peer.ExpectAsync("agreement='false'");
        await peer.SendAsync("<compress xmlns='http://jabber.org/protocol/compress'><method>exi</method></compress>");
        await peer.ExpectAsync("<setup-failed/>");
    }

    [Fact]
    [Spec("EXI-009", "EXI-007")]
    public async Task Missing_schemas_are_named()
    {
        await using var fixture = new ExiFixture();
        var peer = fixture.Server.Connect();
        await peer.LogInAsync();
        await peer.SendAsync($"<setup xmlns='{Ns.Exi}'>{s_schemas}<schema ns='urn:example' bytes='10' md5Hash='0123456789abcdef0123456789abcdef'/></setup>");
        (await peer.ExpectAsync("</setupResponse>")).Should().Contain("agreement='false'").And.Contain("<missingSchema bytes='10' md5Hash='0123456789abcdef0123456789abcdef' ns='urn:example'/>").And.Contain("<schema ");
    }

    [Theory]
    [InlineData("compression='true'", "compression='false'")]
    [InlineData("alignment='pre-compression'", "alignment='bit-packed'")]
    [InlineData("preservePrefixes='true'", "preservePrefixes='false'")]
    [InlineData("selfContained='true'", "selfContained='false'")]
    [InlineData("sessionWideBuffers='true'", "valuePartitionCapacity='1024'")]
    [Spec("EXI-008", "EXI-055")]
    public async Task Options_are_lowered_and_agreed_on_the_second_time(string proposed, string lowered)
    {
        await using var fixture = new ExiFixture();
        var peer = fixture.Server.Connect();
        await peer.LogInAsync();
        await peer.SendAsync($"<setup xmlns='{Ns.Exi}' {proposed}>{s_schemas}</setup>");
        string response = await peer.ExpectAsync("</setupResponse>");
        response.Should().Contain("agreement='false'").And.Contain(lowered);
        await peer.SendAsync(response.Replace("setupResponse", "setup").Replace("agreement='false' ", ""));
        (await peer.ExpectAsync("</setupResponse>")).Should().Contain("agreement='true'");
    }

    [Theory]
    [InlineData("strict='true' alignment='byte-alignment'")]
    [InlineData("sessionWideBuffers='true' valueMaxLength='64' valuePartitionCapacity='64'")]
    [InlineData("preserveLexical='true'")]
    [Spec("EXI-049", "EXI-050")]
    public async Task Other_options_work(string options)
    {
        await using var fixture = new ExiFixture();
        var peer = fixture.Server.Connect();
        await peer.LogInAsync();
        await peer.SendAsync($"<setup xmlns='{Ns.Exi}' {options}>{s_schemas}</setup>");
        string response = await peer.ExpectAsync("</setupResponse>");
        string id = System.Text.RegularExpressions.Regex.Match(response, "configurationId='([^']+)'").Groups[1].Value;
        await CompressAndBindAsync(fixture, peer, ExiPeer.Configurations.Find(id)!);
    }

    [Fact]
    [Spec("EXI-018", "EXI-077", "EXI-079", "SEC-9")]
    public async Task Schemas_are_neither_fetched_nor_taken()
    {
        await using var fixture = new ExiFixture();
        var peer = fixture.Server.Connect();
        await peer.LogInAsync();
        await peer.SendAsync($"<downloadSchema xmlns='{Ns.Exi}' url='http://127.0.0.1/a.xsd'/>");
        (await peer.ExpectAsync("</downloadSchemaResponse>")).Should().Contain("result='false'").And.Contain("<invalidUrl ");
        await peer.SendAsync($"<uploadSchema xmlns='{Ns.Exi}'>AAAA</uploadSchema>");
        (await peer.BindAsync()).Should().Be("juliet@localhost/balcony");
    }

    [Theory]
    [InlineData("<setup xmlns='http://jabber.org/protocol/compress/exi' strict='perhaps'/>", "invalid-xml")]
    [InlineData("<setup xmlns='http://jabber.org/protocol/compress/exi' valueMaxLength='-1'/>", "invalid-xml")]
    [InlineData("<setup xmlns='http://jabber.org/protocol/compress/exi'><schema ns='a' bytes='1' md5Hash='b'/><schema ns='a' bytes='2' md5Hash='c'/></setup>", "invalid-xml")]
    [InlineData("<streamEnd xmlns='http://jabber.org/protocol/compress/exi'/>", "unsupported-stanza-type")]
    public async Task Malformed_proposals_end_the_stream(string xml, string condition)
    {
        await using var fixture = new ExiFixture();
        var peer = fixture.Server.Connect();
        await peer.LogInAsync();
        await peer.SendAsync(xml);
        (await peer.ExpectAsync("</stream:stream>")).Should().Contain($"<{condition} ");
    }

    [Fact]
    [Spec("EXI-078")]
    public async Task Proposals_are_counted()
    {
        await using var fixture = new ExiFixture();
        var peer = fixture.Server.Connect();
        await peer.LogInAsync();
        for (int i = 0; i < 9; i++)
            await peer.SendAsync($"<setup xmlns='{Ns.Exi}' configurationId='no'/>");
        (await peer.ExpectAsync("</stream:stream>")).Should().Contain("<policy-violation ");
    }

    [Fact]
    public async Task A_peer_that_puts_a_header_before_each_body_is_answered_in_kind()
    {
        await using var fixture = new ExiFixture();
        var xml = fixture.Server.Connect();
        await xml.LogInAsync();
        await AgreeAsync(xml);
        var exi = new ExiPeer(fixture.Server.PipeOf(xml), ExiPeer.Small);
        await exi.SendWithHeaderAsync(ExiPeer.StreamStart("localhost"));
        (await exi.ReceiveHeaderAsync(cookie: false)).Should().BeNull();
        await exi.ReceiveAsync(Ns.Exi, "streamStart");
        (await exi.ReceiveHeaderAsync(cookie: false)).Should().BeNull();
        await exi.ReceiveAsync(Ns.Streams, "features");
        await exi.SendWithHeaderAsync(XmppElement.Parse($"<iq xmlns='jabber:client' type='set' id='b'><bind xmlns='{Ns.Bind}'><resource>r</resource></bind></iq>"));
        await exi.ReceiveHeaderAsync(cookie: false);
        (await exi.ReceiveAsync(Ns.Client, "iq")).Attribute("type").Should().Be("result");
    }

    private static async Task AgreeAsync(XmlPeer xml)
    {
        await xml.SendAsync($"<setup xmlns='{Ns.Exi}' configurationId='small-1'/>");
        await xml.ExpectAsync("agreement='true' configurationId='small-1'/>");
        await xml.SendAsync("<compress xmlns='http://jabber.org/protocol/compress'><method>exi</method></compress>");
        await xml.ExpectAsync("<compressed xmlns='http://jabber.org/protocol/compress'/>");
    }

    private static async Task CompressAndBindAsync(ExiFixture fixture, XmlPeer xml, ExiConfiguration configuration)
    {
        await xml.SendAsync("<compress xmlns='http://jabber.org/protocol/compress'><method>exi</method></compress>");
        await xml.ExpectAsync("<compressed xmlns='http://jabber.org/protocol/compress'/>");
        var exi = new ExiPeer(fixture.Server.PipeOf(xml), configuration);
        await exi.StartAsync();
        (await exi.ReceiveAsync(Ns.Exi, "streamStart")).Attribute("from").Should().Be("localhost");
        var features = await exi.ReceiveAsync(Ns.Streams, "features");
        features.Element(Ns.Bind, "bind").Should().NotBeNull();
        features.Element(Ns.CompressionFeature, "compression").Should().BeNull("EXI cannot be compressed again");
        (await exi.BindAsync()).Should().Be("juliet@localhost/r");
        var session = await fixture.Host.NextSessionAsync();
        session.Stream.Traits.IsExi.Should().BeTrue();
        for (int i = 0; i < 5; i++)
        {
            await exi.SendAsync($"<message xmlns='jabber:client' id='in{i}' to='juliet@localhost'><body>again and again</body></message>");
            ((Message)await session.NextStanzaAsync()).Body.Should().Be("again and again");
            session.Stream.TrySend(new Message { Id = $"out{i}", Payloads = [Message.BodyOf("again and again")] });
            (await exi.ReceiveAsync(Ns.Client, "message")).Element("body")!.Text.Should().Be("again and again");
        }

        await exi.SendAsync($"<streamEnd xmlns='{Ns.Exi}'/>");
        await exi.ReceiveAsync(Ns.Exi, "streamEnd");
        await session.ClosedAsync();
    }
}
