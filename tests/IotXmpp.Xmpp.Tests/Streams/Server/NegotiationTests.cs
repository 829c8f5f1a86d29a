using IotXmpp.Testing;
using IotXmpp.Xmpp.Stanzas;
using IotXmpp.Xmpp.Streams;

namespace IotXmpp.Xmpp.Tests.Streams.Server;

public sealed class NegotiationTests
{
    [Fact]
    [Spec("RFC 6120 9.1")]
    public async Task A_client_logs_in_and_its_stanzas_are_stamped()
    {
        await using var fixture = new ServerFixture();
        var peer = fixture.Connect();

        string features = await peer.OpenAsync();
        features.Should().StartWith("<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' from='localhost' id='")
            .And.Contain("<mechanism>SCRAM-SHA-256</mechanism>").And.NotContain("PLAIN").And.NotContain("PLUS").And.NotContain("starttls").And.NotContain("<bind");
        await peer.AuthenticateAsync("juliet", "r0m30");
        features = await peer.OpenAsync();
        features.Should().Contain("<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>").And.Contain("urn:xmpp:sm:3").And.NotContain("mechanism");

        (await peer.BindAsync("balcony")).Should().Be("juliet@localhost/balcony");
        var session = await fixture.Host.NextSessionAsync();
        await peer.SendAsync("<message to='romeo@localhost'><body>Hi</body></message>");
        var stanza = await session.NextStanzaAsync();
        stanza.From!.ToString().Should().Be("juliet@localhost/balcony");
        stanza.To!.ToString().Should().Be("romeo@localhost");
        session.Stream.TrySend(new Message { Payloads = [Message.BodyOf("Ho")] }).Should().BeTrue();
        (await peer.ExpectAsync("</message>")).Should().EndWith("<body>Ho</body></message>");
    }

    [Theory]
    [InlineData("<stream:stream to='example.com' version='1.0' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>", "host-unknown")]
    [InlineData("<stream:stream version='1.0' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>", "host-unknown")]
    [InlineData("<stream:stream to='localhost' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>", "unsupported-version")]
    [InlineData("<stream:stream to='localhost' version='0.9' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>", "unsupported-version")]
    [InlineData("<stream:stream to='localhost' version='1.0' xmlns='jabber:server' xmlns:stream='http://etherx.jabber.org/streams'>", "invalid-namespace")]
    [InlineData("<stream:stream to='localhost' version='1.0' xmlns='jabber:client' xmlns:stream='urn:wrong'>", "invalid-namespace")]
    [InlineData("<stream:stream to='local<host' version='1.0'>", "not-well-formed")]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", "not-well-formed")]
    [InlineData("<!DOCTYPE a [<!ENTITY b 'c'>]>", "restricted-xml")]
    [InlineData("<!-- hello -->", "restricted-xml")]
    [Spec("RFC 6120 4.9.3")]
    public async Task A_bad_beginning_is_answered_with_a_stream_error(string beginning, string condition)
    {
        await using var fixture = new ServerFixture();
        var peer = fixture.Connect();
        await peer.SendAsync(beginning);
        string answer = await peer.ExpectAsync("</stream:stream>");
        answer.Should().Contain("<stream:stream ").And.Contain($"<{condition} xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>");
        peer.CloseOutput();
        (await peer.ExpectEndAsync()).Should().BeEmpty();
        await fixture.LastConnection;
    }

    [Fact]
    [Spec("EXI-043")]
    public async Task Exi_and_tls_on_the_xml_port_are_told_so_in_xml()
    {
        foreach (byte[] hello in new byte[][] { [.. "$EXI"u8, 0x80, 0x8A], [0x80, 0x8A], [0x16, 3, 1, 2, 0] })
        {
            await using var fixture = new ServerFixture();
            var peer = fixture.Connect();
            await peer.SendAsync(hello);
            (await peer.ExpectAsync("</stream:stream>")).Should().Contain("<bad-format ");
        }
    }

    [Theory]
    [InlineData("not an address@@", null)]
    [InlineData("juliet@localhost", "to='juliet@localhost'")]
    [Spec("RFC 6120 4.7.1")]
    public async Task The_from_of_the_header_is_no_more_than_a_claim(string from, string? echoed)
    {
        await using var fixture = new ServerFixture();
        string features = await fixture.Connect().OpenAsync(XmlPeer.Header.Replace("to=", $"from='{from}' to="));
        if (echoed is null)
            features.Should().NotContain(" to=");
        else
            features.Should().Contain(echoed);
    }

    [Theory]
    [InlineData("<message><body>a</body></message>", "not-authorized")]
    [InlineData("<iq type='set' id='1'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>", "not-authorized")]
    [InlineData("<resume xmlns='urn:xmpp:sm:3' previd='a' h='0'/>", "not-authorized")]
    [InlineData("<what xmlns='urn:x'/>", "unsupported-stanza-type")]
    [InlineData("text", "bad-format")]
    public async Task Nothing_but_negotiation_before_authentication(string xml, string condition)
    {
        await using var fixture = new ServerFixture();
        var peer = fixture.Connect();
        await peer.OpenAsync();
        await peer.SendAsync(xml);
        (await peer.ExpectAsync("</stream:stream>")).Should().Contain($"<{condition} ");
    }

    [Theory]
    [InlineData("<message to='juliet@localhost'/>", "not-authorized")]
    [InlineData("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='SCRAM-SHA-256'/>", "not-authorized")]
    public async Task Nothing_but_bind_before_bind(string xml, string condition)
    {
        await using var fixture = new ServerFixture();
        var peer = fixture.Connect();
        await peer.LogInAsync();
        await peer.SendAsync(xml);
        (await peer.ExpectAsync("</stream:stream>")).Should().Contain($"<{condition} ");
    }

    [Theory]
    [InlineData("juliet", "wrong")]
    [InlineData("nobody", "r0m30")]
    [Spec("RFC 6120 6.4.5")]
    public async Task Wrong_passwords_and_unknown_accounts_fail_alike_and_three_times_at_most(string username, string password)
    {
        await using var fixture = new ServerFixture();
        var peer = fixture.Connect();
        await peer.OpenAsync();
        for (int attempt = 1; attempt <= 3; attempt++)
            await peer.FailToAuthenticateAsync(username, password);
        (await peer.ExpectAsync("</stream:stream>")).Should().Contain("<policy-violation ");
    }

    [Fact]
    [Spec("RFC 6120 13.12")]
    public async Task A_stranger_has_ten_seconds()
    {
        await using var fixture = new ServerFixture();
        var silent = fixture.Connect();
        var dripping = fixture.Connect();
        await dripping.OpenAsync();
        fixture.Time.Advance(TimeSpan.FromSeconds(9));
        await dripping.SendAsync("<a");
        fixture.Time.Advance(TimeSpan.FromSeconds(2));
        (await silent.ExpectAsync("</stream:stream>")).Should().Contain("<connection-timeout ");
        (await dripping.ExpectAsync("</stream:stream>")).Should().Contain("<connection-timeout ");
    }

    [Fact]
    public async Task Login_dripped_byte_by_byte_works()
    {
        await using var fixture = new ServerFixture();
        var peer = fixture.Connect();
        foreach (char c in XmlPeer.Header)
            await peer.SendAsync(c.ToString());
        await peer.ExpectAsync("</stream:features>");
        await peer.AuthenticateAsync("juliet", "r0m30");
        await peer.OpenAsync();
        foreach (char c in "<iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>")
            await peer.SendAsync(c.ToString());
        (await peer.ExpectAsync("</iq>")).Should().Contain("<jid>juliet@localhost/");
    }

    [Fact]
    [Spec("RFC 6120 7.6")]
    public async Task A_resource_is_made_up_or_refused()
    {
        await using var fixture = new ServerFixture();
        var peer = fixture.Connect();
        await peer.LogInAsync();
        await peer.SendAsync("<iq type='set' id='b0'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>" + new string('a', 1100) + "</resource></bind></iq>");
        (await peer.ExpectAsync("</iq>")).Should().Contain("id='b0'").And.Contain("<bad-request ");
        fixture.Host.BindError = StanzaErrors.ResourceConstraint();
        await peer.SendAsync("<iq type='set' id='b1'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>");
        (await peer.ExpectAsync("</iq>")).Should().Contain("<resource-constraint ");
        fixture.Host.BindError = null;
        (await peer.BindAsync(null)).Should().MatchRegex("^juliet@localhost/[a-z2-7]{8}$");
    }

    [Fact]
    public async Task Limits_hold_before_and_after_authentication()
    {
        await using var fixture = new ServerFixture();
        var stranger = fixture.Connect();
        await stranger.OpenAsync();
        await stranger.SendAsync("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='" + new string('a', 11_000));
        (await stranger.ExpectAsync("</stream:stream>")).Should().Contain("<policy-violation ");

        var (peer, session) = await fixture.BoundAsync();
        await peer.SendAsync("<message><body>" + new string('a', 60_000) + "</body></message>");
        ((Message)await session.NextStanzaAsync()).Body!.Length.Should().Be(60_000);
        await peer.SendAsync("<message><body>" + new string('a', 66_000));
        (await peer.ExpectAsync("</stream:stream>")).Should().Contain("<policy-violation ");
    }

    [Fact]
    public async Task Deep_nesting_is_a_policy_violation()
    {
        await using var fixture = new ServerFixture();
        var peer = fixture.Connect();
        await peer.OpenAsync();
        await peer.SendAsync(string.Concat(Enumerable.Repeat("<a>", 2000)));
        (await peer.ExpectAsync("</stream:stream>")).Should().Contain("<policy-violation ");
    }
}
