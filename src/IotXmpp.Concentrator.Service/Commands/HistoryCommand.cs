using System.CommandLine;
using System.Globalization;
using IotXmpp.Concentrator.Service.Options;
using IotXmpp.Concentrator.Service.Storage;
using IotXmpp.Concentrator.Service.Storage.Export;
using IotXmpp.Concentrator.Service.Storage.Sqlite;
using IotXmpp.Concentrator.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace IotXmpp.Concentrator.Service.Commands;

/// <summary><c>history export</c>: a board's history as a file. Works while the service runs.</summary>
internal sealed class HistoryCommand
{
    private static readonly TimeSpan DefaultLength = TimeSpan.FromDays(30);

    private readonly CommandConsole _console;
    private readonly Option<string> _board = new("--board") { HelpName = "NAME", Description = "The board.", Required = true };
    private readonly Option<string[]> _fields = new("--field") { HelpName = "NAME", Description = "A field, exactly as it is named; several times for several. All without it." };
    private readonly Option<string> _from = new("--from") { HelpName = "TIME", Description = "Beginning, such as 2026-07-01 or 2026-07-01T12:00:00+02:00; UTC without a zone (30 days before --to)." };
    private readonly Option<string> _to = new("--to") { HelpName = "TIME", Description = "End, not included (now)." };
    private readonly Option<string> _format = new("--format") { HelpName = "csv|parquet", Description = "Format of the file (csv)." };
    private readonly Option<string> _rollUp = new("--rollup") { HelpName = "minute|hour|day", Description = "Smallest, largest, sum, count and last value of each, with the gaps, in place of the readings." };
    private readonly Option<string> _output = new("--output", "-o") { HelpName = "FILE", Description = "A new file; csv goes to standard output without it." };

    private HistoryCommand(CommandConsole console) => _console = console;

    public static Command Build(CommandConsole console) => new("history", "What the boards have reported. Works while the service runs.") { new HistoryCommand(console).BuildExport() };

    private Command BuildExport()
    {
        var command = new Command("export", "Writes a board's readings, or their roll-up, as CSV or Parquet.") { _board, _fields, _from, _to, _format, _rollUp, _output };
        var settings = SettingOptions.AddTo(command, _console);
        command.SetAction(async (parsed, ct) =>
        {
            var options = settings.Read(parsed);
            var to = Time(parsed, _to) ?? DateTimeOffset.UtcNow;
            var from = Time(parsed, _from) ?? to - DefaultLength;
            bool isParquet = Choice(parsed, _format, "csv", ["csv", "parquet"]) == "parquet";
            RollUpLevel? level = Choice(parsed, _rollUp, "", ["minute", "hour", "day"]) is { Length: > 0 } name ? Enum.Parse<RollUpLevel>(name, ignoreCase: true) : null;
            string? path = parsed.GetValue(_output);
            if (isParquet && path is null)
                throw new CommandException("Parquet needs a file: -o FILE.");
            await using var stores = SqliteStores.Open(options.DataDirectory, NullLogger.Instance, options.History);
            string board = parsed.GetRequiredValue(_board);
            if (await stores.Concentrator.Devices.FindAsync(board, ct) is null && (await stores.History.Readings.LastAsync(board, ct)).Count == 0)
                throw new CommandException($"There is no board {board} and no history of one.");
            var export = new HistoryExport(stores.History, board, parsed.GetValue(_fields) ?? [], from, to);
            long rows = path is null
                ? await WriteToConsoleAsync(export, level, ct)
                : await WriteToFileAsync(export, level, path, isParquet, ct);
            await _console.Error.WriteLineAsync($"{rows} rows.");
            return ExitCode.Success;
        });
        return command;
    }

    private static ValueTask<long> WriteAsync(HistoryExport export, RollUpLevel? level, IExportWriter writer, CancellationToken ct) =>
        level is { } one ? export.WriteRollUpAsync(one, writer, ct) : export.WriteReadingsAsync(writer, ct);

    private static IReadOnlyList<ExportColumn> Columns(RollUpLevel? level) => level is null ? HistoryExport.ReadingColumns : HistoryExport.RollUpColumns;

    private static async Task<long> WriteToFileAsync(HistoryExport export, RollUpLevel? level, string path, bool isParquet, CancellationToken ct)
    {
        if (File.Exists(path))
            throw new CommandException($"{path} is there already.");
        var create = PrivateFile.Create;
        create.Access = FileAccess.ReadWrite;
        await using var file = new FileStream(path, create);
        await using var writer = isParquet
            ? await ParquetExportWriter.CreateAsync(file, Columns(level), ct)
            : await CsvExportWriter.CreateAsync(file, Columns(level), ct);
        return await WriteAsync(export, level, writer, ct);
    }

    private async Task<long> WriteToConsoleAsync(HistoryExport export, RollUpLevel? level, CancellationToken ct)
    {
        await using var writer = await CsvExportWriter.CreateAsync(_console.Output, Columns(level), ct);
        return await WriteAsync(export, level, writer, ct);
    }

    private static DateTimeOffset? Time(ParseResult parsed, Option<string> option)
    {
        if (parsed.GetValue(option) is not { } text)
            return null;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time.ToUniversalTime()
            : throw new CommandException($"{option.Name} is '{text}': a time such as 2026-07-01 or 2026-07-01T12:00:00+02:00 is allowed.");
    }

    private static string Choice(ParseResult parsed, Option<string> option, string fallback, string[] allowed)
    {
        string text = parsed.GetValue(option)?.ToLowerInvariant() ?? fallback;
        return text == fallback || allowed.Contains(text, StringComparer.Ordinal) ? text : throw new CommandException($"{option.Name} is '{text}': {string.Join(", ", allowed)} are allowed.");
    }
}
