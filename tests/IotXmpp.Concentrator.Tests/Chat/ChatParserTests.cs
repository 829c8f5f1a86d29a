using IotXmpp.Concentrator.Chat;

namespace IotXmpp.Concentrator.Tests.Chat;

public sealed class ChatParserTests
{
    [Theory]
    [InlineData("help", "Help", null, "", null)]
    [InlineData("HELP", "Help", null, "", null)]
    [InlineData("?", "Help", null, "", null)]
    [InlineData("help?", "Help", null, "", null)]
    [InlineData("  list  ", "List", null, "", null)]
    [InlineData("status", "Status", null, "", null)]
    [InlineData("read", "Read", null, "", null)]
    [InlineData("Read temperature", "Read", null, "temperature", null)]
    [InlineData("read Temperature, Humidity", "Read", null, "Temperature|Humidity", null)]
    [InlineData("read \"Temperature, Max\" Power", "Read", null, "Temperature, Max|Power", null)]
    [InlineData("read board1 Temperature", "Read", "board1", "Temperature", null)]
    [InlineData("board1 read Temperature", "Read", "board1", "Temperature", null)]
    [InlineData("BOARD1 read", "Read", "BOARD1", "", null)]
    [InlineData("board1", "Status", "board1", "", null)]
    [InlineData("board1 help", "Help", "board1", "", null)]
    [InlineData("set Interval 30", "Set", null, "Interval", "30")]
    [InlineData("set label Hall,  upstairs!", "Set", null, "label", "Hall,  upstairs!")]
    [InlineData("set Label \"board1\"", "Set", null, "Label", "board1")]
    [InlineData("board1 set Label board1", "Set", "board1", "Label", "board1")]
    [InlineData("set board1 Label x y", "Set", "board1", "Label", "x y")]
    [InlineData("set Interval", "Set", null, "Interval", null)]
    [InlineData("set", "Set", null, "", null)]
    [InlineData("on Relay", "On", null, "Relay", null)]
    [InlineData("board1 off relay", "Off", "board1", "relay", null)]
    [InlineData("on", "On", null, "", null)]
    [InlineData("what is this?", "Unknown", null, "", null)]
    [InlineData("board1 jump", "Unknown", "board1", "", null)]
    [InlineData("\"", "Unknown", null, "", null)]
    [InlineData("readTemperature", "Unknown", null, "", null)]
    public void A_line_is_taken_apart(string text, string verb, string? board, string names, string? value)
    {
        var line = ChatParser.Parse(text, word => word.Equals("board1", StringComparison.OrdinalIgnoreCase));

        line.Verb.ToString().Should().Be(verb);
        line.Board.Should().Be(board);
        string.Join('|', line.Names).Should().Be(names);
        line.Value.Should().Be(value);
    }

    [Fact]
    public void A_board_named_like_a_verb_does_not_hide_the_verb()
    {
        var line = ChatParser.Parse("read list", word => word == "list");

        line.Verb.Should().Be(ChatVerb.Read);
        line.Board.Should().Be("list");
        ChatParser.Parse("list", word => word == "list").Verb.Should().Be(ChatVerb.List);
    }

    [Fact]
    public void Any_text_is_taken_apart()
    {
        CsCheck.Check.Sample(CsCheck.Gen.String, text => ChatParser.Parse(text, _ => text.Length % 2 == 0) is not null);
    }
}
