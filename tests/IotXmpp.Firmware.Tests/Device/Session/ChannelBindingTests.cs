using IotXmpp.Device.Session;
using IotXmpp.Testing;
using IotXmpp.Xmpp.Portable;

namespace IotXmpp.Device.Tests.Session;

/// <summary>SCRAM-SHA-256-PLUS with tls-server-end-point (RFC 5929 4), and what somebody in between may try (XEP-0440 3).</summary>
public sealed class ChannelBindingTests
{
    private static readonly byte[] s_certificate = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];

    [Fact]
    [Spec("RFC 5802 6", "RFC 5929 4.1", "XEP-0440 3")]
    public void Known_certificate_and_an_offer_bind_the_authentication()
    {
        var rig = Start(known: true, offered: true);
        rig.RunUntilReady();
        rig.Peer.Gs2Flag.Should().Be("p=tls-server-end-point");
    }

    [Fact]
    public void Known_certificate_without_an_offer_says_so()
    {
        var rig = Start(known: true, offered: false);
        rig.RunUntilReady();
        rig.Peer.Gs2Flag.Should().Be("y");
    }

    [Fact]
    public void Board_whose_tls_tells_no_certificate_cannot_bind()
    {
        var rig = Start(known: false, offered: true);
        rig.RunUntilReady();
        rig.Peer.Gs2Flag.Should().Be("n");
    }

    [Fact]
    public void Another_certificate_than_the_servers_is_somebody_in_between()
    {
        var rig = Start(known: true, offered: true);
        rig.ServerEndPoint![0] ^= 1;
        rig.Run(5000);
        rig.Session.LastError.Should().Be(DeviceError.AuthenticationFailed);
        rig.Peer.Stanzas.Should().BeEmpty();
    }

    [Fact]
    public void Offer_taken_out_is_noticed_by_the_server()
    {
        var rig = Start(known: true, offered: true);
        rig.Peer.PlusStripped = true;
        rig.Peer.ChannelBindings = "";
        rig.Run(5000);
        rig.Peer.Gs2Flag.Should().Be("y");
        rig.Session.LastError.Should().Be(DeviceError.AuthenticationFailed);
    }

    [Theory]
    [InlineData(true, null)] // rule 5: types without a mechanism
    [InlineData(false, $"<sasl-channel-binding xmlns='{Ns.ChannelBindings}'><channel-binding type='tls-exporter'/></sasl-channel-binding>")] // rule 6: the type every server has is not there
    public void Offers_that_contradict_each_other_are_noticed_by_the_board(bool plusStripped, string? types)
    {
        var rig = Start(known: true, offered: true);
        rig.Peer.PlusStripped = plusStripped;
        rig.Peer.ChannelBindings = types;
        rig.Run(5000);
        rig.Session.LastError.Should().Be(DeviceError.ChannelBindingTampered);
        rig.Peer.Gs2Flag.Should().BeEmpty("it did not even begin");
    }

    private static DeviceRig Start(bool known, bool offered)
    {
        var rig = new DeviceRig { ServerEndPoint = known ? [.. s_certificate] : null };
        rig.Peer.ServerEndPoint = offered ? s_certificate : null;
        return rig;
    }
}
