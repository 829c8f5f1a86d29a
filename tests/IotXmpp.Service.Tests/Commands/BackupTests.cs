using IotXmpp.Concentrator.Service.Commands;
using IotXmpp.Concentrator.Service.Options;
using IotXmpp.Concentrator.Service.Storage.Sqlite;
using IotXmpp.Concentrator.Storage;
using IotXmpp.Service.Tests.Hosting;
using IotXmpp.Service.Tests.Storage;
using IotXmpp.Things.Model;
using Microsoft.Extensions.Logging.Abstractions;

namespace IotXmpp.Service.Tests.Commands;

public sealed class BackupTests(PostgresServer postgres) : IDisposable
{
    private static readonly CancellationToken Ct = CancellationToken.None;
    private static readonly DateTimeOffset Noon = new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly string _folder = Directory.CreateTempSubdirectory("iotxmpp-backup-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_live_service_is_backed_up_and_restored_with_accounts_boards_history_and_certificate()
    {
        await using var service = await RunningService.StartAsync(boards: 2);
        string archive = Path.Combine(_folder, "backup.zip");
        using var stop = new CancellationTokenSource();
        // It stores all the time: what the backup has is a beginning of it, without a hole.
        var writing = WriteAsync(service.Host.Stores.History.Readings, stop.Token);
        while ((await service.Host.Stores.History.Readings.LastAsync("counter", Ct)).Count == 0)
            await Task.Yield();

        (await RunAsync("backup", archive, "--data", service.Options.DataDirectory)).Should().Be((ExitCode.Success, ""));
        await stop.CancelAsync();
        int written = await writing;
        string restored = Path.Combine(_folder, "restored");
        (await RunAsync("restore", archive, "--data", restored)).Should().Be((ExitCode.Success, ""));

        if (!OperatingSystem.IsWindows())
        {
            foreach (string file in Directory.GetFiles(restored).Append(archive))
                File.GetUnixFileMode(file).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite, $"{file} holds keys");
        }

        var certificate = service.Host.Certificate.GetCertHashString();
        string original = service.Options.DataDirectory;
        await service.StopAsync();
        service.Options = service.Options with { DataDirectory = restored };
        await service.StartHostAsync(0);
        service.Host.Certificate.GetCertHashString().Should().Be(certificate, "clients have pinned it");
        await using (await service.LoginAsync())
        {
            (await service.Host.HealthAsync(Ct)).Boards.Known.Should().Be(2);
        }

        var numbers = new List<int>();
        await foreach (var entry in service.Host.Stores.History.Readings.QueryAsync(new HistoryQuery { Device = "counter", Limit = int.MaxValue }, Ct))
            numbers.Add(int.Parse(entry.Field.Value.Text, System.Globalization.CultureInfo.InvariantCulture));
        numbers.Should().Equal(Enumerable.Range(0, numbers.Count)).And.HaveCountLessThanOrEqualTo(written);
        numbers.Should().NotBeEmpty();
        await service.StopAsync();
        Directory.Delete(original, recursive: true);
        service.Options = service.Options with { DataDirectory = Directory.CreateDirectory(original).FullName };
    }

    [Fact]
    public async Task A_history_in_PostgreSQL_is_in_the_same_archive()
    {
        string source = await postgres.CreateDatabaseAsync(), target = await postgres.CreateDatabaseAsync();
        string data = Path.Combine(_folder, "data"), restored = Path.Combine(_folder, "restored"), archive = Path.Combine(_folder, "backup.zip");
        var field = new Field { Name = "Temperature", Value = FieldValue.Numeric("21.50"), Unit = "°C", Timestamp = Noon, Writable = false };
        await using (var stores = SqliteStores.Open(data, NullLogger.Instance, new HistoryOptions { Postgres = source }))
        {
            await stores.History.Readings.AppendAsync([new HistoryEntry("board1", new NodeRef("board1"), field)], Ct);
            await stores.History.Feed.OpenAsync("mqtt", Ct);
            await stores.History.Readings.AppendAsync([new HistoryEntry("board2", new NodeRef("board2", null, "Phase"), field)], Ct);
            (await RunAsync("backup", archive, "--data", data, $"--Concentrator:History:Postgres={source}")).Should().Be((ExitCode.Success, ""));
        }

        (await RunAsync("restore", archive, "--data", restored)).Error.Should().StartWith("The history of this backup is in PostgreSQL: ");
        (await RunAsync("restore", archive, "--data", restored, $"--Concentrator:History:Postgres={target}")).Should().Be((ExitCode.Success, ""));

        await using var again = SqliteStores.Open(restored, NullLogger.Instance, new HistoryOptions { Postgres = target });
        (await again.History.Readings.LastAsync("board1", Ct)).Should().ContainSingle().Which.Field.Should().Be(field);
        (await again.History.Feed.GetFiguresAsync(Ct)).Should().Equal(new FollowerFigures("mqtt", 1, 0, null));
        long committed = await again.History.Feed.OpenAsync("mqtt", Ct);
        await again.History.Readings.AppendAsync([new HistoryEntry("board3", new NodeRef("board3"), field)], Ct);
        var fed = await again.History.Feed.ReadAsync(committed, 10, Ct);
        fed.Select(entry => entry.Entry.Device).Should().Equal("board2", "board3");
        fed.Select(entry => entry.Sequence).Should().BeInAscendingOrder();
        (await RunAsync("restore", archive, "--data", Path.Combine(_folder, "third"), $"--Concentrator:History:Postgres={target}")).Error
            .Should().StartWith("There is a history in the PostgreSQL database");
    }

    [Fact]
    public async Task Nothing_that_is_there_is_overwritten()
    {
        await using var database = TemporaryDatabase.Create();
        string archive = Path.Combine(_folder, "backup.zip");
        (await RunAsync("backup", archive, "--data", database.Folder)).Should().Be((ExitCode.Success, ""));

        (await RunAsync("backup", archive, "--data", database.Folder)).Code.Should().Be(ExitCode.Failed);
        (await RunAsync("restore", archive, "--data", database.Folder)).Error.Should().Contain("There is a database in");
        (await RunAsync("backup", Path.Combine(_folder, "other.zip"), "--data", Path.Combine(_folder, "none"))).Error.Should().StartWith("There is no database in");
        Directory.GetFiles(_folder).Should().Equal(archive);
    }

    [Theory]
    [InlineData("not a zip file")]
    [InlineData("")]
    public async Task What_is_no_backup_is_refused_in_one_line(string content)
    {
        string archive = Path.Combine(_folder, "backup.zip");
        await File.WriteAllTextAsync(archive, content, Ct);

        var (code, error) = await RunAsync("restore", archive, "--data", Path.Combine(_folder, "restored"));

        code.Should().Be(ExitCode.Failed);
        error.Should().Contain("is damaged or no backup").And.NotContain("   at ");
    }

    private static async Task<int> WriteAsync(IHistoryStore readings, CancellationToken stop)
    {
        for (int i = 0; ; i++)
        {
            if (stop.IsCancellationRequested)
                return i;
            await readings.AppendAsync([new HistoryEntry("counter", new NodeRef("counter"), new Field { Name = "Count", Value = FieldValue.Int(i), Timestamp = Noon.AddSeconds(i) })], Ct);
        }
    }

    private static async Task<(int Code, string Error)> RunAsync(params string[] arguments)
    {
        var error = new StringWriter();
        int code = await CommandLine.RunAsync(arguments, TextReader.Null, TextWriter.Null, error);
        return (code, error.ToString());
    }
}
