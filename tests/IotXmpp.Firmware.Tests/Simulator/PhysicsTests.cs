using IotXmpp.Device.Boards;
using IotXmpp.Simulator.Physics;
using Microsoft.Extensions.Time.Testing;

namespace IotXmpp.Simulator.Tests;

/// <summary>The simulated sensors.</summary>
public sealed class PhysicsTests
{
    [Theory]
    [InlineData(BoardKind.Climate)]
    [InlineData(BoardKind.Relay)]
    [InlineData(BoardKind.EnergyMeter)]
    public void Same_seed_and_times_give_the_same_readings_however_often_they_are_read(BoardKind kind)
    {
        Run(kind, seed: 5, readsPerStep: 1).Should().Equal(Run(kind, seed: 5, readsPerStep: 3));
        if (kind != BoardKind.Relay)
        {
            Run(kind, seed: 5, readsPerStep: 1).Should().NotEqual(Run(kind, seed: 6, readsPerStep: 1));
        }
    }

    [Fact]
    public void A_room_stays_a_room_for_a_week()
    {
        var time = new FakeTimeProvider();
        var board = SimulatedHardware.Create(BoardKind.Climate, 1, TimeSpan.FromSeconds(10), time);
        for (int hour = 0; hour < 168; hour++)
        {
            time.Advance(TimeSpan.FromHours(1));
            board.TryRead(BoardDefinitions.Temperature, out long temperature);
            board.TryRead(BoardDefinitions.Humidity, out long humidity);
            board.TryRead(BoardDefinitions.Pressure, out long pressure);
            temperature.Should().BeInRange(180, 260);
            humidity.Should().BeInRange(300, 650);
            pressure.Should().BeInRange(9850, 10350);
        }
    }

    [Fact]
    public void Relay_and_lamp_keep_what_was_set()
    {
        var time = new FakeTimeProvider();
        var board = SimulatedHardware.Create(BoardKind.Relay, 1, TimeSpan.FromSeconds(10), time);
        board.SetNumber(BoardDefinitions.Relay, 1);
        board.SetNumber(BoardDefinitions.Brightness, 80);
        time.Advance(TimeSpan.FromHours(1));
        board.TryRead(BoardDefinitions.RelayState, out long relay);
        board.TryRead(BoardDefinitions.BrightnessLevel, out long brightness);
        (relay, brightness).Should().Be((1, 80));
    }

    [Fact]
    public void Energy_is_the_power_added_up()
    {
        var time = new FakeTimeProvider();
        var board = SimulatedHardware.Create(BoardKind.EnergyMeter, 1, TimeSpan.FromSeconds(10), time);
        board.TryRead(BoardDefinitions.Energy, out long before);
        double wattSeconds = 0;
        for (int second = 0; second < 3600; second++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            board.TryRead(BoardDefinitions.Power, out long power);
            wattSeconds += power;
        }

        board.TryRead(BoardDefinitions.Energy, out long after);
        ((double)(after - before)).Should().BeApproximately(wattSeconds / 3600, 1, "a thousandth of a kWh is a watt hour");
    }

    [Fact]
    public void Interval_of_a_climate_board_is_set_in_seconds()
    {
        var board = SimulatedHardware.Create(BoardKind.Climate, 1, TimeSpan.FromSeconds(10), new FakeTimeProvider());
        board.SampleInterval.Should().Be(10_000);
        board.SetNumber(BoardDefinitions.Interval, 3600);
        board.SampleInterval.Should().Be(3_600_000);
    }

    private static List<long> Run(BoardKind kind, int seed, int readsPerStep)
    {
        var time = new FakeTimeProvider();
        var board = SimulatedHardware.Create(kind, seed, TimeSpan.FromSeconds(10), time);
        var values = new List<long>();
        for (int step = 0; step < 500; step++)
        {
            time.Advance(TimeSpan.FromMilliseconds(1700));
            for (int field = 0; field < board.Fields.Length; field++)
            {
                long value = 0;
                for (int i = 0; i < readsPerStep; i++)
                {
                    board.TryRead(field, out value);
                }

                values.Add(value);
            }
        }

        return values;
    }
}
