using IotXmpp.Device.Session;
using IotXmpp.Device.Tests.Session;
using IotXmpp.Node.Drivers;
using IotXmpp.Node.Life;

namespace IotXmpp.Node.Tests.Life;

/// <summary>What the lamp shows, and when a board on a battery sleeps.</summary>
public sealed class LampAndSleepTests
{
    [Theory]
    [InlineData(true, true, NetworkFault.None, true, DeviceState.Ready, DeviceError.None, StatusLed.SafeMode)]
    [InlineData(false, true, NetworkFault.None, true, DeviceState.Ready, DeviceError.ConnectionLost, StatusLed.Connected)]
    [InlineData(false, false, NetworkFault.NoAccessPoint, false, DeviceState.Waiting, DeviceError.None, StatusLed.NoNetwork)]
    [InlineData(false, true, NetworkFault.Refused, true, DeviceState.Waiting, DeviceError.ConnectFailed, StatusLed.NoService)]
    [InlineData(false, true, NetworkFault.Certificate, false, DeviceState.Waiting, DeviceError.ConnectFailed, StatusLed.NoService)]
    [InlineData(false, true, NetworkFault.Certificate, true, DeviceState.Waiting, DeviceError.ConnectFailed, StatusLed.Refused)]
    [InlineData(false, true, NetworkFault.None, true, DeviceState.Waiting, DeviceError.AuthenticationFailed, StatusLed.Refused)]
    [InlineData(false, true, NetworkFault.None, true, DeviceState.Waiting, DeviceError.ConfigurationRefused, StatusLed.Refused)]
    [InlineData(false, true, NetworkFault.None, true, DeviceState.Waiting, DeviceError.ServerSilent, StatusLed.NoService)]
    [InlineData(false, true, NetworkFault.None, true, DeviceState.Negotiating, DeviceError.None, StatusLed.NoService)]
    public void The_lamp_says_what_the_board_is_at(bool safe, bool network, int fault, bool timeConfirmed, int state, int error, int flashes)
    {
        var time = new KnownTime();
        var plan = new NetworkPlan(new SeededRandomSource(1), time, 0, 0);
        plan.Next(hasAddress: network, connectionWanted: false, 0);
        plan.Done(network ? NetworkStep.Connect : NetworkStep.Join, fault, 0);
        LampPattern.Flashes(safe, plan, timeConfirmed, state, error).Should().Be(flashes);
    }

    [Fact]
    public void A_board_that_does_not_sleep_never_does() => new SleepPlan(0, 30, 0).Sleep(DeviceState.Stopped, 5000, 1_000_000).Should().Be(0);

    [Fact]
    public void The_session_says_when_and_how_long()
    {
        var plan = new SleepPlan(600, 30, 0);
        plan.Sleep(DeviceState.Ready, 0, 8_000).Should().Be(0);
        plan.Sleep(DeviceState.Stopped, 590_000, 8_000).Should().Be(590_000);
        plan.Sleep(DeviceState.Stopped, 0, 8_000).Should().Be(1000, "a sleep of nothing would be a restart");
    }

    [Fact]
    public void A_session_that_never_stops_does_not_empty_the_battery()
    {
        var plan = new SleepPlan(600, 30, 50_000);
        plan.Sleep(DeviceState.Negotiating, 0, 169_999).Should().Be(0);
        plan.Sleep(DeviceState.Negotiating, 0, 170_000).Should().Be(480_000);
        new SleepPlan(60, 30, 0).Sleep(DeviceState.Waiting, 0, 120_000).Should().Be(1000);
    }
}
