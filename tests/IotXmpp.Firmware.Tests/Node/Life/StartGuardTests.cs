using IotXmpp.Node.Life;

namespace IotXmpp.Node.Tests.Life;

/// <summary>Failed starts, safe mode, and the reset by power cycles, told by what flash keeps.</summary>
public sealed class StartGuardTests
{
    private readonly SlotStore _store = new();

    [Fact]
    public void Ten_failed_starts_are_borne_and_the_eleventh_is_safe()
    {
        for (int i = 0; i < StartGuard.MaxFailed; i++)
            Start(upFor: 30_000).Mode.Should().Be(StartGuard.Normal, $"start {i} came after {i} failures");
        Start(upFor: 30_000).Mode.Should().Be(StartGuard.Safe);
    }

    [Fact]
    public void A_minute_connected_makes_a_start_good_and_all_before_forgotten()
    {
        for (int i = 0; i < StartGuard.MaxFailed - 1; i++)
            Start(upFor: 30_000);
        Start(upFor: 61_000, connectedFrom: 0).Guard.IsGood.Should().BeTrue();
        var (guard, mode) = Start(upFor: 0);
        mode.Should().Be(StartGuard.Normal);
        guard.Failed.Should().Be(0);
    }

    [Fact]
    public void A_minute_in_pieces_is_no_good_start()
    {
        var guard = Begin(out _);
        for (int minute = 0; minute < 5; minute++)
        {
            Run(guard, minute * 60_000, (minute * 60_000) + 59_000, connected: true);
            guard.Tick((minute * 60_000) + 59_500, connected: false);
        }

        guard.IsGood.Should().BeFalse();
    }

    [Theory]
    [InlineData(StartReason.NoNetwork)]
    [InlineData(StartReason.Wanted)]
    [InlineData(StartReason.Sleep)]
    public void Restarts_that_the_board_wants_are_no_failures(int reason)
    {
        for (int i = 0; i < 30; i++)
        {
            var guard = Begin(out int mode);
            mode.Should().Be(StartGuard.Normal);
            Run(guard, 0, 5_000, connected: false);
            guard.End(reason, delivered: false);
        }

        Begin(out _).Failed.Should().Be(0);
    }

    [Fact]
    public void A_restart_for_a_fault_is_a_failure_unless_the_start_was_good()
    {
        var guard = Begin(out _);
        guard.End(StartReason.Fault, delivered: false);
        var next = Begin(out _);
        next.Failed.Should().Be(1);
        Run(next, 0, 70_000, connected: true);
        next.End(StartReason.Fault, delivered: false);
        Begin(out _).Failed.Should().Be(0);
    }

    [Fact]
    public void A_sleeping_board_that_delivers_is_well_though_it_is_never_awake_for_a_minute()
    {
        for (int i = 0; i < StartGuard.MaxFailed; i++)
            Start(upFor: 30_000);
        var guard = Begin(out int mode);
        mode.Should().Be(StartGuard.Safe);
        Run(guard, 0, 4_000, connected: true);
        guard.End(StartReason.Sleep, delivered: true);
        Begin(out mode).Failed.Should().Be(0);
        mode.Should().Be(StartGuard.Normal);
    }

    [Fact]
    public void Safe_mode_ends_a_quarter_of_an_hour_after_it_proved_good()
    {
        for (int i = 0; i < StartGuard.MaxFailed; i++)
            Start(upFor: 30_000);
        var guard = Begin(out int mode);
        mode.Should().Be(StartGuard.Safe);
        Run(guard, 0, 3_600_000, connected: false);
        guard.SafeModeIsOver.Should().BeFalse("nobody has seen it yet");
        Run(guard, 3_600_000, 3_600_000 + StartGuard.GoodAfter + StartGuard.SafeModeTime - 1000, connected: true);
        guard.SafeModeIsOver.Should().BeFalse();
        guard.Tick(3_600_000 + StartGuard.GoodAfter + StartGuard.SafeModeTime, connected: true);
        guard.SafeModeIsOver.Should().BeTrue();
        guard.End(StartReason.Wanted, delivered: false);
        Start(upFor: 0).Mode.Should().Be(StartGuard.Normal);
    }

    [Fact]
    public void Seven_quick_power_cycles_reset_the_board_once()
    {
        for (int i = 0; i < StartGuard.ResetCycles; i++)
            Start(upFor: 4_000).Mode.Should().Be(StartGuard.Normal, $"that is start {i}");
        var (guard, mode) = Start(upFor: 0);
        mode.Should().Be(StartGuard.FactoryReset);
        guard.End(StartReason.Wanted, delivered: false);
        Start(upFor: 4_000).Mode.Should().Be(StartGuard.Normal);
    }

    [Theory]
    [InlineData(1_000)]
    [InlineData(12_000)]
    public void A_start_too_short_or_too_long_breaks_the_row(int upFor)
    {
        for (int i = 0; i < StartGuard.ResetCycles - 1; i++)
            Start(upFor: 4_000);
        Start(upFor);
        for (int i = 0; i < StartGuard.ResetCycles - 1; i++)
            Start(upFor: 4_000).Mode.Should().NotBe(StartGuard.FactoryReset);
    }

    [Fact]
    public void A_board_that_crashes_at_once_is_never_reset()
    {
        for (int i = 0; i < 50; i++)
            Start(upFor: 1_500).Mode.Should().NotBe(StartGuard.FactoryReset);
    }

    [Fact]
    public void A_board_that_restarts_itself_early_is_never_reset()
    {
        for (int i = 0; i < 50; i++)
        {
            var guard = Begin(out int mode);
            mode.Should().NotBe(StartGuard.FactoryReset);
            Run(guard, 0, 5_000, connected: false);
            guard.End(StartReason.Fault, delivered: false);
        }
    }

    [Fact]
    public void Power_cycles_reset_nothing_where_that_is_switched_off()
    {
        for (int i = 0; i < 20; i++)
        {
            var guard = new StartGuard(_store, powerCycleReset: false);
            guard.Begin(0).Should().NotBe(StartGuard.FactoryReset);
            Run(guard, 0, 5_000, connected: false);
        }
    }

    [Fact]
    public void Flash_is_written_four_times_in_a_start_and_not_after()
    {
        var guard = Begin(out _);
        Run(guard, 0, 3_600_000, connected: true);
        _store.Writes.Should().Be(4);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(7)]
    public void A_power_cut_inside_of_a_write_loses_that_write_alone(int bytes)
    {
        Start(upFor: 30_000);
        Start(upFor: 30_000);
        _store.TornAfter = bytes;
        Begin(out _).Failed.Should().Be(2);
        Begin(out int mode).Failed.Should().Be(2, "the third start was not noted down");
        mode.Should().Be(StartGuard.Normal);
    }

    [Fact]
    public void Without_flash_each_start_is_the_first()
    {
        _store.IsBroken = true;
        for (int i = 0; i < 30; i++)
            Start(upFor: 5_000).Mode.Should().Be(StartGuard.Normal);
    }

    [Fact]
    public void The_record_survives_more_writes_than_its_sequence_number_counts()
    {
        for (int i = 0; i < 1000; i++)
        {
            var guard = Begin(out _);
            guard.Failed.Should().Be(i % 2);
            if (i % 2 == 1)
                Run(guard, 0, 61_000, connected: true);
        }
    }

    private StartGuard Begin(out int mode)
    {
        var guard = new StartGuard(_store, powerCycleReset: true);
        mode = guard.Begin(0);
        return guard;
    }

    private (StartGuard Guard, int Mode) Start(int upFor, int connectedFrom = int.MaxValue)
    {
        var guard = Begin(out int mode);
        for (long now = 0; now <= upFor; now += 500)
            guard.Tick(now, connected: now >= connectedFrom);
        return (guard, mode);
    }

    private static void Run(StartGuard guard, long from, long to, bool connected)
    {
        for (long now = from; now <= to; now += 500)
            guard.Tick(now, connected);
    }
}
