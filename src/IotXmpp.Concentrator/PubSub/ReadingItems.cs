using System.Globalization;
using IotXmpp.Concentrator.Nodes;
using IotXmpp.Concentrator.Storage;
using IotXmpp.Things.Dialects;
using IotXmpp.Things.Model;
using IotXmpp.Things.SensorData;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.PubSub;

/// <summary>
/// Makes items of stored readings: for each node of a board and each instant one with all its fields, and one for each field. The id of an item is the instant, and what is
/// in it is what the history has of it: the same reading is the same item however often and in whatever portions it comes.
/// </summary>
internal sealed class ReadingItems(IHistoryStore history)
{
    /// <summary>Fields in one item: an event fits into what every server has to carry (RFC 6120 13.12). More are in items with <c>+1</c>, <c>+2</c> ... behind the id.</summary>
    private const int MaxFields = 60;

    /// <summary>Id of the item of an instant: in UTC and of one length, so that ids sort by time.</summary>
    public static string IdOf(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);

    /// <summary>Makes the items of some readings, in their order. What a board tells of the past as such, like an hour's mean, is history and no news.</summary>
    /// <param name="entries">The readings.</param>
    /// <param name="mayPass">What else may stand beside them in an item; null for everything of the same instant.</param>
    /// <param name="ct">Cancels.</param>
    public async ValueTask<IReadOnlyList<ReadingItem>> MakeAsync(IReadOnlyList<HistoryEntry> entries, Func<HistoryEntry, ValueTask<bool>>? mayPass, CancellationToken ct)
    {
        var result = new List<ReadingItem>();
        foreach (var reading in entries.Where(IsNews).GroupBy(entry => (entry.Device, entry.Node, At: entry.Field.Timestamp.UtcTicks)))
        {
            // The last word counts: a better value of the same field and instant comes after the first.
            var fields = reading.GroupBy(entry => entry.Field.Name, StringComparer.Ordinal).ToDictionary(same => same.Key, same => same.Last().Field, StringComparer.Ordinal);
            var (board, node, ticks) = reading.Key;
            var at = new DateTimeOffset(ticks, TimeSpan.Zero);
            string? thing = node.NodeId == board ? null : BoardNodeId.LocalOf(board, node.NodeId);
            foreach (var field in fields.Values)
                result.Add(new ReadingItem(new BoardNodeName(board, thing, field.Name), IdOf(at), at, Payload(node, [field]), ValueText.Of(field)));
            await foreach (var beside in history.QueryAsync(new HistoryQuery { Device = board, FieldTypes = FieldTypes.Present, From = at, To = at }, ct))
            {
                if (beside.Node == node && !fields.ContainsKey(beside.Field.Name) && (mayPass is null || await mayPass(beside)))
                    fields.Add(beside.Field.Name, beside.Field);
            }

            string id = thing is null ? IdOf(at) : $"{IdOf(at)}/{thing}";
            foreach (var (number, part) in fields.Values.OrderBy(field => field.Name, StringComparer.Ordinal).Chunk(MaxFields).Index())
                result.Add(new ReadingItem(new BoardNodeName(board, null, null), number == 0 ? id : string.Create(CultureInfo.InvariantCulture, $"{id}+{number}"), at, Payload(node, part), null));
        }

        return result;
    }

    private static bool IsNews(HistoryEntry entry) => (entry.Field.FieldTypes & FieldTypes.Present) != 0;

    private static XmppElement Payload(NodeRef node, IReadOnlyList<Field> fields) =>
        SensorDataXml.WriteFields(new ReadoutFields("0", true, [new NodeFields(node, fields)]), WireDialect.Compatible);
}
