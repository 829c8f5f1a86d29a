using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using IotXmpp.Concentrator.Storage.Access;
using IotXmpp.Testing;
using IotXmpp.Things.Provisioning;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Tests.Provisioning;

/// <summary>The concentrator as provisioning server (XEP-0324): for its boards, and for services with certificates.</summary>
public sealed class ProvisioningServerTests
{
    private const string Domain = "things.localhost";
    private static readonly Jid Visitor = Jid.Parse("visitor@example.net/phone");
    private static int s_readouts;

    [Fact]
    [Spec("PR-063")]
    public async Task The_domain_says_that_it_is_a_provisioning_server_and_boards_do_not()
    {
        await using var world = await World.CreateAsync();

        (await FeaturesAsync(world, Domain)).Should().Contain("urn:xmpp:iot:provisioning");
        (await FeaturesAsync(world, "board1@things.localhost")).Should().NotContain("urn:xmpp:iot:provisioning");
    }

    [Fact]
    [Spec("PR-020", "PR-021", "PR-022")]
    public async Task A_board_asks_who_is_a_friend()
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board1");
        await world.ChatAsync(World.Alice, Domain, "allow visitor@example.net see board1");

        (await AskAsync(board, "<isFriend xmlns='urn:xmpp:iot:provisioning' jid='visitor@example.net/any'/>")).Should().Match<XmppElement>(element =>
            element.LocalName == "isFriendResponse" && element.Attribute("result") == "true" && element.Attribute("jid") == "visitor@example.net" && element.Attribute("secondaryTrustAllowed") == null);
        (await AskAsync(board, "<isFriend xmlns='urn:xmpp:iot:provisioning' jid='mallory@localhost'/>")).Attribute("result").Should().Be("false");
        (await AskAsync(board, "<isFriend xmlns='urn:xmpp:iot:provisioning' jid='alice@localhost'/>")).Attribute("result").Should().Be("true");
    }

    [Fact]
    [Spec("PR-030", "PR-034", "PR-035")]
    public async Task A_board_asks_what_may_be_read()
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board1");
        await world.ChatAsync(World.Alice, Domain, "allow visitor@example.net board1 Temperature Pressure");

        (await AskAsync(board, CanRead(""))).ToString().Should().Contain("result=\"true\"").And.Contain("momentary=\"true\"").And.Contain("Temperature").And.Contain("Pressure").And.NotContain("Humidity");
        var both = await AskAsync(board, CanRead("<field name='Temperature'/><field name='Humidity'/>"));
        both.Elements.Select(field => field.Attribute("name")).Should().Equal("Temperature");
        var one = await AskAsync(board, CanRead("<field name='Temperature'/>"));
        one.Attribute("result").Should().Be("true");
        one.Elements.Should().BeEmpty("everything that was asked for is allowed");
        var none = await AskAsync(board, CanRead("<field name='Humidity'/>"));
        none.Attribute("result").Should().Be("false");
        none.Elements.Should().BeEmpty();
    }

    [Fact]
    [Spec("PR-032", "PR-033", "PR-036")]
    public async Task Nodes_are_answered_one_by_one()
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board1");
        await world.ChatAsync(World.Alice, Domain, "allow visitor@example.net board1 node meter1");

        (await AskAsync(board, CanRead("<node nodeId='board1/meter1'/><node nodeId='board1/meter2'/>"))).Elements.Select(node => node.Attribute("nodeId")).Should().Equal("board1/meter1");
        (await AskAsync(board, CanRead("<node nodeId='board1/meter2'/>"))).Attribute("result").Should().Be("false");
    }

    [Fact]
    [Spec("PR-038", "PR-039")]
    public async Task A_board_asks_what_may_be_controlled()
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board2");
        await world.ChatAsync(World.Alice, Domain, "allow visitor@example.net control board2 Relay");
        const string both = "<canControl xmlns='urn:xmpp:iot:provisioning' jid='visitor@example.net'><parameter name='Relay'/><parameter name='Brightness'/></canControl>";

        (await AskAsync(board, both)).Should().Match<XmppElement>(element => element.LocalName == "canControlResponse" && element.Elements.Single().Attribute("name") == "Relay");
        (await AskAsync(board, both.Replace("visitor@example.net", "mallory@localhost", StringComparison.Ordinal))).Attribute("result").Should().Be("false");
    }

    [Fact]
    [Spec("PR-067")]
    public async Task Who_is_not_known_here_is_told_no()
    {
        await using var world = await World.CreateAsync();

        var answer = await world.AskAsync(Visitor, Domain, IqType.Get, "<canRead xmlns='urn:xmpp:iot:provisioning' jid='alice@localhost' momentary='true'/>");

        answer.Request!.Attribute("result").Should().Be("false");
        (await world.AskAsync(Visitor, Domain, IqType.Get, "<isFriend xmlns='urn:xmpp:iot:provisioning' jid='alice@localhost'/>")).Request!.Attribute("result").Should().Be("false");
        (await world.AskAsync(Visitor, "board1@things.localhost", IqType.Get, "<isFriend xmlns='urn:xmpp:iot:provisioning' jid='alice@localhost'/>")).Error!.Condition.Should().Be("service-unavailable");
    }

    [Fact]
    [Spec("PR-043", "PR-044", "PR-049")]
    public async Task A_change_of_rules_clears_the_cache_of_a_board_that_asked_once_it_is_there_and_until_it_says_so()
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board1");
        await AskAsync(board, CanRead(""));
        await board.LeaveAsync();
        await world.ChatAsync(World.Alice, Domain, "allow visitor@example.net board1");
        await world.RestartAsync();

        var silent = await world.ConnectAsync("board1");
        var asked = await ClearAsync(silent);
        await silent.LeaveAsync();
        var again = await world.ConnectAsync("board1");
        asked = await ClearAsync(again);
        await again.SayAsync(asked.Result(XmppElement.Parse("<clearCacheResponse xmlns='urn:xmpp:iot:provisioning'/>")));
        await UntilAsync(async () => (await world.Provisioning.GetClientAsync("board1", CancellationToken.None) & ProvisioningClientState.OwesClear) == 0);
        await again.LeaveAsync();

        var last = await world.ConnectAsync("board1");
        await world.SettleAsync();
        last.Received.OfType<Iq>().Should().NotContain(iq => iq.Payload(Ns.Provisioning, "clearCache") != null);
    }

    [Fact]
    public async Task A_board_that_never_asked_is_not_bothered()
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board1");

        await world.ChatAsync(World.Alice, Domain, "allow visitor@example.net board1");
        await world.SettleAsync();

        board.Received.Should().NotContain(stanza => stanza.Payloads.Any(payload => payload.Namespace == Ns.Provisioning));
    }

    [Fact]
    public async Task An_answer_good_for_once_is_taken_back_from_the_cache_at_once()
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board1");
        await world.ChatAsync(World.Alice, Domain, "allow visitor@example.net board1 once");

        (await AskAsync(board, CanRead(""))).Attribute("result").Should().Be("true");
        await ClearAsync(board);
        (await AskAsync(board, CanRead(""))).Attribute("result").Should().Be("false");
    }

    [Fact]
    [Spec("PR-024", "PR-025", "PR-028")]
    public async Task Friends_are_recommended_and_taken_away_where_they_were_asked_about()
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board1");
        var other = await world.ConnectAsync("board2");
        await AskAsync(board, "<isFriend xmlns='urn:xmpp:iot:provisioning' jid='visitor@example.net'/>");

        await world.ChatAsync(World.Alice, Domain, "allow visitor@example.net board1");
        await world.ChatAsync(World.Alice, Domain, "allow visitor@example.net board2");
        await world.ChatAsync(World.Alice, Domain, "deny visitor@example.net board1");

        var told = board.Received.OfType<Message>().SelectMany(message => message.Payloads).Where(payload => payload.Namespace == Ns.Provisioning).ToList();
        told.Select(payload => payload.LocalName).Should().Equal("friend", "unfriend");
        told.Should().OnlyContain(payload => payload.Attribute("jid") == "visitor@example.net");
        other.Received.OfType<Message>().Should().BeEmpty();
    }

    [Fact]
    [Spec("PR-008", "PR-009", "PR-013", "PR-018", "PR-052")]
    public async Task A_service_with_a_token_reads_what_its_certificate_may()
    {
        await using var world = await World.CreateAsync();
        var board = await world.ConnectAsync("board1");
        board.Readings = world.Climate();
        using var certificate = Certificate(world);
        string thumbprint = TokenCertificate.Read(certificate.RawData)!.Thumbprint;
        await world.ChatAsync(World.Alice, Domain, $"allow certificate {thumbprint} board1 Temperature");
        string token = (await TokenAsync(world, certificate))!;
        token.Should().MatchRegex("^[A-Za-z0-9_-]{43}$");

        // Without the key the token is worth nothing, whoever shows it.
        (await ReadAsync(world, Visitor, token, null)).Should().BeNull();
        (await ReadAsync(world, World.Mallory, token, null)).Should().BeNull();
        (await ReadAsync(world, Visitor, token, certificate)).Should().Equal("Temperature");
        (await ReadAsync(world, Visitor, $"other {token}", null)).Should().Equal(["Temperature"], "the sender has just shown its key");

        await world.ChatAsync(World.Alice, Domain, "forget 1");
        (await ReadAsync(world, Visitor, token, certificate)).Should().BeNull();
    }

    [Fact]
    [Spec("PR-017")]
    public async Task Of_several_identities_the_most_forgiving_counts_but_not_against_the_owners_word()
    {
        await using var world = await World.CreateAsync();
        (await world.ConnectAsync("board1")).Readings = world.Climate();
        using var certificate = Certificate(world);
        await world.ChatAsync(World.Alice, Domain, $"allow certificate {TokenCertificate.Read(certificate.RawData)!.Thumbprint} board1 Temperature");
        await world.ChatAsync(World.Alice, Domain, "deny everyone at example.net board1");
        string token = (await TokenAsync(world, certificate))!;

        (await ReadAsync(world, Visitor, token, certificate)).Should().Equal("Temperature");
        await world.ChatAsync(World.Alice, Domain, "deny visitor@example.net board1");
        (await ReadAsync(world, Visitor, token, certificate)).Should().BeNull();
    }

    [Fact]
    [Spec("PR-010", "PR-011", "SEC-6")]
    public async Task Wrong_and_unknown_answers_to_a_challenge_are_errors()
    {
        await using var world = await World.CreateAsync();
        using var certificate = Certificate(world);
        await world.ChatAsync(World.Alice, Domain, $"allow certificate {TokenCertificate.Read(certificate.RawData)!.Thumbprint} board1");
        var challenge = await world.AskAsync(Visitor, Domain, IqType.Get, ProvisioningXml.WriteGetToken(certificate.RawData));
        int number = int.Parse(challenge.Request!.Attribute("seqnr")!, System.Globalization.CultureInfo.InvariantCulture);
        byte[] block = TokenCertificate.Answer(certificate.GetRSAPrivateKey()!, Convert.FromBase64String(challenge.Request.Text))!;

        (await world.AskAsync(Visitor, Domain, IqType.Get, ProvisioningXml.WriteGetTokenChallenge(number + 1, block, true))).Error!.Condition.Should().Be("item-not-found");
        (await world.AskAsync(World.Mallory, Domain, IqType.Get, ProvisioningXml.WriteGetTokenChallenge(number, block, true))).Error!.Condition.Should().Be("item-not-found");
        world.Time.Advance(TimeSpan.FromMinutes(1));
        var wrong = await world.AskAsync(Visitor, Domain, IqType.Get, ProvisioningXml.WriteGetTokenChallenge(number, [1, 2], true));
        wrong.Error.Should().Match<StanzaError>(error => error.Type == StanzaErrorType.Modify && error.Condition == "bad-request");
        (await world.AskAsync(Visitor, Domain, IqType.Get, ProvisioningXml.WriteGetTokenChallenge(number, block, true))).Error!.Condition.Should().Be("item-not-found", "there is one try");
    }

    [Fact]
    public async Task A_token_is_for_those_a_rule_is_about()
    {
        await using var world = await World.CreateAsync();
        using var certificate = Certificate(world);

        (await world.AskAsync(Visitor, Domain, IqType.Get, ProvisioningXml.WriteGetToken(certificate.RawData))).Error!.Condition.Should().Be("forbidden");
        (await world.AskAsync(World.Alice, Domain, IqType.Get, ProvisioningXml.WriteGetToken([1, 2, 3]))).Error!.Condition.Should().Be("bad-request");
        (await world.AskAsync(World.Alice, Domain, IqType.Get, ProvisioningXml.WriteGetToken(certificate.RawData))).Request!.LocalName.Should().Be("getTokenChallenge");
        world.Time.Advance(TimeSpan.FromDays(2));
        (await world.AskAsync(World.Alice, Domain, IqType.Get, ProvisioningXml.WriteGetToken(certificate.RawData))).Error!.Condition.Should().Be("not-acceptable");
    }

    private static string CanRead(string scope) => $"<canRead xmlns='urn:xmpp:iot:provisioning' jid='visitor@example.net' momentary='true'>{scope}</canRead>";

    private static X509Certificate2 Certificate(World world)
    {
        using var key = RSA.Create(2048);
        return new CertificateRequest("CN=service", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(world.Now.AddDays(-1), world.Now.AddDays(1));
    }

    /// <summary>Gets a token as a service does, through our own client.</summary>
    private static ValueTask<string?> TokenAsync(World world, X509Certificate2 certificate) =>
        new ProvisioningClient(async (type, payload, _) => await world.AskAsync(Visitor, Domain, type, payload), new ProvisioningLimits()).GetTokenAsync(certificate, CancellationToken.None);

    /// <summary>Reads board1 with a token, answering a challenge with the key if there is one; the fields, or null if it is refused.</summary>
    private static async Task<List<string>?> ReadAsync(World world, Jid from, string tokens, X509Certificate2? certificate)
    {
        await world.ReceiveAsync($"<iq xmlns='jabber:client' type='get' id='t1' from='{from}' to='board1@things.localhost'><req xmlns='urn:xmpp:iot:sensordata' seqnr='{Interlocked.Increment(ref s_readouts)}' momentary='true' serviceToken='{tokens}'/></iq>");
        var iq = await world.Upstream.NextAsync<Iq>();
        if (iq.Payload(Ns.Provisioning, "tokenChallenge") is { } challenge)
        {
            iq.To.Should().Be(from);
            tokens.Split(' ').Should().Contain(challenge.Attribute("token"));
            var answer = certificate is null
                ? iq.Fail(StanzaErrors.Refused())
                : iq.Result(ProvisioningXml.WriteTokenChallengeResponse(TokenCertificate.Answer(certificate.GetRSAPrivateKey()!, Convert.FromBase64String(challenge.Text))!));
            await world.ReceiveAsync(answer with { From = from, To = Jid.Parse(Domain) });
            iq = await world.Upstream.NextAsync<Iq>(each => each.Id == "t1");
        }

        if (iq.Type == IqType.Error)
            return null;
        var message = await world.Upstream.NextAsync<Message>(each => each.To == from && each.Payload(Ns.SensorData, "fields")?.Attribute("done") == "true");
        return [.. message.Payload(Ns.SensorData, "fields")!.Elements.SelectMany(node => node.Elements).SelectMany(at => at.Elements).Select(field => field.Attribute("name")!)];
    }

    /// <summary>A board asks its concentrator.</summary>
    private static async Task<XmppElement> AskAsync(ScriptedBoard board, string payload)
    {
        string id = $"b{board.Received.Count}";
        await board.SayAsync(new Iq { Type = IqType.Get, Id = id, To = Jid.Parse(Domain), Payloads = [XmppElement.Parse(payload)] });
        return board.Received.OfType<Iq>().Single(iq => iq.Id == id).Request!;
    }

    private static async Task<Iq> ClearAsync(ScriptedBoard board)
    {
        Iq? found = null;
        await UntilAsync(() => new ValueTask<bool>((found = board.Received.OfType<Iq>().FirstOrDefault(iq => iq.Payload(Ns.Provisioning, "clearCache") is not null)) is not null));
        found!.Type.Should().Be(IqType.Set);
        return found;
    }

    private static async Task UntilAsync(Func<ValueTask<bool>> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (!await condition())
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private static async Task<List<string?>> FeaturesAsync(World world, string to) =>
        [.. (await world.AskAsync(World.Alice, to, IqType.Get, $"<query xmlns='{Ns.DiscoInfo}'/>")).Request!.Elements.Where(element => element.LocalName == "feature").Select(feature => feature.Attribute("var"))];
}
