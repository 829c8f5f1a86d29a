using IotXmpp.Device.Boards;
using IotXmpp.Device.Readings;

namespace IotXmpp.Device.Tests.Readings;

/// <summary>Which samples are sent, and what a day of them costs.</summary>
public sealed class ReportPolicyTests
{
    [Theory]
    [InlineData(FieldDefinition.EverySample, "200 200 200 201")]
    [InlineData(0, "200 201 200 203 199")]
    [InlineData(2, "200 203 206 200")]
    public void Dead_band_is_measured_from_the_value_sent_last(int deadBand, string sent)
    {
        long[] samples = deadBand == FieldDefinition.EverySample ? [200, 200, 200, 201] : deadBand == 0 ? [200, 200, 201, 201, 200, 203, 199] : [200, 201, 202, 203, 204, 205, 206, 204, 200, 202];
        var policy = new ReportPolicy([new FieldDefinition("T", FieldDefinition.Numeric, "°C", 1, false) { DeadBand = deadBand }], 600);
        var taken = new List<long>();
        long now = 0;
        foreach (long sample in samples)
        {
            if (policy.IsNews(0, sample, now))
            {
                policy.Take(0, sample, now);
                taken.Add(sample);
            }

            now += 1000;
        }

        string.Join(' ', taken).Should().Be(sent);
    }

    [Fact]
    public void Value_that_stays_is_sent_again_after_the_heartbeat()
    {
        var policy = new ReportPolicy([new FieldDefinition("T", FieldDefinition.Numeric, "°C", 1, false) { DeadBand = 5 }], 600);
        policy.Take(0, 200, 1000);
        policy.IsNews(0, 200, 600_999).Should().BeFalse();
        policy.IsNews(0, 200, 601_000).Should().BeTrue();
    }

    [Fact]
    public void Switches_are_urgent_when_they_change_and_numbers_when_they_are_said_to_be()
    {
        FieldDefinition[] fields =
        [
            new("Relay", FieldDefinition.Boolean, "", 0, false),
            new("T", FieldDefinition.Numeric, "°C", 1, false),
            new("Smoke", FieldDefinition.Numeric, "ppm", 0, false) { Urgent = true, DeadBand = 10 },
        ];
        var policy = new ReportPolicy(fields, 600);
        policy.IsUrgent(0, 0).Should().BeTrue("nobody knows it yet");
        for (int i = 0; i < 3; i++)
        {
            policy.Take(i, 0, 0);
        }

        policy.IsUrgent(0, 0).Should().BeFalse();
        policy.IsUrgent(0, 1).Should().BeTrue();
        policy.IsUrgent(1, 1000).Should().BeFalse();
        policy.IsUrgent(2, 10).Should().BeFalse();
        policy.IsUrgent(2, 11).Should().BeTrue();
    }

    [Fact]
    public void Budget_is_earned_evenly_saved_for_three_hours_and_overdrawn_by_a_day_at_most()
    {
        const int PerDay = 24_000;
        var budget = new ByteBudget(PerDay, 0);
        budget.Update(0, 2999);
        budget.Affords.Should().BeTrue("an eighth of a day was in hand");
        budget.Update(0, 3001);
        budget.Affords.Should().BeFalse();
        budget.Wait.Should().BeInRange(3600, 3602, "one byte is earned in 3.6 s");
        budget.Update(budget.Wait, 3001);
        budget.Affords.Should().BeTrue();
        budget.Update(10 * 86_400_000L, 3001 + 3000);
        budget.Affords.Should().BeFalse("no more than three hours are saved up");
        budget.Update(10 * 86_400_000L, 1_000_000);
        budget.Wait.Should().BeInRange(86_400_000, 86_400_002);
    }

    [Fact]
    public void No_budget_affords_everything()
    {
        var budget = new ByteBudget(0, 0);
        budget.Update(0, long.MaxValue);
        budget.Affords.Should().BeTrue();
        budget.Wait.Should().Be(0);
    }
}
