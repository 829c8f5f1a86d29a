using IotXmpp.Things.Concentrators;

namespace IotXmpp.Concentrator.Sources;

/// <summary>The data sources, in a tree of their own (XEP-0326 3.2). Which there are is no secret; what is in them is.</summary>
internal sealed class SourceTable(SourceEvents events)
{
    /// <summary>The source above all others; it holds no nodes.</summary>
    public const string RootId = "MeteringRoot";

    private readonly Dictionary<string, IDataSource> _sources = new(StringComparer.Ordinal);

    /// <summary>Adds a source.</summary>
    public void Add(IDataSource source) => _sources.Add(source.SourceId, source);

    /// <summary>The source of that id; null if there is none.</summary>
    public IDataSource? Find(string sourceId) => _sources.GetValueOrDefault(sourceId);

    /// <summary>What is told of the sources.</summary>
    /// <param name="requester">Who asks.</param>
    /// <param name="fits">Which of them, by the id of the source above; null for a root.</param>
    /// <param name="ct">Cancels.</param>
    public async ValueTask<IReadOnlyList<DataSourceInformation>> ListAsync(Requester requester, Func<string?, bool> fits, CancellationToken ct)
    {
        var list = new List<DataSourceInformation>();
        if (fits(null))
            list.Add(new DataSourceInformation(RootId, "Metering", HasChildren: true, events.LastChanged(null)));
        foreach (var source in _sources.Values)
        {
            if (!fits(source.ParentId))
                continue;
            // When somebody changed a tree of their own is nobody else's business.
            var changed = source is INodeTree tree
                ? (await tree.ListAsync(requester, ct)).Max(node => node.Information.LastChanged)
                : events.LastChanged(source.SourceId);
            list.Add(new DataSourceInformation(source.SourceId, source.Name, HasChildren: false, changed));
        }

        return list;
    }
}
