using System.Globalization;
using IotXmpp.Concentrator.Nodes;
using IotXmpp.Concentrator.Storage;
using IotXmpp.Things.Dialects;
using IotXmpp.Things.Model;
using IotXmpp.Things.SensorData;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.PubSub;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.PubSub;

/// <summary>
/// Makes items of stored readings. The id of an item is the instant of the reading, so that the same reading is the same item however often and in whatever portions
/// it comes: what a board reports of one instant in two stanzas becomes one item with the fields of both.
/// </summary>
/// <param name="domain">The things domain.</param>
/// <param name="options">Which nodes there are.</param>
/// <param name="store">What was published before.</param>
internal sealed class ReadingItems(Jid domain, PubSubOptions options, IPubSubStore store)
{
    /// <summary>Fields in one item of a board: an event fits into what every server has to carry (RFC 6120 13.12).</summary>
    private const int MaxFields = 60;

    private static readonly SensorDataLimits Limits = new();

    /// <summary>Id of the item of an instant: in UTC and of one length, so that ids sort by time.</summary>
    public static string IdOf(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);

    /// <summary>Makes the items of some readings, in their order. What a board tells of the past as such, like an hour's mean, is history and no news.</summary>
    public async ValueTask<IReadOnlyList<OwnPublication>> MakeAsync(IReadOnlyList<FeedEntry> entries, CancellationToken ct)
    {
        var result = new List<OwnPublication>();
        var news = entries.Select(feed => feed.Entry).Where(entry => (entry.Field.FieldTypes & FieldTypes.Present) != 0);
        foreach (var reading in news.GroupBy(entry => (entry.Device, entry.Node, At: entry.Field.Timestamp.UtcTicks)))
        {
            // The last word counts: a better value of the same field and instant comes after the first.
            Field[] fields = [.. reading.Select(entry => entry.Field).GroupBy(field => field.Name, StringComparer.Ordinal).Select(same => same.Last())];
            var (board, node, _) = reading.Key;
            string? thing = node.NodeId == board ? null : BoardNodeId.LocalOf(board, node.NodeId);
            await AddReadingAsync(result, board, thing, node, fields, ct);
            foreach (var field in fields)
                AddField(result, new BoardNodeName(board, thing, field.Name), node, field);
        }

        return result;
    }

    private static XmppElement Payload(NodeRef node, IReadOnlyList<Field> fields) =>
        SensorDataXml.WriteFields(new ReadoutFields("0", true, [new NodeFields(node, fields)]), WireDialect.Compatible);

    private async ValueTask AddReadingAsync(List<OwnPublication> result, string board, string? thing, NodeRef node, IReadOnlyList<Field> fields, CancellationToken ct)
    {
        var name = new BoardNodeName(board, null, null);
        var key = new NodeKey(domain, name.ToString());
        string id = IdOf(fields[0].Timestamp) + (thing is null ? "" : "/" + thing);
        foreach (var part in await MergeAsync(key, id, fields, ct))
        {
            var item = new PubSubItem(part.Id, Payload(node, part.Fields), domain, fields[0].Timestamp.ToUniversalTime());
            result.Add(new OwnPublication(key, item));
            if (options.Json)
                result.Add(new OwnPublication(new NodeKey(domain, (name with { IsJson = true }).ToString()), item));
            var address = Jid.Create(board, domain.Domain);
            result.Add(new OwnPublication(new NodeKey(address, Ns.SensorData), item with { Publisher = address }));
        }
    }

    private void AddField(List<OwnPublication> result, BoardNodeName name, NodeRef node, Field field)
    {
        var item = new PubSubItem(IdOf(field.Timestamp), Payload(node, [field]), domain, field.Timestamp.ToUniversalTime());
        result.Add(new OwnPublication(new NodeKey(domain, name.ToString()), item, ValueText.Of(field)));
        if (options.Json)
            result.Add(new OwnPublication(new NodeKey(domain, (name with { IsJson = true }).ToString()), item, ValueText.Of(field)));
    }

    /// <summary>The parts of a reading that are new or changed by these fields; all parts if none is, as when it is published again.</summary>
    private async ValueTask<IReadOnlyList<(string Id, IReadOnlyList<Field> Fields)>> MergeAsync(NodeKey key, string id, IReadOnlyList<Field> fields, CancellationToken ct)
    {
        var before = new List<Field>();
        int known = 0;
        while (await store.FindItemAsync(key, PartId(id, known), ct) is { Payload: { } payload })
        {
            before.AddRange(SensorDataXml.ReadFields(payload, TimeZoneInfo.Utc, Limits).Nodes.SelectMany(node => node.Fields));
            known++;
        }

        var merged = new List<Field>(before);
        foreach (var field in fields)
        {
            int at = merged.FindIndex(other => other.Name == field.Name);
            if (at < 0)
                merged.Add(field);
            else
                merged[at] = field;
        }

        var parts = merged.Chunk(MaxFields).Select((part, number) => (Id: PartId(id, number), Fields: (IReadOnlyList<Field>)part, From: number * MaxFields)).ToList();
        var changed = parts.Where(part => !part.Fields.SequenceEqual(before.Skip(part.From).Take(part.Fields.Count))).ToList();
        return [.. (changed.Count > 0 ? changed : parts).Select(part => (part.Id, part.Fields))];
    }

    private static string PartId(string id, int number) => number == 0 ? id : string.Create(CultureInfo.InvariantCulture, $"{id}+{number}");
}
