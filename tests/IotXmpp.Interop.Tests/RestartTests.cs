using System.Globalization;
using IotXmpp.Interop.Tests.Peers;
using Microsoft.Data.Sqlite;

namespace IotXmpp.Interop.Tests;

/// <summary>The service dies without warning: what it had accepted is there, once, and the boards come back.</summary>
public sealed class RestartTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Kill_9_loses_no_accepted_reading_and_stores_none_twice()
    {
        await using var world = await World.CreateWithOwnBoardsAsync(3, TimeSpan.FromMilliseconds(200), Ct);
        for (int round = 1; round <= 3; round++)
        {
            long target = Acknowledged(world) + 60;
            await world.Service.UntilAsync("readings are acknowledged", _ => Task.FromResult(Acknowledged(world) >= target), Ct);
            await world.Service.KillAsync();
            long promised = Acknowledged(world);
            Stored(world).Should().BeGreaterThanOrEqualTo(promised, "what the service acknowledged before it was killed is on disk (round {0})", round);
            await world.Service.StartAsync(Ct);
            await world.Service.UntilBoardsAsync(3, Ct);
        }

        long last = Acknowledged(world) + 60;
        await world.Service.UntilAsync("the outboxes of the outage are delivered", _ => Task.FromResult(Acknowledged(world) >= last), Ct);
        await world.StopBoardsAsync();
        await world.Service.StopAsync();
        long taken = world.Boards.Sum(board => board.Counters.ReadingsTaken);
        long acknowledged = Acknowledged(world);
        long dropped = world.Boards.Sum(board => board.Counters.ReadingsDropped);
        dropped.Should().Be(0, "the outbox is large enough for these outages");
        Stored(world).Should().BeInRange(acknowledged, taken, "every acknowledged reading is one row, and no row was not taken");
        BucketsThatAreNotTheirReadings(world).Should().Be(0, "roll-ups are kept in the transaction of their readings");
        SamplesMissingBetweenFirstAndLast(world).Should().Be(0, "readings taken during the outage are back-filled with their own time");
    }

    [Fact]
    public async Task After_a_restart_presence_tells_which_boards_are_really_there()
    {
        await using var world = await World.CreateWithOwnBoardsAsync(2, TimeSpan.FromSeconds(1), Ct);
        await world.Service.UntilAsync("readings are acknowledged", _ => Task.FromResult(Acknowledged(world) > 4), Ct);
        await world.Service.KillAsync();
        await world.StopBoardsAsync();
        await world.Service.StartAsync(Ct);
        var lines = await SlixmppClient.RunAsync("owner@localhost/test", IXmppServer.OwnerPassword, world.ClientPort, Ct,
            "chat", "board1@things.localhost", "read temperature", "chat", "things.localhost", "status");
        lines[1].GetProperty("answer").GetString().Should().Contain("°C").And.Contain("ago").And.Contain("away");
        lines[2].GetProperty("answer").GetString().Should().Contain("0 up").And.Contain("Away: board1, board2");
        lines.Where(line => line.GetProperty("step").GetString() == "presence").Should().BeEmpty();
    }

    private static long Acknowledged(World world) => world.Boards.Sum(board => board.Counters.ReadingsAcknowledged);

    private static long Stored(World world) => Scalar(world, "SELECT count(*) FROM reading");

    // A board samples all its fields every 200 ms, whether it is connected or not: an outage that was not back-filled would leave a hole of seconds.
    private static long SamplesMissingBetweenFirstAndLast(World world) => Scalar(world, """
        SELECT count(*) FROM (SELECT at - lag(at) OVER (PARTITION BY series ORDER BY at) AS gap FROM reading) WHERE gap > 20000000
        """);

    private static long BucketsThatAreNotTheirReadings(World world) => Scalar(world, """
        SELECT count(*)
        FROM (SELECT series, level, sum(count) AS counted FROM rollup GROUP BY series, level) b
        JOIN (SELECT series, count(*) AS stored FROM reading GROUP BY series) r ON r.series = b.series
        WHERE b.counted <> r.stored
        """);

    private static long Scalar(World world, string sql)
    {
        string file = Directory.GetFiles(world.Service.Folder, "*.db").Single();
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }
}
