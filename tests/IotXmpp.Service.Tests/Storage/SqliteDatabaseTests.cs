using IotXmpp.Concentrator.Service.Storage;
using IotXmpp.Concentrator.Service.Storage.Sqlite;
using IotXmpp.Concentrator.Storage;
using IotXmpp.Things.Model;
using Microsoft.Extensions.Logging.Abstractions;

namespace IotXmpp.Service.Tests.Storage;

public sealed class SqliteDatabaseTests
{
    private static readonly CancellationToken Ct = CancellationToken.None;
    private static readonly DateTimeOffset Noon = new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task What_was_acknowledged_is_there_after_reopening()
    {
        await using var database = TemporaryDatabase.Create();
        await database.Stores.Concentrator.History.AppendAsync([Entry("board1", 1)], Ct);

        await database.ReopenAsync();

        (await database.Stores.Concentrator.History.LastAsync("board1", Ct)).Should().ContainSingle().Which.Field.Value.Text.Should().Be("1");
        (await database.Stores.Concentrator.History.AppendAsync([Entry("board1", 1)], Ct)).Should().Be(0, "a reading sent again after a restart is one row");
    }

    [Fact]
    public async Task Writes_of_many_at_once_are_all_stored()
    {
        await using var database = TemporaryDatabase.Create();
        var history = database.Stores.Concentrator.History;

        int[] added = await Task.WhenAll(Enumerable.Range(0, 2000).Select(i => history.AppendAsync([Entry($"board{i % 7}", i)], Ct).AsTask()));

        added.Sum().Should().Be(2000);
        int stored = 0;
        for (int board = 0; board < 7; board++)
        {
            await foreach (var entry in history.QueryAsync(new HistoryQuery { Device = $"board{board}" }, Ct))
                stored++;
        }

        stored.Should().Be(2000);
    }

    [Fact]
    public async Task A_change_that_fails_takes_no_other_with_it()
    {
        await using var database = TemporaryDatabase.Create();
        var blocked = new TaskCompletionSource();
        // The first holds the writer, so that the next three end up in one transaction.
        var first = database.Stores.Database.WriteAsync(_ => blocked.Task.Wait(TimeSpan.FromSeconds(20)), Ct).AsTask();
        var before = database.Stores.Concentrator.History.AppendAsync([Entry("board1", 1)], Ct).AsTask();
        var wrong = database.Stores.Database.WriteAsync<int>(session =>
        {
            session.Run("DELETE FROM series;");
            throw new InvalidOperationException("wrong");
        }, Ct).AsTask();
        var after = database.Stores.Concentrator.History.AppendAsync([Entry("board1", 2)], Ct).AsTask();
        blocked.SetResult();

        (await first).Should().BeTrue();
        (await before).Should().Be(1);
        await wrong.Invoking(task => task).Should().ThrowAsync<InvalidOperationException>();
        (await after).Should().Be(1);
        (await database.Stores.Concentrator.History.LastAsync("board1", Ct)).Should().ContainSingle().Which.Field.Value.Text.Should().Be("2");
        database.Stores.Database.Problem.Should().BeNull();
    }

    [Fact]
    public async Task A_full_disk_refuses_readings_and_says_so_until_there_is_room_again()
    {
        await using var database = TemporaryDatabase.Create();
        var history = database.Stores.Concentrator.History;
        await history.AppendAsync([Entry("board1", 0)], Ct);
        await database.Stores.Database.WriteAsync(session => session.Scalar("PRAGMA max_page_count = 1;"), Ct);

        // New readings fit into pages that are there already, until they do not.
        int stored = 0;
        var act = async () =>
        {
            while (stored < 10_000)
            {
                await history.AppendAsync([.. Enumerable.Range(0, 100).Select(i => Entry("new", (stored * 100) + i + 1))], Ct);
                stored++;
            }
        };
        (await act.Should().ThrowAsync<IOException>()).Which.Message.Should().Contain("the disk is full");
        database.Stores.Database.Problem.Should().Contain("the disk is full");
        (await history.LastAsync("board1", Ct)).Should().ContainSingle("reading goes on");

        await database.Stores.Database.WriteAsync(session => session.Scalar("PRAGMA max_page_count = 100000;"), Ct);
        (await history.AppendAsync([.. Enumerable.Range(0, 100).Select(i => Entry("new", (stored * 100) + i + 1))], Ct)).Should().Be(100);
        database.Stores.Database.Problem.Should().BeNull();
    }

    [Fact]
    public async Task A_change_by_another_process_is_noticed_and_our_own_is_not()
    {
        await using var database = TemporaryDatabase.Create();
        long start = await database.Stores.Database.ForeignVersionAsync(Ct);
        await database.Stores.Concentrator.History.AppendAsync([Entry("board1", 1)], Ct);
        (await database.Stores.Database.ForeignVersionAsync(Ct)).Should().Be(start);

        await using (var other = SqliteStores.Open(database.Folder, NullLogger.Instance))
            await other.Concentrator.History.AppendAsync([Entry("board2", 1)], Ct);

        (await database.Stores.Database.ForeignVersionAsync(Ct)).Should().NotBe(start);
        (await database.Stores.Concentrator.History.LastAsync("board2", Ct)).Should().ContainSingle();
    }

    [Fact]
    public async Task A_history_that_another_process_has_removed_is_not_continued_in_that_of_another_board()
    {
        await using var database = TemporaryDatabase.Create();
        var history = database.Stores.Concentrator.History;
        await history.AppendAsync([Entry("board1", 1)], Ct);
        await using (var other = SqliteStores.Open(database.Folder, NullLogger.Instance))
            await other.Concentrator.History.RemoveAsync("board1", Ct);

        await history.AppendAsync([Entry("board2", 1)], Ct);
        await history.AppendAsync([Entry("board1", 2)], Ct);

        (await history.LastAsync("board1", Ct)).Should().ContainSingle().Which.Field.Value.Text.Should().Be("2");
        (await history.LastAsync("board2", Ct)).Should().ContainSingle().Which.Field.Value.Text.Should().Be("1");
    }

    [Fact]
    public async Task A_cancelled_write_is_not_made()
    {
        await using var database = TemporaryDatabase.Create();
        var blocked = new TaskCompletionSource();
        var first = database.Stores.Database.WriteAsync(_ => blocked.Task.Wait(TimeSpan.FromSeconds(20)), Ct).AsTask();
        using var cancel = new CancellationTokenSource();
        var second = database.Stores.Concentrator.History.AppendAsync([Entry("board1", 1)], cancel.Token).AsTask();
        await cancel.CancelAsync();
        blocked.SetResult();

        await first;
        await second.Invoking(task => task).Should().ThrowAsync<OperationCanceledException>();
        (await database.Stores.Concentrator.History.LastAsync("board1", Ct)).Should().BeEmpty();
    }

    [Fact]
    public async Task Files_are_for_their_owner_only()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("Unix permissions");
        await using var database = TemporaryDatabase.Create();
        await database.Stores.Concentrator.History.AppendAsync([Entry("board1", 1)], Ct);

        string[] files = Directory.GetFiles(database.Folder);
        files.Should().HaveCountGreaterThan(1, "there is a write-ahead log");
        foreach (string file in files)
            (OperatingSystem.IsWindows() ? UnixFileMode.None : File.GetUnixFileMode(file)).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_refused_in_one_sentence()
    {
        string folder = Directory.CreateTempSubdirectory("iotxmpp-db-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, SqliteDatabase.FileName), new string('x', 5000), Ct);

        var act = () => SqliteStores.Open(folder, NullLogger.Instance);

        act.Should().Throw<StoreException>().WithMessage("*cannot be opened: it is damaged or no SQLite database.");
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_database_of_a_newer_version_is_left_alone()
    {
        await using var database = TemporaryDatabase.Create();
        await database.Stores.Database.WriteAsync(session => session.Execute("PRAGMA user_version = 999;"), Ct);

        var act = () => SqliteStores.Open(database.Folder, NullLogger.Instance);

        act.Should().Throw<StoreException>().WithMessage("*newer version*999*");
    }

    [Fact]
    public async Task A_database_from_before_the_roll_ups_gets_those_of_its_readings()
    {
        await using var database = TemporaryDatabase.Create();
        var entry = Entry("board1", 1);
        await database.Stores.Concentrator.History.AppendAsync(
            [
                .. Enumerable.Range(0, 300).Select(i => Entry("board1", (i * 7) % 997)),
                entry with { Field = entry.Field with { Name = "Relay", Value = FieldValue.Boolean(true) } },
                entry with { Field = entry.Field with { Name = "State", Value = FieldValue.String("on") } },
                entry with { Field = entry.Field with { Timestamp = Noon.AddDays(1), Value = FieldValue.Numeric("-21.50"), Unit = "°C" } },
                entry with { Field = entry.Field with { Timestamp = Noon.AddDays(2), Quality = FieldQuality.Missing } },
                entry with { Field = entry.Field with { Timestamp = Noon.AddDays(3), FieldTypes = FieldTypes.HistoricalDay } },
            ],
            Ct);
        var before = database.Stores.Database.Read(AllRollUps);
        before.Should().HaveCountGreaterThan(10);
        await database.Stores.Database.WriteAsync(
            session =>
            {
                session.Run("DROP TABLE rollup; DROP TABLE outage; DROP TABLE heartbeat; ALTER TABLE series DROP COLUMN pruned; PRAGMA user_version = 7;");
                return 0;
            },
            Ct);

        await database.ReopenAsync();

        database.Stores.Database.Read(AllRollUps).Should().Equal(before);
    }

    private static List<string> AllRollUps(SqliteSession session) => session.Query(
        "SELECT series, level, start, unit, min, max, sum, count, first, last_at, kind, last FROM rollup ORDER BY 1, 2, 3, 4",
        row => string.Join('|', Enumerable.Range(0, row.FieldCount).Select(row.GetValue)));

    private static HistoryEntry Entry(string device, int number) => new(device, new NodeRef(device), new Field
    {
        Name = "Temperature",
        Value = FieldValue.Int(number),
        Timestamp = Noon.AddSeconds(number),
    });
}
