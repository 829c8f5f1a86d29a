using IotXmpp.Concentrator.Service.Options;
using IotXmpp.Concentrator.Service.Storage;
using IotXmpp.Concentrator.Service.Storage.Postgres;
using IotXmpp.Concentrator.Service.Storage.Sqlite;
using IotXmpp.Concentrator.Storage;
using IotXmpp.Things.Model;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace IotXmpp.Service.Tests.Storage;

/// <summary>What only PostgreSQL can do to us.</summary>
public sealed class PostgresHistoryTests(PostgresServer server)
{
    private static readonly CancellationToken Ct = CancellationToken.None;
    private static readonly DateTimeOffset Noon = new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_server_that_dies_loses_nothing_that_was_accepted_and_is_used_again_when_it_is_back()
    {
        PostgresProcess.Require();
        await using var own = await PostgresProcess.StartAsync("iotxmpp", PostgresServer.Password);
        await using var history = Open(own.ConnectionString("postgres"));
        await history.Stores.Upkeep.BeatAsync(Noon, TimeSpan.FromMinutes(3), GapReason.ServiceDown, Ct);
        await using var boards = await RetryingBoards.StartAsync(history.Stores);
        await boards.UntilAcceptedAsync(200);

        await own.KillAsync();
        await RetryingBoards.UntilAsync(() => history.Database.Problem is not null);
        var refused = async () => await history.Stores.Readings.LastAsync("board1", Ct);
        (await refused.Should().ThrowAsync<IOException>()).Which.Message.Should().StartWith("The history in PostgreSQL cannot be read");
        await own.StartAsync();
        await boards.UntilAcceptedAsync(200);

        await boards.StopAndCheckAsync();
        history.Database.Problem.Should().BeNull();
        (await history.Stores.Upkeep.BeatAsync(Noon.AddMinutes(10), TimeSpan.FromMinutes(3), GapReason.NotStored, Ct))
            .Should().Be(new Outage(Noon, Noon.AddMinutes(10), GapReason.NotStored));
    }

    [Fact]
    public async Task A_value_the_database_cannot_hold_takes_no_other_with_it()
    {
        await using var history = Open(await server.CreateDatabaseAsync());
        var readings = history.Stores.Readings;
        await readings.AppendAsync([Entry("board1", 0)], Ct);
        var wrong = Entry("board2", 1);
        wrong = wrong with { Field = wrong.Field with { Value = FieldValue.String("a\0b") } };

        var appends = Enumerable.Range(1, 40).Select(i => readings.AppendAsync([i == 20 ? wrong : Entry("board1", i)], Ct).AsTask()).ToList();

        await appends[19].Invoking(task => task).Should().ThrowAsync<StoreException>();
        foreach (var append in appends.Where((_, i) => i != 19))
            (await append).Should().Be(1);
    }

    [Fact]
    public async Task What_was_stored_is_there_after_reopening_and_its_schema_is_not_made_again()
    {
        string database = await server.CreateDatabaseAsync();
        await using (var first = Open(database))
            await first.Stores.Readings.AppendAsync([Entry("board1", 1)], Ct);

        await using var second = Open(database);

        (await second.Stores.Readings.AppendAsync([Entry("board1", 1)], Ct)).Should().Be(0);
        (await second.Stores.Readings.LastAsync("board1", Ct)).Should().ContainSingle();
    }

    [Fact]
    public async Task A_database_of_a_newer_version_is_left_alone()
    {
        string database = await server.CreateDatabaseAsync();
        await Open(database).DisposeAsync();
        await using (var connection = new NpgsqlConnection(database))
        {
            await connection.OpenAsync(Ct);
            await using var command = new NpgsqlCommand("INSERT INTO iotxmpp_schema VALUES (999)", connection);
            await command.ExecuteNonQueryAsync(Ct);
        }

        var act = () => Open(database);

        act.Should().Throw<StoreException>().WithMessage("*newer version*999*");
    }

    [Theory]
    [InlineData("Host=127.0.0.1;Port=1;Password=s3cret;Username=x")]
    [InlineData("Host=127.0.0.1;Pasword=s3cret")]
    [InlineData("s3cret")]
    public void A_database_that_cannot_be_used_is_refused_in_one_sentence_without_the_secret(string connectionString)
    {
        var act = () => Open(connectionString);

        act.Should().Throw<StoreException>().Which.Message.Should().StartWith("The PostgreSQL database (Concentrator__History__Postgres) cannot be opened: ").And.NotContain("s3cret");
    }

    [Fact]
    public async Task The_history_is_in_PostgreSQL_and_the_rest_beside_it_when_it_is_configured()
    {
        string connectionString = await server.CreateDatabaseAsync();
        string folder = Directory.CreateTempSubdirectory("iotxmpp-db-").FullName;
        await using (var stores = SqliteStores.Open(folder, NullLogger.Instance, new HistoryOptions { Postgres = connectionString }))
        {
            await stores.Concentrator.History.AppendAsync([Entry("board1", 1)], Ct);
            await stores.Concentrator.Devices.AddAsync(new DeviceRecord { Name = "board1", Owner = null, Created = Noon }, Ct);
            (await stores.Concentrator.History.LastAsync("board1", Ct)).Should().ContainSingle();
        }

        await using (var local = SqliteStores.Open(folder, NullLogger.Instance))
        {
            (await local.Concentrator.History.LastAsync("board1", Ct)).Should().BeEmpty();
            (await local.Concentrator.Devices.FindAsync("board1", Ct)).Should().NotBeNull();
        }

        Directory.Delete(folder, recursive: true);
    }

    private static PostgresHistory Open(string connectionString) => PostgresHistory.Open(connectionString, new HistoryOptions(), NullLogger.Instance, TimeProvider.System);

    private static HistoryEntry Entry(string device, int number) => new(device, new NodeRef(device), new Field
    {
        Name = "Temperature",
        Value = FieldValue.Int(number),
        Timestamp = Noon.AddSeconds(number),
    });
}
