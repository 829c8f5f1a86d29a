using System.Runtime.CompilerServices;
using IotXmpp.Concentrator.Access;
using IotXmpp.Concentrator.Nodes;
using IotXmpp.Things.Model;
using IotXmpp.Things.SensorData;
using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Concentrator.SensorData;

/// <summary>One subscriber's wish to be told of one node.</summary>
internal sealed class SensorSubscription
{
    private readonly BoardReader _reader;
    private readonly Dictionary<(NodeRef Node, string Name), Field?> _told = [];
    private readonly Dictionary<string, double> _believed;

    public SensorSubscription(Jid subscriber, Jid address, NodeTarget target, AccessDecision decision, SensorSubscriptionRequest request, BoardReader reader, DateTimeOffset now)
    {
        Subscriber = subscriber;
        Address = address;
        Target = target;
        Decision = decision;
        Request = request;
        _reader = reader;
        Since = now;
        _believed = request.Conditions.Where(condition => condition.Current is not null).GroupBy(condition => condition.Name).ToDictionary(group => group.Key, group => group.First().Current!.Value);
        Remember();
    }

    public Jid Subscriber { get; }

    public Jid Address { get; }

    public NodeTarget Target { get; }

    public AccessDecision Decision { get; }

    public SensorSubscriptionRequest Request { get; }

    public string Number => Request.Readout.SequenceNumber;

    /// <summary>Beginning, and from then on the last event.</summary>
    public DateTimeOffset Since { get; private set; }

    /// <summary>True once it has told something: then the shortest time counts.</summary>
    public bool HasTold { get; private set; }

    /// <summary>Since when the subscriber is away; null while it is there.</summary>
    public DateTimeOffset? AwaySince { get; set; }

    /// <summary>Wakes the one who waits for the next event.</summary>
    public SemaphoreSlim Wake { get; } = new(0, 1);

    /// <summary>True if something has changed enough since the last event.</summary>
    public bool IsTriggered()
    {
        foreach (var (node, field) in Target.Board.LastValues())
        {
            if (!Target.Covers(node.NodeId))
                continue;
            foreach (var condition in Request.Conditions)
            {
                if (condition.Name == field.Name && IsMet(condition, node, field))
                    return true;
            }
        }

        return false;
    }

    /// <summary>What an event tells: what is known of the node by now, and history as far as it was asked for.</summary>
    public async IAsyncEnumerable<ReadoutPart> ReadAsync(AccessDecision decision, DateTimeOffset now, [EnumeratorCancellation] CancellationToken ct)
    {
        var readout = Request.Readout with { From = Request.MaxAge is { } age ? now - age : Request.Readout.From };
        foreach (var node in Target.Board.LastValues().Where(value => Target.Covers(value.Node.NodeId)).GroupBy(value => value.Node))
        {
            var fields = node.Select(value => value.Field).Where(field => (field.FieldTypes & FieldTypes.Present) != 0 && readout.Matches(field) && decision.Covers(node.Key, field)).ToList();
            if (fields.Count > 0)
                yield return ReadoutPart.Of(new NodeFields(node.Key, fields));
        }

        if ((readout.EffectiveTypes & FieldTypes.Historical) == 0)
            yield break;
        await foreach (var (node, field) in _reader.HistoryAsync(Target.Board, readout, ct))
        {
            if (Target.Covers(node.NodeId) && decision.Covers(node, field))
                yield return ReadoutPart.Of(new NodeFields(node, [field]));
        }
    }

    /// <summary>An event was told: changes count from the values of now.</summary>
    public void Told(DateTimeOffset now)
    {
        Since = now;
        HasTold = true;
        _believed.Clear();
        Remember();
    }

    private void Remember()
    {
        foreach (var (node, field) in Target.Board.LastValues())
            _told[(node, field.Name)] = field;
    }

    private bool IsMet(FieldCondition condition, NodeRef node, Field field)
    {
        if (_believed.TryGetValue(field.Name, out double believed))
            return FieldCondition.Magnitude(field.Value) is { } is0 && condition.IsMet(believed, is0);
        // The first value of a field is news.
        if (!_told.TryGetValue((node, field.Name), out var before) || before is null)
            return true;
        return FieldCondition.Magnitude(before.Value) is { } then && FieldCondition.Magnitude(field.Value) is { } now
            ? condition.IsMet(then, now)
            : condition.IsMet(before.Value.Text, field.Value.Text);
    }
}
