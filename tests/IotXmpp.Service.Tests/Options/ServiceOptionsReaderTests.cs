using System.Net;
using IotXmpp.Concentrator.Service.Options;
using IotXmpp.Testing;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.PubSub;
using Microsoft.Extensions.Configuration;

namespace IotXmpp.Service.Tests.Options;

public sealed class ServiceOptionsReaderTests
{
    [Fact]
    [Spec("GEN-014", "SEC-13", "DI-067")]
    public void Without_settings_everything_is_on_loopback_at_the_documented_ports()
    {
        var options = Read();

        options.Should().BeEquivalentTo(new ServiceOptions());
        options.Domain.Should().Be("things.localhost");
        options.DataDirectory.Should().Be("./data");
        options.LocalDomain.Should().Be("localhost");
        options.Upstream.Should().Be(UpstreamKind.LocalDomain);
        options.Listen.Xmpp.Should().Be(IPEndPoint.Parse("127.0.0.1:5222"));
        options.Listen.XmppTls.Should().Be(IPEndPoint.Parse("127.0.0.1:5223"));
        options.Listen.Exi.Should().Be(IPEndPoint.Parse("127.0.0.1:15222"));
        options.Listen.Http.Should().Be(IPEndPoint.Parse("127.0.0.1:5280"));
        options.Listen.IsPublic.Should().BeFalse();
    }

    [Fact]
    public void Every_setting_of_the_contract_is_read()
    {
        var options = Read(
            ("Domain", "Things.Example.org"),
            ("DataDirectory", "/var/lib/iotxmpp"),
            ("Upstream", "component"),
            ("LocalDomain:Domain", "example.org"),
            ("Component:Host", "xmpp.example.org"),
            ("Component:Port", "5275"),
            ("Component:Secret", "s3cret"),
            ("Listen:Xmpp", "0.0.0.0:5222"),
            ("Listen:XmppTls", "off"),
            ("Listen:Exi", "[::1]:15222"),
            ("Listen:Http", "localhost:0"),
            ("Owner", "Owner@Example.org"));

        options.Should().BeEquivalentTo(new ServiceOptions
        {
            Domain = "things.example.org",
            DataDirectory = "/var/lib/iotxmpp",
            Upstream = UpstreamKind.Component,
            LocalDomain = "example.org",
            Component = new ComponentOptions { Host = "xmpp.example.org", Port = 5275, Secret = "s3cret" },
            Listen = new ListenerOptions { Xmpp = IPEndPoint.Parse("0.0.0.0:5222"), XmppTls = null, Exi = IPEndPoint.Parse("[::1]:15222"), Http = IPEndPoint.Parse("127.0.0.1:0") },
            Owner = Jid.Parse("owner@example.org"),
        });
        options.Listen.IsPublic.Should().BeTrue();
        options.ToString().Should().NotContain("s3cret");
    }

    [Theory]
    [InlineData("Domain", "a b", "Concentrator__Domain", "a domain name is allowed")]
    [InlineData("Domain", "localhost", "Concentrator__Domain", "different domains")]
    [InlineData("LocalDomain:Domain", "me@localhost", "Concentrator__LocalDomain__Domain", "a domain name is allowed")]
    [InlineData("Upstream", "Prosody", "Concentrator__Upstream", "LocalDomain or Component is allowed")]
    [InlineData("Upstream", "1", "Concentrator__Upstream", "LocalDomain or Component is allowed")]
    [InlineData("Upstream", "Component", "Concentrator__Component__Secret", "is missing")]
    [InlineData("Component:Port", "65536", "Concentrator__Component__Port", "1 to 65535")]
    [InlineData("Component:Port", "0", "Concentrator__Component__Port", "1 to 65535")]
    [InlineData("Listen:Xmpp", "5222", "Concentrator__Listen__Xmpp", "ADDRESS:PORT is allowed")]
    [InlineData("Listen:Xmpp", "127.0.0.1", "Concentrator__Listen__Xmpp", "ADDRESS:PORT is allowed")]
    [InlineData("Listen:Exi", "127.0.0.1:65536", "Concentrator__Listen__Exi", "port 0 to 65535")]
    [InlineData("Listen:Exi", "example.org:15222", "Concentrator__Listen__Exi", "ADDRESS:PORT is allowed")]
    [InlineData("Listen:Exi", "[::1]", "Concentrator__Listen__Exi", "ADDRESS:PORT is allowed")]
    [InlineData("Listen:Http", "127.0.0.1:5222", "Concentrator__Listen__Http", "own port")]
    [InlineData("Owner", "localhost", "Concentrator__Owner", "owner@localhost")]
    [InlineData("Owner", "me@localhost/phone", "Concentrator__Owner", "bare address")]
    [InlineData("Tls:CertificatePath", "/nowhere.pem", "Concentrator__Tls__CertificatePath", "existing file")]
    [InlineData("PubSub:MaxItems", "0", "Concentrator__PubSub__MaxItems", "1 to 1000")]
    [InlineData("PubSub:Remote:Boards", "*", "Concentrator__PubSub__Remote__Service", "is missing")]
    [InlineData("PubSub:Remote:Service", "me@", "Concentrator__PubSub__Remote__Service", "address of a pub-sub service")]
    [InlineData("Domian", "things", "Concentrator__Domian", "no setting")]
    public void A_wrong_setting_is_named_with_what_is_allowed(string name, string value, string display, string allowed)
    {
        var act = () => Read((name, value));

        var problem = act.Should().Throw<SettingsException>().Which.Problems.Should().ContainSingle().Subject;
        problem.Should().StartWith(display + " ").And.Contain(allowed);
    }

    [Fact]
    public void All_wrong_settings_are_named_at_once()
    {
        var act = () => Read(("Domain", "a b"), ("Owner", "x"), ("Listen:Xmpp", "y"));

        act.Should().Throw<SettingsException>().Which.Problems.Should().HaveCount(3);
    }

    [Fact]
    public void Publishing_elsewhere_is_closed_unless_somebody_is_named_and_never_open()
    {
        var remote = Read(("PubSub:Remote:Service", "pubsub.example.org"), ("PubSub:Remote:Members", "a@example.org, b@example.org"), ("PubSub:Remote:Fields", "Temp*")).PubSub.Remote!;

        remote.Service.ToString().Should().Be("pubsub.example.org");
        remote.AccessModel.Should().Be(AccessModel.Whitelist);
        remote.Members.Select(member => member.ToString()).Should().Equal("a@example.org", "b@example.org");
        remote.Route.HasField("board1", "Temperature").Should().BeTrue();
        remote.Route.HasField("board1", "Humidity").Should().BeFalse();
        var act = () => Read(("PubSub:Remote:Service", "pubsub.example.org"), ("PubSub:Remote:Access", "open"), ("PubSub:Remote:Members", "a@example.org/phone"));
        act.Should().Throw<SettingsException>().Which.Problems.Should().HaveCount(2).And.Contain(problem => problem.Contains("whitelist or authorize", StringComparison.Ordinal));
    }

    private static ServiceOptions Read(params (string Name, string Value)[] settings) => ServiceOptionsReader.Read(
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => new KeyValuePair<string, string?>($"Concentrator:{setting.Name}", setting.Value))).Build());
}
