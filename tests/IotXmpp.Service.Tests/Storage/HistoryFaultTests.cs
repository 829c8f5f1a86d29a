using IotXmpp.Concentrator.Service.Storage;
using IotXmpp.Concentrator.Service.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace IotXmpp.Service.Tests.Storage;

/// <summary>What a disk and other programs do to a history while boards report: nothing accepted is lost, nothing is there twice.</summary>
public sealed class HistoryFaultTests
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Fact]
    public async Task A_disk_that_is_full_for_a_while()
    {
        await using var database = TemporaryDatabase.Create();
        await using var boards = await RetryingBoards.StartAsync(database.Stores.History);
        await boards.UntilAcceptedAsync(100);
        await SetMaxPagesAsync(database, 1);
        await RetryingBoards.UntilAsync(() => boards.Refused > 100);
        database.Stores.Problem.Should().Contain("the disk is full");

        await SetMaxPagesAsync(database, 1_000_000);
        await boards.UntilAcceptedAsync(100);

        await boards.StopAndCheckAsync();
        database.Stores.Problem.Should().BeNull();
    }

    [Fact]
    public async Task A_database_that_another_program_holds_locked()
    {
        await using var database = TemporaryDatabase.Create();
        await using var boards = await RetryingBoards.StartAsync(database.Stores.History);
        await boards.UntilAcceptedAsync(100);
        await using (var other = new SqliteConnection($"Data Source={Path.Combine(database.Folder, SqliteDatabase.FileName)};Pooling=false"))
        {
            await other.OpenAsync(Ct);
            await using var command = other.CreateCommand();
            command.CommandText = "BEGIN IMMEDIATE";
            await command.ExecuteNonQueryAsync(Ct);
            await RetryingBoards.UntilAsync(() => boards.Refused > 4);
            database.Stores.Problem.Should().Contain("another program holds it locked");
            command.CommandText = "ROLLBACK";
            await command.ExecuteNonQueryAsync(Ct);
        }

        await boards.UntilAcceptedAsync(100);
        await boards.StopAndCheckAsync();
    }

    private static async Task SetMaxPagesAsync(TemporaryDatabase database, int pages)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            try
            {
                await database.Stores.Database.WriteAsync(session => session.Scalar($"PRAGMA max_page_count = {pages};"), patience.Token);
                return;
            }
            catch (StoreException)
            {
                // It was in one transaction with writes of boards that the disk had no room for, and failed with them.
                patience.Token.ThrowIfCancellationRequested();
            }
        }
    }
}
