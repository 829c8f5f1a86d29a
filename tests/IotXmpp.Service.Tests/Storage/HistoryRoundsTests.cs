using System.Threading.Channels;
using IotXmpp.Concentrator.Service.Storage;
using IotXmpp.Concentrator.Service.Storage.Sqlite;
using IotXmpp.Concentrator.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace IotXmpp.Service.Tests.Storage;

public sealed class HistoryRoundsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_store_that_was_gone_for_ten_minutes_is_an_outage_that_is_noted_when_it_is_back()
    {
        var time = new FakeTimeProvider(Noon);
        var upkeep = new ScriptedUpkeep();
        await using var rounds = new HistoryRounds(upkeep, Retention.Default, time, NullLogger.Instance);
        (await upkeep.NextAsync()).Should().Be((Noon, GapReason.ServiceDown), "whatever was before the start, the service did not run");
        await MinuteAsync(time, upkeep);
        upkeep.IsGone = true;
        for (int minute = 0; minute < 10; minute++)
            await MinuteAsync(time, upkeep);
        upkeep.IsGone = false;

        (await MinuteAsync(time, upkeep)).Should().Be((Noon.AddMinutes(12), GapReason.NotStored));
        upkeep.Outages.Should().Equal(new Outage(Noon.AddMinutes(1), Noon.AddMinutes(12), GapReason.NotStored));
    }

    [Fact]
    public async Task What_is_too_old_is_forgotten_each_hour()
    {
        var time = new FakeTimeProvider(Noon);
        var upkeep = new ScriptedUpkeep();
        await using var rounds = new HistoryRounds(upkeep, Retention.Default, time, NullLogger.Instance);
        await upkeep.NextAsync();
        for (int minute = 0; minute < 125; minute++)
            await MinuteAsync(time, upkeep);

        upkeep.Applied.Should().Equal(Noon.AddHours(1), Noon.AddHours(2));
    }

    private static async Task<(DateTimeOffset Now, GapReason Reason)> MinuteAsync(FakeTimeProvider time, ScriptedUpkeep upkeep)
    {
        time.Advance(TimeSpan.FromMinutes(1));
        return await upkeep.NextAsync();
    }

    private sealed class ScriptedUpkeep : IHistoryUpkeep
    {
        private readonly Channel<(DateTimeOffset Now, GapReason Reason)> _beats = Channel.CreateUnbounded<(DateTimeOffset, GapReason)>();
        private DateTimeOffset? _last;

        public bool IsGone { get; set; }

        public List<Outage> Outages { get; } = [];

        public List<DateTimeOffset> Applied { get; } = [];

        public async Task<(DateTimeOffset Now, GapReason Reason)> NextAsync() => await _beats.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20));

        public ValueTask<Outage?> BeatAsync(DateTimeOffset now, TimeSpan silence, GapReason reason, CancellationToken ct)
        {
            try
            {
                if (IsGone)
                    throw new StoreException("It is gone.");
                var outage = now - _last > silence ? new Outage(_last!.Value, now, reason) : null;
                _last = now;
                if (outage is not null)
                    Outages.Add(outage);
                return new(outage);
            }
            finally
            {
                _beats.Writer.TryWrite((now, reason));
            }
        }

        public ValueTask<long> ApplyAsync(Retention retention, DateTimeOffset now, CancellationToken ct)
        {
            Applied.Add(now);
            return new(0L);
        }
    }
}
