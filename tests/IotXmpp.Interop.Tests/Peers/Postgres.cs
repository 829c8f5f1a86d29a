using System.Globalization;

namespace IotXmpp.Interop.Tests.Peers;

/// <summary>Debian's PostgreSQL as it comes, on loopback, with a data directory of its own: every commit is on the disk before it is answered.</summary>
internal sealed class Postgres : IAsyncDisposable
{
    private const string User = "iotxmpp";
    private readonly string _folder = Directory.CreateTempSubdirectory("iotxmpp-postgres-").FullName;
    private readonly int _port = Ports.Free(1)[0];
    private Program? _program;

    private Postgres()
    {
    }

    /// <summary>Of the process that starts the others.</summary>
    public int ProcessId => _program!.Id;

    /// <summary>Its one database, for Npgsql.</summary>
    public string ConnectionString => string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={_port};Username={User};Database=postgres");

    /// <summary>The same for libpq.</summary>
    public string LibpqString => string.Create(CultureInfo.InvariantCulture, $"host=127.0.0.1 port={_port} user={User} dbname=postgres");

    public static async Task<Postgres> StartAsync(CancellationToken ct)
    {
        const string Versions = "/usr/lib/postgresql";
        string? programs = Directory.Exists(Versions) ? Directory.GetDirectories(Versions).Select(version => Path.Combine(version, "bin")).Max(StringComparer.Ordinal) : null;
        if (programs is null)
            Assert.Skip("PostgreSQL is not installed (Debian package postgresql); tests/run.sh installs it.");
        var server = new Postgres();
        string data = Path.Combine(server._folder, "data");
        // It refuses to run as root.
        bool isRoot = Environment.UserName == "root";
        if (isRoot)
            await RunAsync(["chown", "postgres", server._folder], ct);
        string[] prefix = isRoot ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] : [];
        await RunAsync([.. prefix, Path.Combine(programs, "initdb"), "-D", data, "-U", User, "-A", "trust", "-E", "UTF8", "--locale", "C"], ct);
        string[] command = [.. prefix, Path.Combine(programs, "postgres"), "-D", data, "-k", server._folder, "-h", "127.0.0.1", "-p", server._port.ToString(CultureInfo.InvariantCulture)];
        server._program = Program.Start(command[0], command[1..]);
        await server._program.UntilAsync("PostgreSQL listens", _ => Task.FromResult(server._program.Output.Contains("ready to accept connections", StringComparison.Ordinal)), TimeSpan.FromSeconds(60), ct);
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        if (_program is not null)
        {
            await _program.StopAsync();
            await _program.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private static async Task RunAsync(string[] command, CancellationToken ct)
    {
        var (code, output) = await Program.RunAsync(command[0], command[1..], ct);
        if (code != 0)
            Assert.Fail($"{string.Join(' ', command)} ended with {code}: {output}");
    }
}
