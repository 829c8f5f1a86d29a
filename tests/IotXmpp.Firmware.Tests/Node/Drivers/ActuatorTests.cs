using IotXmpp.Node.Drivers;

namespace IotXmpp.Node.Tests.Drivers;

/// <summary>Relay, dimmer, servo, lamp chain and push button.</summary>
public sealed class ActuatorTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_relay_is_off_from_the_first_moment(bool activeLow)
    {
        var pin = new Pin { Level = !activeLow };
        var relay = new Relay(pin, activeLow);
        (pin.Level != activeLow).Should().BeFalse();
        relay.IsOn.Should().BeFalse();
        relay.Set(true);
        (pin.Level != activeLow).Should().BeTrue();
        relay.IsOn.Should().BeTrue();
    }

    [Fact]
    public void A_dimmer_follows_the_lightness_of_CIE_1976()
    {
        var output = new Output();
        var dimmer = new Dimmer(output);
        output.Millionths.Should().Be(0);
        dimmer.Set(50);
        output.Millionths.Should().BeCloseTo(184_187, 2, "L* 50 is Y 18.4 %");
        dimmer.Set(100);
        output.Millionths.Should().Be(1_000_000);
        dimmer.Set(1000);
        dimmer.Percent.Should().Be(100);
        dimmer.Set(-1);
        output.Millionths.Should().Be(0);
    }

    [Fact]
    public void Every_step_of_a_dimmer_is_brighter_than_the_one_below()
    {
        var output = new Output();
        var dimmer = new Dimmer(output);
        int last = 0;
        for (int percent = 1; percent <= 100; percent++)
        {
            dimmer.Set(percent);
            output.Millionths.Should().BeGreaterThan(last);
            last = output.Millionths;
        }
    }

    [Theory]
    [InlineData(0, 25_000)]
    [InlineData(90, 75_000)]
    [InlineData(180, 125_000)]
    [InlineData(400, 125_000)]
    public void A_servo_gets_the_pulse_of_its_angle(int angle, int millionths)
    {
        var output = new Output();
        var servo = new Servo(output, 500, 2500, 180);
        output.Millionths.Should().Be(0, "nothing moves at start");
        servo.Set(angle);
        output.Frequency.Should().Be(50);
        output.Millionths.Should().Be(millionths);
        servo.Release();
        output.Millionths.Should().Be(0);
    }

    [Fact]
    public void Lamps_get_green_red_blue_as_patterns_of_three_bits_and_a_pause()
    {
        var wire = new Wire();
        var lamps = new Ws2812(wire, 2);
        lamps.Set(1, red: 0xFF, green: 0x00, blue: 0xA5);
        lamps.Set(2, 1, 1, 1);
        lamps.Show().Should().Be(DriverError.None);

        string bits = string.Concat(wire.Sent.Select(octet => Convert.ToString(octet, 2).PadLeft(8, '0')));
        Decode(bits[..144]).Should().Be("000000" + "00FFA5");
        bits[144..].Should().MatchRegex("^0+$");
        ((bits.Length - 144) / 2.4).Should().BeGreaterThan(280, "microseconds of silence end the frame");
    }

    [Fact]
    public void A_bouncing_button_is_one_press()
    {
        var pin = new Pin { Level = true };
        var button = new PushButton(pin, activeLow: true);
        int[] bounces = [0, 3, 5, 9, 12];
        long now = 1000;
        foreach (int at in bounces)
        {
            pin.Level = !pin.Level;
            button.Sample(now + at);
        }

        button.Presses.Should().Be(0);
        button.Sample(now + 45);
        button.Presses.Should().Be(1);
        button.IsPressed.Should().BeTrue();
        pin.Level = true;
        button.Sample(now + 500);
        button.Sample(now + 540);
        button.IsPressed.Should().BeFalse();
        button.Presses.Should().Be(1);
        button.LongPresses.Should().Be(0);
    }

    [Fact]
    public void A_long_press_counts_once_while_it_is_held()
    {
        var pin = new Pin { Level = false };
        var button = new PushButton(pin, activeLow: true);
        for (long now = 0; now <= 10_000; now += 10)
            button.Sample(now);
        button.Presses.Should().Be(1);
        button.LongPresses.Should().Be(1);
    }

    private static string Decode(string bits)
    {
        var data = Enumerable.Range(0, bits.Length / 3).Select(i => bits.Substring(3 * i, 3) switch
        {
            "100" => '0',
            "110" => '1',
            var other => throw new InvalidOperationException(other),
        });
        return Convert.ToHexString([.. data.Chunk(8).Select(octet => Convert.ToByte(new string(octet), 2))]);
    }

    private sealed class Pin : DigitalPin
    {
        public bool Level { get; set; }

        public override void Write(bool high) => Level = high;

        public override bool Read() => Level;
    }

    private sealed class Output : PwmOutput
    {
        public int Frequency { get; private set; }

        public int Millionths { get; private set; }

        public override void Set(int frequency, int millionths)
        {
            Frequency = frequency;
            Millionths = millionths;
        }
    }

    private sealed class Wire : BusDevice
    {
        public byte[] Sent { get; private set; } = [];

        public override int Write(byte[] data, int count)
        {
            Sent = data[..count];
            return DriverError.None;
        }

        public override int Read(byte[] data, int count) => DriverError.Bus;
    }
}
