using System.Text;
using IotXmpp.Concentrator.Bridging;
using IotXmpp.Concentrator.Service.Bridges.Mqtt.Options;
using IotXmpp.Concentrator.Storage;
using IotXmpp.Things.Model;

namespace IotXmpp.Concentrator.Service.Bridges.Mqtt;

/// <summary>
/// Makes messages of readings, in their order. State topics only ever go forward in time: a reading that is older than what was published, and one that is
/// not about the present, goes to the topic <c>history</c>, where it misleads nobody.
/// </summary>
internal sealed class ReadingMessages(MqttOptions options, MqttTopics topics)
{
    private readonly Dictionary<string, NodeValues> _nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _fields = new(StringComparer.Ordinal);

    /// <summary>How many fields of a board, and of what is behind it, have been seen.</summary>
    public int FieldsOf(string board) => _fields.GetValueOrDefault(board);

    /// <summary>Messages of entries that cross. Those of one node and instant share one state message, behind the plain ones.</summary>
    public List<MqttMessage> Of(IEnumerable<HistoryEntry> entries)
    {
        var messages = new List<MqttMessage>();
        var late = new List<Field>();
        (string Node, DateTimeOffset At) open = ("", default);
        bool news = false;
        foreach (var entry in entries)
        {
            var next = (entry.Node.NodeId, entry.Field.Timestamp);
            if (next != open)
            {
                Close();
                open = next;
            }

            if ((entry.Field.FieldTypes & FieldTypes.Present) == 0)
            {
                late.Add(entry.Field);
                continue;
            }

            var values = Node(open.Node);
            switch (values.StandingOf(entry.Field))
            {
                case NodeValues.Standing.Late:
                    late.Add(entry.Field);
                    break;
                case NodeValues.Standing.News:
                    Set(entry.Device, values, entry.Field);
                    news = true;
                    if (Plain(open.Node, entry.Field) is { } plain)
                        messages.Add(plain);
                    break;
            }
        }

        Close();
        return messages;

        void Close()
        {
            if (news)
                messages.Add(new MqttMessage(topics.State(open.Node), Node(open.Node).ToJson(options.HasUnits), Retain: true) { IsJson = true });
            if (late.Count > 0)
                messages.Add(new MqttMessage(topics.History(open.Node), NodeValues.Json(late, options.HasUnits)) { IsJson = true });
            late.Clear();
            news = false;
        }
    }

    /// <summary>
    /// What a broker should hold of a board's values: what we published last, and its last values of fields we have not published yet; what is newer comes by the
    /// feed. What does not cross any more is forgotten.
    /// </summary>
    public List<MqttMessage> Held(BridgedBoard board)
    {
        var messages = new List<MqttMessage>();
        foreach (var node in board.LastValues.GroupBy(value => value.Node.NodeId, StringComparer.Ordinal))
        {
            var values = Node(node.Key);
            foreach (string gone in values.Names.Except(node.Select(value => value.Field.Name), StringComparer.Ordinal).ToList())
                values.Remove(gone);
            foreach (var (_, last) in node)
            {
                if (values.Find(last.Name) is null)
                    Set(board.Name, values, last);
                if (Plain(node.Key, values.Find(last.Name)!) is { } plain)
                    messages.Add(plain);
            }

            messages.Add(new MqttMessage(topics.State(node.Key), values.ToJson(options.HasUnits), Retain: true) { IsJson = true });
        }

        return messages;
    }

    private void Set(string board, NodeValues values, Field field)
    {
        if (values.Find(field.Name) is null)
            _fields[board] = FieldsOf(board) + 1;
        values.Set(field);
    }

    private NodeValues Node(string nodeId)
    {
        if (!_nodes.TryGetValue(nodeId, out var values))
            _nodes[nodeId] = values = new NodeValues();
        return values;
    }

    /// <summary>The value alone; null if it is missing, which no text can say.</summary>
    private MqttMessage? Plain(string nodeId, Field field) => (field.Quality & FieldQuality.Missing) != 0
        ? null
        : new MqttMessage(topics.Field(nodeId, field.Name), Encoding.UTF8.GetBytes(field.Value.Text), Retain: true) { Time = field.Timestamp };
}
