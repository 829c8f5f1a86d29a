using CsCheck;
using IotXmpp.Concentrator.Service.Bridges.Mqtt;

namespace IotXmpp.Service.Tests.Bridges.Mqtt;

public sealed class MqttTopicsTests
{
    private static readonly MqttTopics Topics = new("home/iotxmpp");

    [Fact]
    public void Names_that_MQTT_or_we_use_otherwise_are_escaped()
    {
        Topics.Field("board1", "Active Power").Should().Be("home/iotxmpp/board1/Active Power");
        Topics.Field("board1", "a/b+c#d%e").Should().Be("home/iotxmpp/board1/a%2Fb%2Bc%23d%25e");
        Topics.Field("board1", "state").Should().Be("home/iotxmpp/board1/%73tate").And.NotBe(Topics.State("board1"));
        Topics.Field("board1/meter1", "Energy").Should().Be("home/iotxmpp/board1/meter1/Energy");
        Topics.State("board1/a/b").Should().Be("home/iotxmpp/board1/a%2Fb/state");
        Topics.Field("board1", new string('x', 70_000)).Length.Should().BeLessThan(300);
    }

    [Fact]
    public void A_command_names_its_board_and_parameter()
    {
        Topics.TryReadSet(Topics.Set("board1"), out string board, out string? parameter).Should().BeTrue();
        (board, parameter).Should().Be(("board1", null));
        Topics.TryReadSet(Topics.Set("board1", "Max/Power"), out board, out parameter).Should().BeTrue();
        (board, parameter).Should().Be(("board1", "Max/Power"));
        Topics.TryReadSet("home/iotxmpp/board1/a/b/set", out _, out _).Should().BeFalse();
        Topics.TryReadSet("home/iotxmpp/set", out _, out _).Should().BeFalse();
        Topics.TryReadSet("home/iotxmpp//set", out _, out _).Should().BeFalse();
        Topics.TryReadSet("other/board1/set", out _, out _).Should().BeFalse();
        Topics.TryReadSet(Topics.Response("board1"), out _, out _).Should().BeFalse();
    }

    [Fact]
    public void Two_names_never_share_a_topic_and_no_name_leaves_its_place() => Gen.Select(Gen.String, Gen.String).Sample((one, other) =>
    {
        string topic = Topics.Field("board1", one);
        bool isFine = topic.StartsWith("home/iotxmpp/board1/", StringComparison.Ordinal) && topic.Split('/').Length == 4 && topic.AsSpan().IndexOfAny('+', '#', '\0') < 0;
        // Half a character is none: it is written as the one that stands for such.
        bool isText = !one.Any(char.IsSurrogate) && !other.Any(char.IsSurrogate);
        return isFine && (!isText || one == other || topic != Topics.Field("board1", other));
    });
}
