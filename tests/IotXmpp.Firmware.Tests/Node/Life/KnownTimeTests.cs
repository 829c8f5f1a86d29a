using IotXmpp.Node.Life;
using IotXmpp.Testing;

namespace IotXmpp.Node.Tests.Life;

/// <summary>What a board believes of the time before and after the network has told it.</summary>
public sealed class KnownTimeTests
{
    private const long Day = 86_400_000;

    private readonly KnownTime _time = new();

    [Fact]
    [Spec("SEC-17")]
    public void Until_the_network_tells_the_time_the_latest_proof_counts_and_goes_on()
    {
        _time.At(5_000).Should().Be(KnownTime.Built + 5_000);
        _time.NotBefore(KnownTime.Built + (30 * Day), 5_000);
        _time.NotBefore(KnownTime.Built + (10 * Day), 6_000);
        _time.At(65_000).Should().Be(KnownTime.Built + (30 * Day) + 60_000);
        _time.IsConfirmed.Should().BeFalse();
    }

    [Fact]
    [Spec("SEC-17")]
    public void A_certificate_made_with_the_settings_is_valid_at_the_board_before_it_knows_the_time()
    {
        // The service's own is valid from a day before it was made; the settings were written later.
        long made = KnownTime.Built + (100 * Day);
        _time.NotBefore(made + 1000, 2_000);
        _time.At(2_000).Should().BeGreaterThan(made - Day);
    }

    [Fact]
    public void The_network_sets_the_time()
    {
        _time.Confirm(KnownTime.Built + (50 * Day), 10_000).Should().BeTrue();
        _time.IsConfirmed.Should().BeTrue();
        _time.At(11_000).Should().Be(KnownTime.Built + (50 * Day) + 1_000);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(-400)]
    public void Nobody_turns_the_clock_back_behind_what_the_board_has_proof_of(int days)
    {
        _time.NotBefore(KnownTime.Built + (30 * Day), 0);
        _time.Confirm(KnownTime.Built + ((30 + days) * Day), 0).Should().BeFalse();
        _time.IsConfirmed.Should().BeFalse();
    }

    [Fact]
    public void A_clock_that_ran_a_little_fast_is_set_right()
    {
        _time.Confirm(KnownTime.Built + Day, 0).Should().BeTrue();
        _time.Confirm(KnownTime.Built + Day, 120_000).Should().BeTrue();
        _time.At(120_000).Should().Be(KnownTime.Built + Day);
    }

    [Fact]
    public void Nonsense_from_flash_or_network_is_not_believed()
    {
        _time.NotBefore(long.MaxValue, 0);
        _time.NotBefore(KnownTime.Built + (50 * 365 * Day), 0);
        _time.At(0).Should().Be(KnownTime.Built);
        _time.Confirm(KnownTime.Built + (50 * 365 * Day), 0).Should().BeFalse();
    }
}
