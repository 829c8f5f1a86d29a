using IotXmpp.Testing;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Disco;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Routing;
using IotXmpp.Xmpp.Stanzas;
using Microsoft.Extensions.Time.Testing;

namespace IotXmpp.Xmpp.Tests.Disco;

/// <summary>Ping, version, time, last activity, vCard: what every address answers.</summary>
public sealed class EntityInformationTests
{
    [Fact]
    [Spec("XEP-0199", "XEP-0092", "XEP-0202", "GEN-011")]
    public async Task Handlers_answer_and_announce_themselves()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 22, 18, 17, 21, TimeSpan.Zero));
        var dispatcher = new IqDispatcher([new PingHandler(), new SoftwareVersionHandler(new("IotXmpp", "0.1.0")), new EntityTimeHandler(time)]);
        dispatcher.Features.Should().Equal(Ns.Version, Ns.Ping, Ns.Time);
        (await AskAsync(dispatcher, Ns.Ping, "ping")).ToElement().ToString().Should().Be("<iq from=\"b\" id=\"1\" to=\"a@b/c\" type=\"result\" xmlns=\"jabber:client\" />");
        SoftwareVersion.Read((await AskAsync(dispatcher, Ns.Version, "query")).Request!).Should().Be(new SoftwareVersion("IotXmpp", "0.1.0"));
        (await AskAsync(dispatcher, Ns.Time, "time")).Request!.ToString().Should().Be("<time xmlns=\"urn:xmpp:time\"><tzo>Z</tzo><utc>2026-11-22T18:17:21Z</utc></time>");
        (await AskAsync(dispatcher, Ns.Ping, "ping", IqType.Set)).Error!.Condition.Should().Be("service-unavailable");
    }

    [Fact]
    [Spec("XEP-0092 3")]
    public void Version_is_read_written_and_bounded()
    {
        const string xml = "<query xmlns=\"jabber:iq:version\"><name>Exodus</name><version>0.7.0.4</version><os>Windows-XP 5.01.2600</os></query>";
        var version = SoftwareVersion.Read(XmppElement.Parse(xml));
        version.Should().Be(new SoftwareVersion("Exodus", "0.7.0.4", "Windows-XP 5.01.2600"));
        version.ToElement().ToString().Should().Be(xml);
        SoftwareVersion.Read(XmppElement.Parse(xml.Replace("<name>", "<new /><name new=\"1\">"))).Should().Be(version);
        SoftwareVersion.Read(XmppElement.Parse(xml.Replace("Exodus", new string('a', 300)))).Name.Should().HaveLength(256);
        SoftwareVersion.Read(XmppElement.Parse("<query xmlns=\"jabber:iq:version\"/>")).Should().Be(new SoftwareVersion("", ""));
    }

    [Fact]
    [Spec("XEP-0202 3")]
    public void Time_is_read_and_written()
    {
        const string xml = "<time xmlns=\"urn:xmpp:time\"><tzo>-06:00</tzo><utc>2006-12-19T17:58:35Z</utc></time>";
        var time = EntityTime.Read(XmppElement.Parse(xml))!;
        time.Time.Should().Be(new DateTimeOffset(2006, 12, 19, 11, 58, 35, TimeSpan.FromHours(-6)));
        time.Time.Offset.Should().Be(TimeSpan.FromHours(-6));
        time.ToElement().ToString().Should().Be(xml);
        EntityTime.Read(XmppElement.Parse(xml.Replace("<tzo>", "<new /><tzo new=\"1\">"))).Should().Be(time);
    }

    [Theory]
    [InlineData("<utc>2006-12-19T17:58:35Z</utc>")]
    [InlineData("<tzo>Z</tzo>")]
    [InlineData("<tzo>+25:00</tzo><utc>2006-12-19T17:58:35Z</utc>")]
    [InlineData("<tzo>+15:00</tzo><utc>2006-12-19T17:58:35Z</utc>")]
    [InlineData("<tzo>06:00</tzo><utc>2006-12-19T17:58:35Z</utc>")]
    [InlineData("<tzo>Z</tzo><utc>yesterday</utc>")]
    public void Malformed_times_are_none(string content) => EntityTime.Read(XmppElement.Parse($"<time xmlns='urn:xmpp:time'>{content}</time>")).Should().BeNull();

    [Theory]
    [InlineData("<query seconds=\"903\" xmlns=\"jabber:iq:last\">Heading Home</query>", 903L, "Heading Home")]
    [InlineData("<query seconds=\"0\" xmlns=\"jabber:iq:last\" />", 0L, null)]
    [Spec("XEP-0012 3")]
    public void Last_activity_is_read_and_written(string xml, long seconds, string? status)
    {
        var last = LastActivity.Read(XmppElement.Parse(xml));
        last.Should().Be(new LastActivity(seconds, status));
        last!.ToElement().ToString().Should().Be(xml);
        LastActivity.Read(XmppElement.Parse(xml.Replace("seconds", "new=\"1\" seconds"))).Should().Be(last);
    }

    [Theory]
    [InlineData("")]
    [InlineData("seconds='-1'")]
    [InlineData("seconds='1.5'")]
    [InlineData("seconds='99999999999999999999'")]
    public void Malformed_last_activity_is_none(string attributes) => LastActivity.Read(XmppElement.Parse($"<query xmlns='jabber:iq:last' {attributes}/>")).Should().BeNull();

    [Fact]
    public void Last_status_is_bounded() =>
        LastActivity.Read(XmppElement.Parse($"<query xmlns='jabber:iq:last' seconds='1'>{new string('a', 2000)}</query>"))!.Status.Should().HaveLength(1024);

    [Fact]
    [Spec("XEP-0054 3")]
    public void VCard_is_read_written_and_bounded()
    {
        const string xml = "<vCard xmlns=\"vcard-temp\"><FN>board1</FN><NICKNAME>climate</NICKNAME><URL>http://localhost</URL><ROLE>sensor</ROLE><JABBERID>board1@things.localhost</JABBERID><DESC>Temperature</DESC></vCard>";
        var card = VCard.Read(XmppElement.Parse(xml));
        card.Should().Be(new VCard { FullName = "board1", Nickname = "climate", Url = "http://localhost", Role = "sensor", JabberId = "board1@things.localhost", Description = "Temperature" });
        card.ToElement().ToString().Should().Be(xml);
        VCard.Read(XmppElement.Parse(xml.Replace("<FN>", "<N /><FN new=\"1\">"))).Should().Be(card);
        VCard.Read(XmppElement.Parse(xml.Replace("board1</FN>", new string('a', 5000) + "</FN>"))).FullName.Should().HaveLength(4096);
        VCard.Read(XmppElement.Parse("<vCard xmlns=\"vcard-temp\"/>")).Should().Be(new VCard());
    }

    private static async Task<Iq> AskAsync(IqDispatcher dispatcher, string ns, string name, IqType type = IqType.Get)
    {
        var request = new Iq { Type = type, Id = "1", From = Jid.Parse("a@b/c"), To = Jid.Parse("b"), Payloads = [XmppElement.Build(ns, name)] };
        return (await dispatcher.DispatchAsync(request, CancellationToken.None))!;
    }
}
