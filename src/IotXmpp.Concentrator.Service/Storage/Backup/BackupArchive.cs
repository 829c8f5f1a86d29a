using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using IotXmpp.Concentrator.Service.Hosting;
using IotXmpp.Concentrator.Service.Options;
using IotXmpp.Concentrator.Service.Storage.Sqlite;

namespace IotXmpp.Concentrator.Service.Storage.Backup;

/// <summary>
/// A backup: a zip file with the database, what else stands in the data directory and must survive, and the tables of a history in PostgreSQL. It holds keys, like the data
/// directory: readable by its owner only.
/// </summary>
internal static class BackupArchive
{
    private const string ManifestName = "backup.json";
    private const string PostgresFolder = "postgres/";
    private const int Version = 1;

    /// <summary>Whoever opens the archive first sees what it is.</summary>
    private sealed record Manifest(int Version, DateTimeOffset Created, string Software, bool HasPostgres);

    /// <summary>Writes a backup of a data directory, whether a service runs on it or not: the state of one moment, of the database and of PostgreSQL each.</summary>
    /// <exception cref="IOException">It cannot be read or written; what was begun is removed.</exception>
    public static async Task CreateAsync(string path, ServiceOptions options, string software, TimeProvider time, CancellationToken ct)
    {
        string directory = Path.GetFullPath(options.DataDirectory);
        if (!File.Exists(Path.Combine(directory, SqliteDatabase.FileName)))
            throw new StoreException($"There is no database in {directory} (Concentrator__DataDirectory).");
        string copy = path + ".db";
        // CreateNew: a file of that name, or a link somebody has put there, is not written to.
        await using var file = new FileStream(path, PrivateFile.Create);
        try
        {
            new FileStream(copy, PrivateFile.Create).Dispose();
            await SqliteDatabase.CopyAsync(directory, copy, ct);
            await using var archive = await ZipArchive.CreateAsync(file, ZipArchiveMode.Create, leaveOpen: false, entryNameEncoding: null, ct);
            var manifest = new Manifest(Version, time.GetUtcNow(), software, options.History.Postgres is not null);
            await using (var entry = await archive.CreateEntry(ManifestName).OpenAsync(ct))
                await JsonSerializer.SerializeAsync(entry, manifest, cancellationToken: ct);
            await AddAsync(archive, SqliteDatabase.FileName, copy, ct);
            foreach (string name in DataDirectory.FilesToKeep)
            {
                if (File.Exists(Path.Combine(directory, name)))
                    await AddAsync(archive, name, Path.Combine(directory, name), ct);
            }

            if (options.History.Postgres is { } connectionString)
                await PostgresCopy.WriteAsync(connectionString, table => archive.CreateEntry(PostgresFolder + table, CompressionLevel.Fastest).OpenAsync(ct), ct);
        }
        catch
        {
            File.Delete(path);
            throw;
        }
        finally
        {
            File.Delete(copy);
        }
    }

    /// <summary>Makes a data directory of a backup, and the tables of an empty PostgreSQL database if the history was in one.</summary>
    /// <returns>When the backup was made.</returns>
    /// <exception cref="IOException">The archive is none, or there is something already.</exception>
    public static async Task<DateTimeOffset> RestoreAsync(string path, ServiceOptions options, CancellationToken ct)
    {
        try
        {
            await using var archive = await ZipFile.OpenReadAsync(path, ct);
            var manifest = await ReadManifestAsync(archive, path, ct);
            if (manifest.HasPostgres != options.History.Postgres is not null)
            {
                throw new StoreException(manifest.HasPostgres
                    ? "The history of this backup is in PostgreSQL: Concentrator__History__Postgres must name an empty database for it."
                    : "The history of this backup is in SQLite: restore it without Concentrator__History__Postgres.");
            }

            using var directory = DataDirectory.Take(options.DataDirectory);
            if (File.Exists(Path.Combine(directory.Path, SqliteDatabase.FileName)))
                throw new StoreException($"There is a database in {directory.Path} already. Move it away, or restore into another directory.");
            if (options.History.Postgres is { } connectionString)
                await PostgresCopy.ReadAsync(connectionString, (table, token) => EntryAsync(archive, PostgresFolder + table, token), ct);
            foreach (string name in DataDirectory.FilesToKeep)
            {
                if (archive.GetEntry(name) is { } entry)
                    await ExtractAsync(entry, Path.Combine(directory.Path, name), ct);
            }

            // Last: with it the directory is one that a service can start on.
            string part = Path.Combine(directory.Path, SqliteDatabase.FileName + ".part");
            await ExtractAsync(archive.GetEntry(SqliteDatabase.FileName) ?? throw new StoreException($"{path} has no database in it."), part, ct);
            File.Move(part, Path.Combine(directory.Path, SqliteDatabase.FileName));
            return manifest.Created;
        }
        catch (InvalidDataException e)
        {
            throw new StoreException($"{path} is damaged or no backup: {e.Message}", e);
        }
    }

    private static async Task<Manifest> ReadManifestAsync(ZipArchive archive, string path, CancellationToken ct)
    {
        try
        {
            await using var entry = await EntryAsync(archive, ManifestName, ct);
            var manifest = await JsonSerializer.DeserializeAsync<Manifest>(entry, cancellationToken: ct) ?? throw new StoreException($"{path} is no backup.");
            return manifest.Version == Version
                ? manifest
                : throw new StoreException(string.Create(CultureInfo.InvariantCulture, $"{path} is of another version of this program (format {manifest.Version}, known {Version})."));
        }
        catch (JsonException e)
        {
            throw new StoreException($"{path} is no backup.", e);
        }
    }

    private static async Task<Stream> EntryAsync(ZipArchive archive, string name, CancellationToken ct) =>
        await (archive.GetEntry(name) ?? throw new StoreException($"It is no backup: {name} is missing in it.")).OpenAsync(ct);

    private static async Task AddAsync(ZipArchive archive, string name, string path, CancellationToken ct)
    {
        await using var source = File.OpenRead(path);
        await using var entry = await archive.CreateEntry(name, CompressionLevel.Fastest).OpenAsync(ct);
        await source.CopyToAsync(entry, ct);
    }

    private static async Task ExtractAsync(ZipArchiveEntry entry, string path, CancellationToken ct)
    {
        File.Delete(path);
        await using var source = await entry.OpenAsync(ct);
        await using var file = new FileStream(path, PrivateFile.Create);
        await source.CopyToAsync(file, ct);
        file.Flush(flushToDisk: true);
    }
}
