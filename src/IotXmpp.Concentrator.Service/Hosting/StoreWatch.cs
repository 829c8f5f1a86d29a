using IotXmpp.Concentrator.Service.Storage.Sqlite;
using IotXmpp.Concentrator.Upstream.LocalDomain;

namespace IotXmpp.Concentrator.Service.Hosting;

/// <summary>Notices what the command line has changed in the database beside the running service, and has the local domain look again.</summary>
internal sealed class StoreWatch : IAsyncDisposable
{
    /// <summary>A person who has just added a board looks at the chat client next.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly SqliteDatabase _database;
    private readonly LocalDomainUpstream _domain;
    private readonly ILogger _log;
    private readonly PeriodicWork _work;
    private long? _known;

    public StoreWatch(SqliteDatabase database, LocalDomainUpstream domain, TimeProvider time, ILogger log)
    {
        _database = database;
        _domain = domain;
        _log = log;
        _work = new PeriodicWork(Interval, LookAsync, time);
    }

    public ValueTask DisposeAsync() => _work.DisposeAsync();

    private async ValueTask LookAsync(CancellationToken ct)
    {
        try
        {
            long version = await _database.ForeignVersionAsync(ct);
            if (_known is not null && version != _known)
                await _domain.RefreshAsync(ct);
            _known = version;
        }
        catch (IOException e)
        {
            ServiceLog.RefreshFailed(_log, e.Message);
        }
    }
}
