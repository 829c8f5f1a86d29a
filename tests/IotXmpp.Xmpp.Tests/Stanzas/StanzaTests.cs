using IotXmpp.Testing;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Xmpp.Tests.Stanzas;

[Spec("RFC 6120 8", "RFC 6121 4.7", "RFC 6121 5.2")]
public sealed class StanzaTests
{
    [Theory]
    [InlineData("<iq from=\"a@b/c\" id=\"1\" to=\"d\" type=\"get\" xmlns=\"jabber:client\"><ping xmlns=\"urn:xmpp:ping\" /></iq>")]
    [InlineData("<iq id=\"1\" type=\"result\" xmlns=\"jabber:client\" />")]
    [InlineData("<iq id=\"1\" type=\"error\" xmlns=\"jabber:client\"><error type=\"cancel\"><item-not-found xmlns=\"urn:ietf:params:xml:ns:xmpp-stanzas\" /><text xml:lang=\"en\" xmlns=\"urn:ietf:params:xml:ns:xmpp-stanzas\">No</text><a xmlns=\"urn:a\" /></error></iq>")]
    [InlineData("<message to=\"a@b\" type=\"chat\" xml:lang=\"de\" xmlns=\"jabber:client\"><body>Hallo</body><thread>t</thread></message>")]
    [InlineData("<message xmlns=\"jabber:client\" />")]
    [InlineData("<presence xmlns=\"jabber:client\"><show>away</show><status>out</status><priority>-1</priority></presence>")]
    [InlineData("<presence to=\"a@b\" type=\"subscribe\" xmlns=\"jabber:client\" />")]
    public void What_is_read_is_written_again(string xml) => Read(xml).ToElement().ToString().Should().Be(xml);

    [Fact]
    public void Iq_has_its_parts()
    {
        var iq = (Iq)Read("<iq xmlns='jabber:client' from='a@b/c' to='d' id='1' type='set' xml:lang='en'><q xmlns='u'/></iq>");
        (iq.Type, iq.IsRequest, iq.Id, iq.Lang).Should().Be((IqType.Set, true, "1", "en"));
        iq.From.Should().Be(Jid.Parse("a@b/c"));
        iq.Request!.Is("u", "q").Should().BeTrue();
        var result = iq.Result(XmppElement.Build("u", "r"));
        (result.From, result.To, result.Id, result.Type).Should().Be((iq.To, iq.From, "1", IqType.Result));
        var failed = iq.Fail(StanzaErrors.Forbidden("no"));
        failed.ToElement().ToString().Should().Be("<iq from=\"d\" id=\"1\" to=\"a@b/c\" type=\"error\" xmlns=\"jabber:client\"><error type=\"auth\"><forbidden xmlns=\"urn:ietf:params:xml:ns:xmpp-stanzas\" /><text xml:lang=\"en\" xmlns=\"urn:ietf:params:xml:ns:xmpp-stanzas\">no</text></error></iq>");
        failed.IsError.Should().BeTrue();
    }

    [Theory]
    [InlineData("<iq xmlns='jabber:client' type='get'><q xmlns='u'/></iq>", "bad-request")]
    [InlineData("<iq xmlns='jabber:client' id='' type='get'><q xmlns='u'/></iq>", "bad-request")]
    [InlineData("<iq xmlns='jabber:client' id='1'><q xmlns='u'/></iq>", "bad-request")]
    [InlineData("<iq xmlns='jabber:client' id='1' type='put'><q xmlns='u'/></iq>", "bad-request")]
    [InlineData("<iq xmlns='jabber:client' id='1' type='get'/>", "bad-request")]
    [InlineData("<iq xmlns='jabber:client' id='1' type='set'><q xmlns='u'/><q xmlns='u'/></iq>", "bad-request")]
    [InlineData("<iq xmlns='jabber:client' id='1' type='result'><q xmlns='u'/><q xmlns='u'/></iq>", "bad-request")]
    [InlineData("<iq xmlns='jabber:client' id='1' type='result' to='a@@b'/>", "jid-malformed")]
    [InlineData("<message xmlns='jabber:client' from='@'/>", "jid-malformed")]
    [InlineData("<presence xmlns='jabber:client' type='here'/>", "bad-request")]
    public void Malformed_stanzas_are_answered_with_an_error(string xml, string condition)
    {
        var read = () => Read(xml);
        read.Should().Throw<StanzaException>().Which.Error.Condition.Should().Be(condition);
    }

    [Theory]
    [InlineData("<iq xmlns='jabber:server' id='1' type='result'/>")]
    [InlineData("<query xmlns='jabber:client'/>")]
    public void What_is_no_stanza_is_the_callers_mistake(string xml)
    {
        var read = () => Read(xml);
        read.Should().Throw<ArgumentException>();
    }

    [Fact]
    public void Unknown_types_of_messages_are_normal_ones() => ((Message)Read("<message xmlns='jabber:client' type='set'/>")).Type.Should().Be(MessageType.Normal);

    [Fact]
    public void Unknown_children_and_attributes_change_nothing()
    {
        var message = (Message)Read("<message xmlns='jabber:client' new='1'><new/><body new='1'>a</body><body>b</body></message>");
        message.Body.Should().Be("a");
        message.Payloads.Should().HaveCount(3);
    }

    [Theory]
    [InlineData("<priority>127</priority>", 127)]
    [InlineData("<priority>-128</priority>", -128)]
    [InlineData("<priority>128</priority>", 0)]
    [InlineData("<priority>high</priority>", 0)]
    [InlineData("", 0)]
    public void Priority_outside_its_range_is_none(string child, int priority) =>
        ((Presence)Read($"<presence xmlns='jabber:client'>{child}</presence>")).Priority.Should().Be(priority);

    [Theory]
    [InlineData("<error type='modify'><bad-request xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>", StanzaErrorType.Modify, "bad-request")]
    [InlineData("<error code='404'/>", StanzaErrorType.Cancel, "undefined-condition")]
    [InlineData("<error type='other'><text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>t</text></error>", StanzaErrorType.Cancel, "undefined-condition")]
    [InlineData("", StanzaErrorType.Cancel, "undefined-condition")]
    public void Errors_are_read_with_tolerance(string child, StanzaErrorType type, string condition)
    {
        var error = Read($"<iq xmlns='jabber:client' id='1' type='error'><q xmlns='u'/>{child}</iq>").Error!;
        (error.Type, error.Condition).Should().Be((type, condition));
    }

    [Fact]
    [Spec("RFC 6120 8.3.3")]
    public void The_table_of_errors_has_the_types_of_the_RFC()
    {
        static void Check(StanzaError error, StanzaErrorType type, string condition) => (error.Type, error.Condition).Should().Be((type, condition));
        Check(StanzaErrors.BadRequest(), StanzaErrorType.Modify, "bad-request");
        Check(StanzaErrors.Conflict(), StanzaErrorType.Cancel, "conflict");
        Check(StanzaErrors.FeatureNotImplemented(), StanzaErrorType.Cancel, "feature-not-implemented");
        Check(StanzaErrors.Forbidden(), StanzaErrorType.Auth, "forbidden");
        Check(StanzaErrors.InternalServerError(), StanzaErrorType.Cancel, "internal-server-error");
        Check(StanzaErrors.ItemNotFound(), StanzaErrorType.Cancel, "item-not-found");
        Check(StanzaErrors.JidMalformed(), StanzaErrorType.Modify, "jid-malformed");
        Check(StanzaErrors.NotAcceptable(), StanzaErrorType.Modify, "not-acceptable");
        Check(StanzaErrors.NotAllowed(), StanzaErrorType.Cancel, "not-allowed");
        Check(StanzaErrors.NotAuthorized(), StanzaErrorType.Auth, "not-authorized");
        Check(StanzaErrors.PolicyViolation(), StanzaErrorType.Modify, "policy-violation");
        Check(StanzaErrors.RecipientUnavailable(), StanzaErrorType.Wait, "recipient-unavailable");
        Check(StanzaErrors.RemoteServerNotFound(), StanzaErrorType.Cancel, "remote-server-not-found");
        Check(StanzaErrors.RemoteServerTimeout(), StanzaErrorType.Wait, "remote-server-timeout");
        Check(StanzaErrors.ResourceConstraint(), StanzaErrorType.Wait, "resource-constraint");
        Check(StanzaErrors.ServiceUnavailable(), StanzaErrorType.Cancel, "service-unavailable");
        Check(StanzaErrors.SubscriptionRequired(), StanzaErrorType.Auth, "subscription-required");
        Check(StanzaErrors.UnexpectedRequest(), StanzaErrorType.Wait, "unexpected-request");
    }

    private static Stanza Read(string xml) => Stanza.Read(XmppElement.Parse(xml));
}
