using IotXmpp.Testing;
using IotXmpp.Things.Control;
using IotXmpp.Things.Dialects;
using IotXmpp.Things.Model;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Things.Tests.Control;

public sealed class ControlXmlTests
{
    private static readonly ControlLimits Limits = new();

    // XEP-0325 examples 3 to 13 in one.
    private const string Set = """
        <set xmlns='urn:xmpp:iot:control' xml:lang='en' userToken='u'>
          <node nodeId='a' sourceId='s' cacheType='c'/>
          <boolean name='Output' value='true'/><int name='I' value='1'/><long name='L' value='2'/><string name='S' value='x'/><double name='D' value='1.50'/>
          <date name='Da' value='2026-07-01'/><time name='Ti' value='12:00:00'/><dateTime name='DT' value='2026-07-01T12:00:00Z'/>
          <duration name='Du' value='PT1M'/><color name='C' value='3399FF'/>
        </set>
        """;

    [Fact]
    [Spec("CT-005", "CT-006", "CT-021")]
    public void Parameters_are_read_in_order()
    {
        var request = ControlXml.ReadSet(XmppElement.Parse(Set), Limits);

        request.Nodes.Should().Equal(new NodeRef("a", "s", "c"));
        request.Values.Select(value => value.Name).Should().Equal("Output", "I", "L", "S", "D", "Da", "Ti", "DT", "Du", "C");
        request.Values.Select(value => value.Kind).Should().OnlyHaveUniqueItems();
        request.Values[4].Text.Should().Be("1.50");
    }

    [Fact]
    public void Parameters_are_written_as_they_were_read()
    {
        var request = ControlXml.ReadSet(XmppElement.Parse(Set), Limits);

        ControlXml.ReadSet(ControlXml.WriteSet(request), Limits).Should().BeEquivalentTo(request, options => options.WithStrictOrdering());
    }

    [Fact]
    public void Foreign_children_and_unknown_attributes_are_ignored()
    {
        var request = ControlXml.ReadSet(
            XmppElement.Parse("<set xmlns='urn:xmpp:iot:control' colour='red'><extra xmlns='urn:x'/><boolean name='A' value='0' colour='red'/></set>"), Limits);

        request.Values.Should().Equal(new ControlValue("A", ControlParameterKind.Boolean, "0"));
    }

    [Theory]
    [InlineData("<hologram name='A' value='1'/>", "bad-request")]
    [InlineData("<boolean value='1'/>", "bad-request")]
    [InlineData("<boolean name='' value='1'/>", "bad-request")]
    [InlineData("", "bad-request")]
    [InlineData("<x xmlns='jabber:x:data' type='cancel'/>", "bad-request")]
    [InlineData("<boolean name='A' value='1'/><boolean name='B' value='1'/><boolean name='C' value='1'/>", "policy-violation")]
    [InlineData("<string name='A' value='12345678901'/>", "policy-violation")]
    [InlineData("<x xmlns='jabber:x:data' type='submit'><field var='A'><value>12345678901</value></field></x>", "policy-violation")]
    public void Malformed_or_oversized_commands_are_refused(string children, string condition)
    {
        // An unknown type is refused and not ignored: half a command is not what was asked.
        var read = () => ControlXml.ReadSet(XmppElement.Parse($"<set xmlns='urn:xmpp:iot:control'>{children}</set>"), new ControlLimits { MaxNames = 2, MaxText = 10 });

        read.Should().Throw<StanzaException>().Which.Error.Condition.Should().Be(condition);
    }

    [Theory]
    [InlineData("<iq xmlns='jabber:client' type='result' id='1'><setResponse xmlns='urn:xmpp:iot:control'/></iq>", null)]
    [InlineData("<iq xmlns='jabber:client' type='result' id='1'/>", null)]
    [InlineData("<iq xmlns='jabber:client' type='result' id='1'><setResponse xmlns='urn:xmpp:iot:control' responseCode='OK'/></iq>", null)]
    [InlineData("<iq xmlns='jabber:client' type='error' id='1'><setResponse xmlns='urn:xmpp:iot:control' responseCode='NotFound'/></iq>", "item-not-found")]
    [InlineData("<iq xmlns='jabber:client' type='error' id='1'><setResponse xmlns='urn:xmpp:iot:control' responseCode='InsufficientPrivileges'/></iq>", "forbidden")]
    [InlineData("<iq xmlns='jabber:client' type='result' id='1'><setResponse xmlns='urn:xmpp:iot:control' responseCode='Locked'/></iq>", "conflict")]
    [InlineData("<iq xmlns='jabber:client' type='error' id='1'><error type='modify'><bad-request xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>", "bad-request")]
    public void Answers_of_old_and_new_peers_are_understood(string xml, string? condition)
    {
        ControlXml.ReadResult((Iq)Stanza.Read(XmppElement.Parse(xml)), Limits).Error?.Condition.Should().Be(condition);
        (ControlXml.ReadResult((Iq)Stanza.Read(XmppElement.Parse(xml)), Limits).Error is null).Should().Be(condition is null);
    }

    [Fact]
    [Spec("CT-004")]
    public void Parameter_errors_survive_the_wire()
    {
        var request = new Iq { Type = IqType.Set, Id = "1", Payloads = [XmppElement.Parse(Set)] };
        var error = ControlErrors.BadParameters([new ParameterError("A", "too small"), new ParameterError("B", "too large")]);

        var answer = Stanza.Read(ControlErrors.Fail(request, error, WireDialect.Xep).ToElement());

        ControlErrors.ParametersOf(answer.Error!).Should().Equal(new ParameterError("A", "too small"), new ParameterError("B", "too large"));
        answer.Payloads.Should().BeEmpty("boards get what the XEP prints and nothing else");
    }
}
