using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace IotXmpp.Service.Tests.Storage;

/// <summary>A PostgreSQL server of a test: real, on loopback, with a password.</summary>
internal sealed class PostgresProcess : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("iotxmpp-postgres-").FullName;
    private readonly string _user;
    private readonly string _password;
    private readonly int _port = FreePort();
    private Process? _process;

    private PostgresProcess(string user, string password)
    {
        _user = user;
        _password = password;
    }

    /// <summary>Folder of the programs; null if the Debian package is not installed.</summary>
    private static string? Programs => Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin")).Where(folder => File.Exists(Path.Combine(folder, "initdb"))).Max(StringComparer.Ordinal)
        : null;

    /// <summary>Skips the test, or in continuous integration fails it, if there is no PostgreSQL.</summary>
    public static void Require()
    {
        if (Programs is not null)
            return;
        const string Reason = "PostgreSQL is not installed (Debian package postgresql); tests/run.sh installs it.";
        if (Environment.GetEnvironmentVariable("CI") == "true")
            Assert.Fail(Reason);
        Assert.Skip(Reason);
    }

    public static async Task<PostgresProcess> StartAsync(string user, string password)
    {
        var server = new PostgresProcess(user, password);
        string secret = Path.Combine(server._folder, "password");
        await File.WriteAllTextAsync(secret, password);
        if (IsRoot)
            await RunAsync("/bin/chown", "-R", "postgres", server._folder);
        // It refuses to run as root. What a power cut would do to this server is not what is tested: no syncs.
        await RunAsync([.. AsUser, Path.Combine(Programs!, "initdb"), "-D", server.Data, "-U", user, "--pwfile", secret, "-A", "scram-sha-256", "-E", "UTF8", "--locale", "C", "--no-sync"]);
        await server.StartAsync();
        return server;
    }

    /// <summary>Starts it, for the first time or again.</summary>
    public async Task StartAsync()
    {
        _process = Start(
        [
            .. AsUser, Path.Combine(Programs!, "postgres"), "-D", Data, "-k", _folder, "-h", "127.0.0.1", "-p", _port.ToString(CultureInfo.InvariantCulture),
            "-c", "fsync=off", "-c", "max_connections=200",
        ]);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!await AnswersAsync())
        {
            if (_process.HasExited)
                Assert.Fail($"PostgreSQL ended with {_process.ExitCode}.");
            await tick.WaitForNextTickAsync(limit.Token);
        }
    }

    /// <summary>Ends it as a crash would.</summary>
    public async Task KillAsync()
    {
        // SIGQUIT: immediate shutdown, all of its processes end at once, and it recovers at the next start.
        await RunAsync("/bin/kill", "-QUIT", _process!.Id.ToString(CultureInfo.InvariantCulture));
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    public string ConnectionString(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = _port,
        Username = _user,
        Password = _password,
        Database = database,
        Timeout = 5,
        MaxPoolSize = 10,
    }.ConnectionString;

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (_process is not null)
            await KillAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private string Data => Path.Combine(_folder, "data");

    private static bool IsRoot => Environment.UserName == "root";

    private static string[] AsUser => IsRoot ? ["/usr/bin/setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] : [];

    private async Task<bool> AnswersAsync()
    {
        try
        {
            await using var connection = new NpgsqlConnection(ConnectionString("postgres") + ";Pooling=false");
            await connection.OpenAsync();
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task RunAsync(params string[] command)
    {
        using var process = Start(command);
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            Assert.Fail($"{string.Join(' ', command)} ended with {process.ExitCode}.");
    }

    private static Process Start(string[] command)
    {
        var info = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
        info.Environment["LC_ALL"] = "C.UTF-8";
        var process = new Process { StartInfo = info };
        // Read, so that it never waits for somebody to.
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }
}
