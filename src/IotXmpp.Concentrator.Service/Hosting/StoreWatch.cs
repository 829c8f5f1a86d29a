using IotXmpp.Concentrator.Service.Storage.Sqlite;
using IotXmpp.Concentrator.Upstream.LocalDomain;

namespace IotXmpp.Concentrator.Service.Hosting;

/// <summary>Notices what the command line has changed in the database beside the running service, and has the local domain look again.</summary>
internal sealed class StoreWatch : IAsyncDisposable
{
    /// <summary>A person who has just added a board looks at the chat client next.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stop = new();
    private readonly SqliteDatabase _database;
    private readonly LocalDomainUpstream _domain;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Task _loop;

    public StoreWatch(SqliteDatabase database, LocalDomainUpstream domain, TimeProvider time, ILogger log)
    {
        _database = database;
        _domain = domain;
        _time = time;
        _log = log;
        _loop = RunAsync(_stop.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _stop.Dispose();
    }

    private async Task RunAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(Interval, _time);
        long? known = null;
        try
        {
            do
            {
                try
                {
                    long version = await _database.ForeignVersionAsync(ct);
                    if (known is not null && version != known)
                        await _domain.RefreshAsync(ct);
                    known = version;
                }
                catch (IOException e)
                {
                    ServiceLog.RefreshFailed(_log, e.Message);
                }
            }
            while (await timer.WaitForNextTickAsync(ct));
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }
}
