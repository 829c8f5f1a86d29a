using IotXmpp.Tool.Boards;

namespace IotXmpp.Tool.Tests.Boards;

/// <summary>What is wrong with a description is said with its line and what would be right.</summary>
public sealed class BoardReaderTests
{
    private const string Good =
        """
        board: test
        title: Test
        type: sensor
        purpose: To be tested.
        module: esp32-devkitc
        interval: 10 s
        buses:
          i2c1: { sda: 21, scl: 22 }
        parts:
          air: { driver: bme280, bus: i2c1 }
          relay1: { driver: relay, output: 26 }
        fields:
          - { name: Temperature, from: air.temperature, unit: °C, range: [-40, 85], decimals: 1 }
        parameters:
          - { name: Relay, sets: relay1.switch, danger: machine }
        """;

    [Fact]
    public void A_good_description_is_read()
    {
        var board = Read(Good);
        board.Interval.Should().Be(10);
        board.Parts[0].Address.Should().Be(0x76, "the default of the chip");
        board.Fields[0].Range.Should().Be((-40m, 85m));
        board.Parameters[0].Danger.Should().Be(DangerClass.Machine);
    }

    [Theory]
    [InlineData("board: test", "board: other", 1, "its folder is test")]
    [InlineData("module: esp32-devkitc", "module: esp8266", 5, "there is no module esp8266; known: esp32-devkitc")]
    [InlineData("interval: 10 s", "interval: 10", 6, "10 s, 5 min or 1 h")]
    [InlineData("title: Test", "titel: Test", 1, "'title' is missing")]
    [InlineData("title: Test", "titel: Test", 2, "unknown setting 'titel'")]
    [InlineData("sda: 21", "sda: 34", 8, "GPIO 34 can only be read")]
    [InlineData("sda: 21", "sda: 6", 8, "GPIO 6 belongs to the flash")]
    [InlineData("sda: 21", "sda: 22", 8, "GPIO 22 is already sda of i2c1")]
    [InlineData("sda: 21", "sda: 20", 8, "has no GPIO 20")]
    [InlineData("sda: 21", "sda: x", 8, "must be a whole number from 0 to 48")]
    [InlineData("output: 26", "output: 12", 11, "decides how the chip starts")]
    [InlineData("output: 26", "output: 21", 11, "GPIO 21 is already sda of i2c1")]
    [InlineData("driver: bme280", "driver: bme281", 10, "there is no driver bme281")]
    [InlineData("bus: i2c1 }", "bus: i2c2 }", 10, "'i2c2' is none of 'buses'")]
    [InlineData("bus: i2c1 }", "bus: i2c1, address: 0x40 }", 10, "0x76 or 0x77, not 0x40")]
    [InlineData("from: air.temperature", "from: air.wind", 13, "it has temperature, humidity, pressure")]
    [InlineData("from: air.temperature", "from: water.temperature", 13, "there is no part water")]
    [InlineData("unit: °C", "unit: °F", 13, "is in °C, not °F")]
    [InlineData("range: [-40, 85]", "range: [85, -40]", 13, "the smaller one first")]
    [InlineData("range: [-40, 85]", "range: [-40.55, 85]", 13, "more than 1 decimals")]
    [InlineData("decimals: 1", "decimals: 4", 13, "from 0 to 3")]
    [InlineData("sets: relay1.switch", "sets: air.switch", 15, "cannot be told anything")]
    [InlineData("board: test", "board: test\nrevision: 0", 2, "from 1 to 9999")]
    [InlineData("i2c1: { sda: 21, scl: 22 }", "i2c1: { sda: 21, scl: 22 }\n  onewire: { receive: 16 }", 9, "onewire needs 'transmit'")]
    [InlineData("i2c1: { sda: 21, scl: 22 }", "i2c1: { sda: 21, scl: 22 }\n  spi1: { data: 23, clock: 21 }", 8, "GPIO 21 is already sda of i2c1")]
    [InlineData("danger: machine", "danger: very", 15, "none or comfort or machine")]
    public void Each_mistake_has_its_line_and_a_remedy(string right, string wrong, int line, string expected)
    {
        var read = () => Read(Good.Replace(right, wrong, StringComparison.Ordinal));
        read.Should().Throw<BoardFileException>().Which.Problems.Should().Contain(problem => problem.Line == line && problem.Text.Contains(expected));
    }

    /// <summary>The ESP32-C3 has less than its relatives (its Technical Reference Manual: one I2C, one SPI for other chips, two serial ports, no pulse counter).</summary>
    [Theory]
    [InlineData("scl: 5 }", "scl: 5 }\n  onewire: { receive: 6, transmit: 7 }", 8, "onewire: ESP32-C3-DevKitM-1 has no third serial port")]
    [InlineData("scl: 5 }", "scl: 5 }\n  i2c2: { sda: 6, scl: 7 }", 8, "i2c2: ESP32-C3-DevKitM-1 has no second I2C controller")]
    [InlineData("scl: 5 }", "scl: 5 }\n  spi2: { data: 6, clock: 7 }", 8, "spi2: ESP32-C3-DevKitM-1 has no second SPI controller")]
    [InlineData("bus: i2c1 }", "bus: i2c1 }\n  meter: { driver: pulse-meter, input: 6 }", 11, "pulse-meter: ESP32-C3-DevKitM-1 has no pulse counter")]
    public void What_a_chip_does_not_have_is_said(string right, string wrong, int line, string expected)
    {
        string good = Good.Replace("esp32-devkitc", "esp32-c3-devkitm", StringComparison.Ordinal).Replace("sda: 21, scl: 22", "sda: 4, scl: 5", StringComparison.Ordinal)
            .Replace("output: 26", "output: 10", StringComparison.Ordinal);
        Read(good).Module.Target.Should().Be("ESP32_C3");
        var read = () => Read(good.Replace(right, wrong, StringComparison.Ordinal));
        var problem = read.Should().Throw<BoardFileException>().Which.Problems.Should().ContainSingle().Subject;
        problem.Line.Should().Be(line);
        problem.Text.Should().Contain(expected);
    }

    [Fact]
    public void All_mistakes_are_said_at_once_in_the_order_of_the_file()
    {
        var read = () => Read(Good.Replace("sda: 21", "sda: 6", StringComparison.Ordinal).Replace("°C", "K", StringComparison.Ordinal));
        read.Should().Throw<BoardFileException>().Which.Problems.Select(problem => problem.Line).Should().Equal(8, 13);
    }

    [Theory]
    [InlineData("", "one group of settings")]
    [InlineData("- a\n- b", "one group of settings")]
    [InlineData("board: [", "this is no YAML")]
    public void What_is_no_description_is_said_to_be_none(string text, string expected)
    {
        var read = () => Read(text);
        read.Should().Throw<BoardFileException>().Which.Message.Should().StartWith("thing.yaml").And.Contain(expected);
    }

    [Fact]
    public void Two_chips_of_one_address_do_not_share_a_bus()
    {
        var read = () => Read(Good.Replace("  relay1:", "  air2: { driver: bme280, bus: i2c1 }\n  relay1:", StringComparison.Ordinal));
        read.Should().Throw<BoardFileException>().WithMessage("*has the address of another part on i2c1: 0x76*");
    }

    private static BoardDescription Read(string text) => BoardReader.Read("thing.yaml", text, "test");
}
