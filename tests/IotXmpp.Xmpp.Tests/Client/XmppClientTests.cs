using IotXmpp.Testing;
using IotXmpp.Xmpp.Client;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;
using IotXmpp.Xmpp.Streams;

namespace IotXmpp.Xmpp.Tests.Client;

public sealed class XmppClientTests
{
    private readonly InMemoryDuplexPipe _clientEnd;
    private readonly DuplexPipeStream _serverEnd;

    public XmppClientTests()
    {
        (_clientEnd, var server) = InMemoryDuplexPipe.CreatePair();
        _serverEnd = new DuplexPipeStream(server);
    }

    [Fact]
    public async Task Logs_in_binds_and_exchanges_stanzas()
    {
        var server = new ScriptedServer(_serverEnd)
        {
            Password = "pencil",
            Script = async server =>
            {
                var ping = (Iq)Stanza.Read(await server.ReadAsync());
                await server.SendAsync("<message from='a@localhost'><body>first</body></message>");
                await server.SendAsync((ping.Result() with { From = ping.To }).ToElement());
                (await server.NextAsync()).Should().Be(IotXmpp.Xmpp.Streams.Xml.XmlStreamEvent.StreamEnd);
                await server.SendAsync("</stream:stream>");
            },
        };
        var serving = server.RunAsync();
        await using var client = await TestXmppClient.ConnectAsync(_clientEnd, "user@localhost/r", "pencil");
        client.Jid.ToString().Should().Be("user@localhost/r");
        client.Client.Mechanism.Should().Be("SCRAM-SHA-256");
        var answer = await client.RequestAsync(IqType.Get, "localhost", XmppElement.Build(Ns.Ping, "ping"));
        answer.Type.Should().Be(IqType.Result);
        (await client.WaitForAsync<Message>()).Body.Should().Be("first");
        await client.CloseAsync();
        (await client.WaitForEndAsync()).Should().BeNull();
        await serving;
    }

    [Theory]
    [InlineData("SCRAM-SHA-256-PLUS")]
    [InlineData("SCRAM-SHA-1-PLUS")]
    [InlineData("PLAIN")]
    [Spec("RFC 6120 5", "RFC 5929 4")]
    public async Task Uses_tls_when_offered_and_binds_to_its_certificate(string mechanism)
    {
        using var certificate = ScriptedServer.CreateCertificate();
        var server = new ScriptedServer(_serverEnd)
        {
            Password = "pencil",
            Certificate = certificate,
            AllowPlain = true,
            Offers = name => name == mechanism,
        };
        var serving = server.RunAsync();
        await using var client = await TestXmppClient.ConnectAsync(_clientEnd, "user@localhost", "pencil", o => o with { RequireTls = true });
        client.Client.IsTls.Should().BeTrue();
        client.Client.Mechanism.Should().Be(mechanism);
        client.Jid.Resource.Should().Be("given");
        await serving;
    }

    [Fact]
    [Spec("RFC 5802 6")]
    public async Task Somebody_who_cuts_the_plus_mechanisms_out_is_refused_by_the_server()
    {
        using var certificate = ScriptedServer.CreateCertificate();
        var server = new ScriptedServer(_serverEnd) { Password = "pencil", Certificate = certificate, Offers = name => !name.EndsWith("-PLUS", StringComparison.Ordinal) };
        var serving = server.RunAsync();
        var connect = () => TestXmppClient.ConnectAsync(_clientEnd, "user@localhost", "pencil");
        (await connect.Should().ThrowAsync<SaslException>()).Which.Condition.Should().Be("not-authorized");
        await serving;
    }

    [Fact]
    public async Task Wrong_password_is_reported_as_the_server_says_it()
    {
        var serving = new ScriptedServer(_serverEnd) { Password = "pencil" }.RunAsync();
        var connect = () => TestXmppClient.ConnectAsync(_clientEnd, "user@localhost", "wrong");
        (await connect.Should().ThrowAsync<SaslException>()).Which.Condition.Should().Be("not-authorized");
        await serving;
    }

    [Fact]
    public async Task Server_that_does_not_prove_itself_is_not_trusted()
    {
        var serving = new ScriptedServer(_serverEnd) { Password = "pencil", ForgetsSignature = true }.RunAsync();
        var connect = () => TestXmppClient.ConnectAsync(_clientEnd, "user@localhost", "pencil");
        (await connect.Should().ThrowAsync<SaslException>()).Which.Condition.Should().BeNull();
        await HangsUpAsync(serving);
    }

    [Fact]
    [Spec("SEC-22")]
    public async Task No_password_is_sent_without_the_tls_that_is_required()
    {
        var serving = new ScriptedServer(_serverEnd) { Password = "pencil", AllowPlain = true }.RunAsync();
        var connect = () => TestXmppClient.ConnectAsync(_clientEnd, "user@localhost", "pencil", o => o with { RequireTls = true });
        await connect.Should().ThrowAsync<SaslException>();
        await HangsUpAsync(serving);
    }

    [Fact]
    public async Task Bytes_smuggled_in_before_tls_are_refused()
    {
        using var certificate = ScriptedServer.CreateCertificate();
        var serving = new ScriptedServer(_serverEnd) { Password = "pencil", Certificate = certificate, AfterProceed = "<stream:features/>" }.RunAsync();
        var connect = () => TestXmppClient.ConnectAsync(_clientEnd, "user@localhost", "pencil");
        await connect.Should().ThrowAsync<StreamException>();
        await HangsUpAsync(serving);
    }

    [Fact]
    public async Task Certificate_nobody_vouches_for_is_refused_by_default()
    {
        using var certificate = ScriptedServer.CreateCertificate();
        var serving = new ScriptedServer(_serverEnd) { Password = "pencil", Certificate = certificate }.RunAsync();
        var connect = () => TestXmppClient.ConnectAsync(_clientEnd, "user@localhost", "pencil", o => o with { CertificateValidation = null });
        await connect.Should().ThrowAsync<System.Security.Authentication.AuthenticationException>();
        await HangsUpAsync(serving);
    }

    [Fact]
    public async Task Stream_error_and_lost_connection_are_told_apart()
    {
        var server = new ScriptedServer(_serverEnd)
        {
            Password = "pencil",
            Script = server => server.SendAsync("<stream:error><conflict xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error></stream:stream>"),
        };
        var serving = server.RunAsync();
        await using var client = await TestXmppClient.ConnectAsync(_clientEnd, "user@localhost", "pencil");
        (await client.WaitForEndAsync()).Should().BeOfType<StreamClosedException>().Which.Condition.Should().Be(StreamErrorCondition.Conflict);
        await serving;

        var (clientEnd, serverEnd) = InMemoryDuplexPipe.CreatePair();
        serving = new ScriptedServer(new DuplexPipeStream(serverEnd)) { Password = "pencil", Script = server => server.CutAsync().AsTask() }.RunAsync();
        await using var second = await TestXmppClient.ConnectAsync(clientEnd, "user@localhost", "pencil");
        (await second.WaitForEndAsync()).Should().BeOfType<StreamClosedException>().Which.Condition.Should().BeNull();
        await serving;
    }

    [Fact]
    public async Task Waiting_in_vain_tells_what_came_instead()
    {
        var server = new ScriptedServer(_serverEnd) { Password = "pencil", Script = server => server.SendAsync("<presence from='a@localhost'/></stream:stream>") };
        var serving = server.RunAsync();
        await using var client = await TestXmppClient.ConnectAsync(_clientEnd, "user@localhost", "pencil");
        var wait = () => client.WaitForAsync<Message>();
        (await wait.Should().ThrowAsync<InvalidOperationException>()).Which.Message.Should().Contain("a@localhost");
        client.Received.Should().HaveCount(1);
        await serving;
    }

    /// <summary>The server's end fails when the client hangs up: which exception it is does not matter here.</summary>
    private static async Task HangsUpAsync(Task serving)
    {
        var wait = () => serving.WaitAsync(TestXmppClient.DefaultTimeout);
        await wait.Should().ThrowAsync<IOException>();
    }
}
