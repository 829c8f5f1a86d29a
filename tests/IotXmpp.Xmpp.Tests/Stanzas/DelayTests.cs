using IotXmpp.Testing;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Xmpp.Tests.Stanzas;

public sealed class DelayTests
{
    private const string Xml = "<delay from=\"capulet.com\" stamp=\"2002-09-10T23:08:25Z\" xmlns=\"urn:xmpp:delay\">Offline Storage</delay>";

    [Fact]
    [Spec("XEP-0203 4")]
    public void Is_read_and_written()
    {
        var delay = Delay.Read(XmppElement.Parse(Xml));
        delay.Should().Be(new Delay(new DateTimeOffset(2002, 9, 10, 23, 8, 25, TimeSpan.Zero), Jid.Parse("capulet.com"), "Offline Storage"));
        delay!.ToElement().ToString().Should().Be(Xml);
        Delay.Of(new Message { Payloads = [Message.BodyOf("a"), delay.ToElement()] }).Should().Be(delay);
        Delay.Of(new Message()).Should().BeNull();
    }

    [Fact]
    public void Unknown_children_and_attributes_are_ignored() =>
        Delay.Read(XmppElement.Parse(Xml.Replace("<delay", "<delay new=\"1\"").Replace("Offline", "<new />Offline"))).Should().Be(Delay.Read(XmppElement.Parse(Xml)));

    [Fact]
    public void A_malformed_address_is_none_and_a_long_reason_is_cut()
    {
        Delay.Read(XmppElement.Parse(Xml.Replace("capulet.com", "@")))!.From.Should().BeNull();
        Delay.Read(XmppElement.Parse(Xml.Replace("Offline", new string('a', 2000))))!.Reason.Should().HaveLength(1024);
    }

    [Theory]
    [InlineData("")]
    [InlineData("stamp='yesterday'")]
    public void Without_a_stamp_it_is_none(string attributes) => Delay.Read(XmppElement.Parse($"<delay xmlns='urn:xmpp:delay' {attributes}/>")).Should().BeNull();

    [Theory]
    [InlineData("1969-07-21T02:56:15Z", "1969-07-21T02:56:15Z")]
    [InlineData("1969-07-20T21:56:15-05:00", "1969-07-21T02:56:15Z")]
    [InlineData("2026-01-01T00:00:00.120Z", "2026-01-01T00:00:00.12Z")]
    [InlineData("2026-01-01T00:00:00.123456789Z", "2026-01-01T00:00:00.1234567Z")]
    [InlineData("2026-01-01T00:00:00.123456789+01:00", "2025-12-31T23:00:00.1234567Z")]
    [Spec("XEP-0082 3.2")]
    public void Times_are_read_in_any_zone_and_written_in_utc(string text, string written)
    {
        XmppDateTime.TryParse(text, out var time).Should().BeTrue();
        XmppDateTime.Format(time).Should().Be(written);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("1969-07-21T02:56:15")]
    [InlineData("1969-07-21 02:56:15Z")]
    [InlineData("1969-07-21")]
    [InlineData("20020910T23:08:25")]
    [InlineData("1969-13-21T02:56:15Z")]
    [InlineData("1969-07-21T02:56:15.Z+01:00")]
    [InlineData("-----:-----+--:--:--:--")]
    public void Other_texts_are_no_times(string? text) => XmppDateTime.TryParse(text, out _).Should().BeFalse();
}
