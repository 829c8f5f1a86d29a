using IotXmpp.Concentrator.Storage;
using IotXmpp.Things.Model;
using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Concentrator.Nodes;

/// <summary>
/// A board as the world sees it: address, description, last values, up or away. Its session writes, everybody reads;
/// no lock is held across a call to others.
/// </summary>
internal sealed class Board
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(NodeRef Node, string Name), Field> _last = [];
    private readonly Dictionary<string, string> _set = new(StringComparer.Ordinal);
    private readonly IReadOnlyList<ThingDescription> _kinds;
    private readonly int _maxFields;
    private long _epoch;
    private long _read;

    public Board(DeviceRecord record, ConcentratorOptions options)
    {
        Record = record;
        Address = Jid.Create(record.Name, options.Domain);
        _kinds = options.Kinds;
        _maxFields = options.Limits.MaxFieldsPerBoard;
        Since = record.Created;
    }

    /// <summary>Name: account, node id and localpart.</summary>
    public string Name => Record.Name;

    /// <summary>Bare JID in the things domain.</summary>
    public Jid Address { get; }

    /// <summary>Address its presence comes from. The same whatever resource the board itself bound.</summary>
    public Jid Resource => Address.WithResource("board");

    /// <summary>As registered.</summary>
    public DeviceRecord Record { get; private set; }

    /// <summary>What its kind measures and lets others set.</summary>
    public ThingDescription Description => ThingKinds.Of(Record.Kind, _kinds);

    /// <summary>True while the board can be asked.</summary>
    public bool IsUp { get; private set; }

    /// <summary>Since when it is up or away; for a board not seen since the start, the time of its last value.</summary>
    public DateTimeOffset Since { get; private set; }

    /// <summary>Until when it sleeps, as it said when it left; null if it is up, or left without a word.</summary>
    public DateTimeOffset? SleepsUntil { get; private set; }

    /// <summary>Takes in what is registered, unless that was asked for later already: a slow reader of the store does not bring a former owner back.</summary>
    /// <param name="record">As the store has it.</param>
    /// <param name="read">Number of the look into the store, given before it.</param>
    public void Update(DeviceRecord record, long read)
    {
        lock (_lock)
        {
            if (read < _read)
                return;
            _read = read;
            Record = record;
        }
    }

    /// <summary>A session is there. False if a newer one was first, or nothing changes.</summary>
    public bool TrySetUp(long epoch, DateTimeOffset now)
    {
        lock (_lock)
        {
            if (epoch < _epoch || (epoch == _epoch && IsUp))
                return false;
            bool changed = !IsUp;
            _epoch = epoch;
            IsUp = true;
            SleepsUntil = null;
            if (changed)
                Since = now;
            return changed;
        }
    }

    /// <summary>A session cannot be reached any more. False if a newer one is there, or nothing changes.</summary>
    public bool TrySetAway(long epoch, DateTimeOffset now, DateTimeOffset? sleepsUntil = null)
    {
        lock (_lock)
        {
            if (epoch != _epoch || !IsUp)
                return false;
            IsUp = false;
            Since = now;
            SleepsUntil = sleepsUntil;
            return true;
        }
    }

    /// <summary>Takes in what the store has from before.</summary>
    public void Load(IReadOnlyList<HistoryEntry> entries)
    {
        lock (_lock)
        {
            Merge(entries);
            if (!IsUp && _epoch == 0 && _last.Count > 0)
                Since = _last.Values.Max(field => field.Timestamp);
        }
    }

    /// <summary>Takes in new fields; only newer ones that are about the present become last values.</summary>
    /// <returns>True if a boolean changed: a switch people want to see at once.</returns>
    public bool Update(IReadOnlyList<HistoryEntry> entries)
    {
        lock (_lock)
            return Merge(entries);
    }

    /// <summary>The last values, in the order of the description, then by name.</summary>
    public IReadOnlyList<(NodeRef Node, Field Field)> LastValues()
    {
        lock (_lock)
        {
            return [.. _last
                .OrderBy(pair => pair.Key.Node.NodeId, StringComparer.Ordinal)
                .ThenBy(pair => Order(pair.Key.Name))
                .ThenBy(pair => pair.Key.Name, StringComparer.Ordinal)
                .Select(pair => (pair.Key.Node, pair.Value))];
        }
    }

    /// <summary>Node ids of the things behind it that have reported, in ordinal order.</summary>
    public IReadOnlyList<string> SubNodes()
    {
        lock (_lock)
            return [.. _last.Keys.Select(key => key.Node.NodeId).Where(id => id != Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    /// <summary>The board's own node and those behind it.</summary>
    public IReadOnlyList<NodeRef> Nodes() => [new NodeRef(Name), .. SubNodes().Select(node => new NodeRef(node))];

    /// <summary>Names of all fields known: of its kind, and learned from readings.</summary>
    public IReadOnlyList<string> FieldNames()
    {
        lock (_lock)
        {
            return [.. Description.Fields.Select(field => field.Name)
                .Union(_last.Keys.Select(key => key.Name).Order(StringComparer.Ordinal), StringComparer.Ordinal)];
        }
    }

    /// <summary>Place of a field among those of its kind; the others follow.</summary>
    public int Order(string field)
    {
        var fields = Description.Fields;
        for (int i = 0; i < fields.Count; i++)
        {
            if (fields[i].Name == field)
                return i;
        }

        return fields.Count;
    }

    /// <summary>Remembers what the board confirmed, for parameters that no field shows.</summary>
    public void Confirm(IReadOnlyList<ControlValue> values)
    {
        lock (_lock)
        {
            foreach (var value in values)
            {
                if (_set.Count < _maxFields || _set.ContainsKey(value.Name))
                    _set[value.Name] = value.Text;
            }
        }
    }

    /// <summary>Current value of a parameter: of the field of the same name (XEP-0325 5.2.2), else what was last set; null if unknown.</summary>
    public string? CurrentValue(ControlParameter parameter)
    {
        lock (_lock)
        {
            foreach (var ((_, name), field) in _last)
            {
                if (name == parameter.Name && (field.Quality & FieldQuality.Missing) == 0
                    && parameter.TryCheck(new ControlValue(name, null, field.Value.Text), out var value, out _))
                    return value!.Text;
            }

            return _set.GetValueOrDefault(parameter.Name);
        }
    }

    private bool Merge(IReadOnlyList<HistoryEntry> entries)
    {
        bool switched = false;
        foreach (var entry in entries)
        {
            var field = entry.Field;
            if ((field.FieldTypes & FieldTypes.Present) == 0)
                continue;
            var key = (entry.Node, field.Name);
            bool known = _last.TryGetValue(key, out var last);
            if (known ? !IsNews(field, last!) : _last.Count >= _maxFields)
                continue;
            switched |= field.Value.Kind == FieldValueKind.Boolean && last?.Value.Text != field.Value.Text;
            _last[key] = field;
        }

        return switched;
    }

    // A value of the same instant replaces a less important one (XEP-0323 5.7), as in the store.
    private static bool IsNews(Field field, Field last) =>
        field.Timestamp > last.Timestamp || (field.Timestamp == last.Timestamp && field.Quality.Importance() > last.Quality.Importance());
}
