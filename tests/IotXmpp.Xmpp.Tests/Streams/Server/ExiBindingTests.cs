using IotXmpp.Exi;
using IotXmpp.Testing;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;
using IotXmpp.Xmpp.Streams;

namespace IotXmpp.Xmpp.Tests.Streams.Server;

/// <summary>EXI from the first octet (XEP-0322 2.4).</summary>
public sealed class ExiBindingTests
{
    [Fact]
    [Spec("EXI-069", "EXI-071", "EXI-034", "EXI-027", "EXI-030", "EXI-039", "EXI-047", "EXI-058")]
    public async Task A_configuration_named_in_the_header_is_echoed_and_used()
    {
        await using var fixture = new ExiFixture();
        var peer = fixture.Connect(ExiPeer.Small);
        await peer.OpenAsync("c:small-1");
        var options = await peer.ReceiveHeaderAsync();
        options.Should().Be(new ExiOptions { SchemaId = ExiSchemaId.Named("c:small-1") }, "it names the configuration and nothing else");
        var start = await peer.ReceiveAsync(Ns.Exi, "streamStart");
        start.Attribute("from").Should().Be("localhost");
        start.Attribute("version").Should().StartWith("1", "a decimal keeps its value, not its spelling");
        (await peer.ReceiveAsync(Ns.Streams, "features")).ToString().Should().Contain("SCRAM-SHA-256");
        await peer.AuthenticateAsync();

        peer.Restart();
        await peer.OpenAsync("c:small-1");
        (await peer.ReceiveHeaderAsync())!.SchemaId.Value.Should().Be("c:small-1");
        await peer.ReceiveAsync(Ns.Exi, "streamStart");
        var features = await peer.ReceiveAsync(Ns.Streams, "features");
        features.Elements.Select(feature => feature.LocalName).Should().Equal("bind", "sm");
        (await peer.BindAsync()).Should().Be("board1@localhost/r");
        var session = await fixture.Host.NextSessionAsync();
        session.Stream.Traits.IsExi.Should().BeTrue();

        await peer.SendAsync("<message xmlns='jabber:client' to='juliet@localhost'><body>21 degrees</body></message>");
        ((Message)await session.NextStanzaAsync()).Body.Should().Be("21 degrees");
        session.Stream.TrySend(new Message { Payloads = [Message.BodyOf("thanks")] });
        (await peer.ReceiveAsync(Ns.Client, "message")).Element("body")!.Text.Should().Be("thanks");

        await peer.SendAsync($"<streamEnd xmlns='{Ns.Exi}'/>");
        await peer.ReceiveAsync(Ns.Exi, "streamEnd");
        (await session.ClosedAsync()).Should().BeEmpty();
    }

    [Theory]
    [InlineData("c:nobody-knows")]
    [InlineData("c:small.zz.1.1")]
    [InlineData("urn:example:other")]
    [Spec("EXI-072")]
    public async Task An_unknown_configuration_is_refused_in_the_default_one(string schemaId)
    {
        await using var fixture = new ExiFixture();
        var peer = fixture.Connect(ExiPeer.Default);
        await peer.OpenAsync(schemaId);
        (await peer.ReceiveHeaderAsync()).Should().BeNull();
        await peer.ReceiveAsync(Ns.Exi, "streamEnd");
        peer.Close();
        (await peer.ReceiveRestAsync()).Should().BeEmpty();
    }

    [Fact]
    [Spec("EXI-032", "EXI-033", "EXI-036", "EXI-037")]
    public async Task The_default_schema_carries_authentication_and_a_proposal()
    {
        await using var fixture = new ExiFixture();
        var peer = fixture.Connect(ExiPeer.Default);
        await peer.OpenAsync();
        (await peer.ReceiveHeaderAsync()).Should().BeNull();
        await peer.ReceiveAsync(Ns.Exi, "streamStart");
        (await peer.ReceiveAsync(Ns.Streams, "features")).Element(Ns.Sasl, "mechanisms").Should().NotBeNull();
        await peer.AuthenticateAsync();
        peer.Restart();
        await peer.OpenAsync();
        (await peer.ReceiveHeaderAsync()).Should().BeNull();
        await peer.ReceiveAsync(Ns.Exi, "streamStart");
        (await peer.ReceiveAsync(Ns.Streams, "features")).Elements.Should().BeEmpty("the default schema knows neither bind nor stream management");

        await peer.SendAsync($"<setup xmlns='{Ns.Exi}' configurationId='small-1'/>");
        var response = await peer.ReceiveAsync(Ns.Exi, "setupResponse");
        response.Attribute("agreement").Should().Be("true");
        peer.Restart(ExiPeer.Small);
        await peer.OpenAsync();
        (await peer.ReceiveHeaderAsync()).Should().BeNull("what was negotiated need not be named");
        await peer.ReceiveAsync(Ns.Exi, "streamStart");
        (await peer.ReceiveAsync(Ns.Streams, "features")).Element(Ns.Bind, "bind").Should().NotBeNull();
        (await peer.BindAsync()).Should().Be("board1@localhost/r");
    }

    [Theory]
    [InlineData("<stream:stream xmlns:stream='http://etherx.jabber.org/streams'>")]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    [InlineData("\u0001\u0002\u0003")]
    public async Task What_is_no_exi_is_refused(string text)
    {
        await using var fixture = new ExiFixture();
        var peer = fixture.Connect(ExiPeer.Default);
        await peer.SendBytesAsync(System.Text.Encoding.UTF8.GetBytes(text));
        (await peer.ReceiveHeaderAsync()).Should().BeNull();
        await peer.ReceiveAsync(Ns.Exi, "streamEnd");
    }

    [Fact]
    public async Task Random_bytes_end_every_time()
    {
        var random = new Random(20261122);
        for (int i = 0; i < 200; i++)
        {
            await using var fixture = new ExiFixture();
            var peer = fixture.Connect(ExiPeer.Default);
            byte[] noise = new byte[random.Next(1, 3000)];
            random.NextBytes(noise);
            if (i % 2 == 0)
                noise = [.. "$EXI"u8, 0x80, .. noise];
            await peer.SendBytesAsync(noise);
            peer.Close();
            await peer.ReceiveRestAsync();
        }
    }

    [Fact]
    [Spec("EXI-080")]
    public async Task A_body_that_never_ends_is_cut_off()
    {
        await using var fixture = new ExiFixture();
        var peer = fixture.Connect(ExiPeer.Small);
        var (_, session) = await fixture.BoundAsync(peer);
        byte[] large = peer.Encode("<message xmlns='jabber:client'><body>" + new string('a', 70_000) + "</body></message>");
        await peer.SendBytesAsync(large);
        await peer.ReceiveAsync(Ns.Streams, "error");
        await peer.ReceiveAsync(Ns.Exi, "streamEnd");
        await session.ClosedAsync();
    }

    [Fact]
    public async Task A_body_that_drips_is_one_stanza_and_no_more()
    {
        await using var fixture = new ExiFixture();
        var peer = fixture.Connect(ExiPeer.Small);
        var (_, session) = await fixture.BoundAsync(peer);
        foreach (byte b in peer.Encode("<message xmlns='jabber:client' id='slow'><body>one byte at a time</body></message>"))
            await peer.SendBytesAsync(new[] { b });
        var message = (Message)await session.NextStanzaAsync();
        message.Id.Should().Be("slow");
        message.Body.Should().Be("one byte at a time");
        await peer.SendAsync("<message xmlns='jabber:client' id='next'/>");
        (await session.NextStanzaAsync()).Id.Should().Be("next");
    }

    [Fact]
    public async Task Half_a_body_is_no_stanza()
    {
        await using var fixture = new ExiFixture();
        var peer = fixture.Connect(ExiPeer.Small);
        var (_, session) = await fixture.BoundAsync(peer);
        byte[] body = peer.Encode("<message xmlns='jabber:client' id='1'><body>half</body></message>");
        await peer.SendBytesAsync(body.AsMemory(0, body.Length - 1));
        peer.Close();
        (await session.ClosedAsync()).Should().BeEmpty();
    }

    [Fact]
    [Spec("EXI-038")]
    public async Task What_strict_grammars_cannot_carry_is_dropped_whole_and_its_owner_told()
    {
        await using var fixture = new ExiFixture();
        var peer = fixture.Connect(ExiPeer.Small);
        var (_, session) = await fixture.BoundAsync(peer);
        session.Stream.TrySend(new Message { Id = "1", Payloads = [Message.BodyOf("a"), XmppElement.Parse("<what xmlns='urn:example:unknown'/>")] });
        session.Stream.TrySend(new Message { Id = "2" });
        (await peer.ReceiveAsync(Ns.Client, "message")).Attribute("id").Should().Be("2");
        (await session.NextAsync()).Should().Be("unsendable");
        session.Unsendable.Should().ContainSingle().Which.Id.Should().Be("1");
    }

    [Fact]
    public async Task Stream_elements_inside_a_stanza_are_refused()
    {
        await using var fixture = new ExiFixture();
        var peer = fixture.Connect(ExiPeer.Small);
        var (_, session) = await fixture.BoundAsync(peer);
        await peer.SendAsync($"<message xmlns='jabber:client'><features xmlns='{Ns.Streams}'/></message>");
        (await peer.ReceiveAsync(Ns.Streams, "error")).Element(Ns.StreamErrors, "invalid-xml").Should().NotBeNull();
        await session.ClosedAsync();
    }

    [Fact]
    [Spec("XEP-0198 5", "GEN-067", "EXI-054")]
    public async Task A_session_is_resumed_over_exi()
    {
        await using var fixture = new ExiFixture();
        var first = fixture.Connect(ExiPeer.Small);
        var (_, session) = await fixture.BoundAsync(first);
        await first.SendAsync($"<enable xmlns='{Ns.StreamManagement}' resume='true'/>");
        string id = (await first.ReceiveAsync(Ns.StreamManagement, "enabled")).Attribute("id")!;
        session.Stream.TrySend(new Message { Id = "1" });
        await first.ReceiveAsync(Ns.Client, "message");
        first.Close();
        (await session.NextAsync()).Should().Be("detached");

        var second = fixture.Connect(ExiPeer.Small);
        await fixture.LogInAsync(second);
        await second.SendAsync($"<resume xmlns='{Ns.StreamManagement}' h='0' previd='{id}'/>");
        (await second.ReceiveAsync(Ns.StreamManagement, "resumed")).Attribute("h").Should().Be("0");
        (await second.ReceiveAsync(Ns.Client, "message")).Attribute("id").Should().Be("1");
    }
}
