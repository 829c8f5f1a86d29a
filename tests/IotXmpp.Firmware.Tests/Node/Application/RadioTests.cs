using System.Reflection;
using IotXmpp.Node.Life;

namespace IotXmpp.Node.Tests.Application;

/// <summary>
/// The radio of a board against a stand-in that does what the firmware does: after a disconnection that the application asked for it stays away until the application
/// connects (nf-interpreter, pull request 3033).
/// </summary>
public sealed class RadioTests
{
    // Numbers of WifiConnectionStatus in the API list.
    private const int InvalidCredential = 1;
    private const int NetworkNotAvailable = 2;
    private const int Success = 3;
    private const int Timeout = 4;
    private const int UnspecifiedFailure = 5;

    private readonly RunningNode _node;
    private readonly Assembly _assembly;

    public RadioTests() => _node = RunningNode.Load(out _assembly);

    [Fact]
    public void Leaving_is_followed_by_joining_what_the_configuration_block_names()
    {
        Leave().Should().Be(NetworkFault.None);
        _node["Joining"].Should().Be("home/11/Automatic");
        _node["Joined"].Should().Be(true, "nobody else would join again");
    }

    [Fact]
    public void An_open_network_has_an_empty_password()
    {
        _node["NetworkPassword"] = null!;
        Leave().Should().Be(NetworkFault.None);
        _node["Joining"].Should().Be("home/0/Automatic");
    }

    [Theory]
    [InlineData(Success, NetworkFault.None)]
    [InlineData(InvalidCredential, NetworkFault.WrongPassword)]
    [InlineData(NetworkNotAvailable, NetworkFault.NoAccessPoint)]
    [InlineData(Timeout, NetworkFault.NoAccessPoint)]
    [InlineData(UnspecifiedFailure, NetworkFault.Radio)]
    public void The_answer_of_the_access_point_is_told(int status, int fault)
    {
        _node["JoinResult"] = status;
        Leave().Should().Be(fault);
    }

    [Fact]
    public void Without_a_name_there_is_nothing_to_join()
    {
        _node["NetworkName"] = "";
        Leave().Should().Be(NetworkFault.NoAccessPoint);
        _node["Joining"].Should().Be("");
    }

    private int Leave()
    {
        var type = _assembly.GetType("IotXmpp.Node.Esp32.Radio", throwOnError: true)!;
        return (int)type.GetMethod("Leave")!.Invoke(Activator.CreateInstance(type, nonPublic: true), null)!;
    }
}
