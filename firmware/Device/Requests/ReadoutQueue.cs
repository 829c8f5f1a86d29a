#nullable disable
using IotXmpp.Device.Boards;
using IotXmpp.Device.Readings;
using IotXmpp.Device.Wire;
using IotXmpp.Xmpp.Portable;

namespace IotXmpp.Device.Requests
{
    /// <summary>
    /// Accepted readouts (XEP-0323 3.1) and how far each has been answered. An answer with history goes out in several
    /// messages, one at a time as the output has room, so that no readout can crowd out the rest.
    /// </summary>
    internal sealed class ReadoutQueue
    {
        /// <summary>Readouts at once; one more is refused with resource-constraint.</summary>
        public const int Capacity = 4;

        /// <summary>History entries in one message.</summary>
        public const int EntriesPerMessage = 8;

        private readonly Board _board;
        private readonly string _nodeId;
        private readonly MinuteHistory[] _histories;
        private readonly bool _neverEmpty;
        private readonly string[] _to = new string[Capacity];
        private readonly long[] _sequence = new long[Capacity];
        private readonly int[] _fields = new int[Capacity];
        private readonly bool[] _momentary = new bool[Capacity];
        private readonly bool[] _history = new bool[Capacity];
        private readonly long[] _from = new long[Capacity];
        private readonly long[] _until = new long[Capacity];
        private int _count;

        // Place in the first readout: field whose history comes next, and the time after which it goes on.
        private int _historyField;
        private long _historyTime;

        /// <summary>Creates a queue.</summary>
        /// <param name="board">What to read.</param>
        /// <param name="nodeId">The board's node id.</param>
        /// <param name="histories">History by field, null where none is kept.</param>
        /// <param name="neverEmpty">An answer without a value cannot be said, as in the grammars of a type of board: such a readout is refused.</param>
        public ReadoutQueue(Board board, string nodeId, MinuteHistory[] histories, bool neverEmpty)
        {
            _neverEmpty = neverEmpty;
            _board = board;
            _nodeId = nodeId;
            _histories = histories;
        }

        /// <summary>Some readout is not answered completely.</summary>
        public bool Pending
        {
            get { return _count > 0; }
        }

        /// <summary>Forgets all: their requesters were told by the end of the session.</summary>
        public void Clear()
        {
            _count = 0;
            BeginFirst();
        }

        /// <summary>Takes a request; returns a constant of <see cref="StanzaErrorCondition"/>.</summary>
        /// <param name="tape">The stanza.</param>
        /// <param name="request">Its req.</param>
        /// <param name="to">Whom to answer; null for messages without addressee.</param>
        /// <param name="sequence">Number of the request.</param>
        public int Add(StanzaTape tape, int request, string to, out long sequence)
        {
            if (!tape.TryGetInteger(request, "seqnr", out sequence))
            {
                return StanzaErrorCondition.BadRequest;
            }

            if (tape.Attribute(request, "when") >= 0)
            {
                return StanzaErrorCondition.FeatureNotImplemented;
            }

            if (_count == Capacity)
            {
                return StanzaErrorCondition.ResourceConstraint;
            }

            int fields;
            int condition = ReadFields(tape, request, out fields);
            if (condition != StanzaErrorCondition.None)
            {
                return condition;
            }

            bool all = tape.AttributeTrue(request, "all");
            _history[_count] = all || tape.AttributeTrue(request, "historical") || tape.AttributeTrue(request, "historicalMinute");
            _momentary[_count] = all || tape.AttributeTrue(request, "momentary");
            if (!TryGetTime(tape, request, "from", 0, out _from[_count]) || !TryGetTime(tape, request, "to", long.MaxValue, out _until[_count]))
            {
                return StanzaErrorCondition.BadRequest;
            }

            _fields[_count] = fields;
            if (_neverEmpty && !(_momentary[_count] && AnyReadable(fields)) && !(_history[_count] && AnyKept(_count)))
            {
                return StanzaErrorCondition.ItemNotFound;
            }

            _sequence[_count] = sequence;
            _to[_count] = to;
            _count++;
            if (_count == 1)
            {
                BeginFirst();
            }

            return StanzaErrorCondition.None;
        }

        /// <summary>Writes the next message of the first readout; true when that was its last.</summary>
        /// <param name="writer">Where to.</param>
        /// <param name="utc">Time of momentary values.</param>
        public bool WriteNext(StanzaWriter writer, long utc)
        {
            if (_neverEmpty && _momentary[0] && !AnyReadable(_fields[0]))
            {
                _momentary[0] = false;
            }

            bool momentary = _momentary[0];
            int field = _history[0] ? NextHistory(_historyField) : -1;
            bool last = field < 0 || (!momentary && IsLastChunk(field));
            if (_neverEmpty && !momentary && field < 0)
            {
                // The last sensor failed between request and answer: the requester's time runs out.
                RemoveFirst();
                return true;
            }

            writer.StartElement(Ns.Client, "message");
            if (_to[0] != null)
            {
                writer.Attribute("to", _to[0]);
            }

            writer.StartElement(Ns.SensorData, "fields");
            writer.AttributeBoolean("done", last);
            writer.AttributeInteger("seqnr", _sequence[0]);
            if (momentary || field >= 0)
            {
                writer.StartElement(Ns.SensorData, "node");
                writer.Attribute("nodeId", _nodeId);
                if (momentary)
                {
                    WriteMomentary(writer, utc);
                    _momentary[0] = false;
                }
                else
                {
                    WriteHistory(writer, field);
                }

                writer.EndElement();
            }

            writer.EndElement();
            writer.EndElement();
            if (last)
            {
                RemoveFirst();
            }

            return last;
        }

        private void WriteMomentary(StanzaWriter writer, long utc)
        {
            writer.StartElement(Ns.SensorData, "timestamp");
            writer.AttributeDateTime("value", utc);
            for (int i = 0; i < _board.Fields.Length; i++)
            {
                long value;
                if ((_fields[0] & (1 << i)) != 0 && _board.TryRead(i, out value))
                {
                    FieldText.Write(writer, _board.Fields[i], value, false);
                }
            }

            writer.EndElement();
        }

        private void WriteHistory(StanzaWriter writer, int field)
        {
            MinuteHistory history = _histories[field];
            int written = 0;
            for (int i = 0; i < history.Count && written < EntriesPerMessage; i++)
            {
                if (!InRange(history.Time(i)))
                {
                    continue;
                }

                writer.StartElement(Ns.SensorData, "timestamp");
                writer.AttributeDateTime("value", history.Time(i));
                FieldText.Write(writer, _board.Fields[field], history.Value(i), true);
                writer.EndElement();
                _historyTime = history.Time(i);
                written++;
            }

            _historyField = field;
            if (Remaining(field) == 0)
            {
                _historyField = field + 1;
                _historyTime = -1;
            }
        }

        private bool IsLastChunk(int field)
        {
            if (Remaining(field) > EntriesPerMessage)
            {
                return false;
            }

            long keep = _historyTime;
            _historyTime = -1;
            bool last = NextHistory(field + 1) < 0;
            _historyTime = keep;
            return last;
        }

        private int NextHistory(int from)
        {
            for (int field = from; field < _board.Fields.Length; field++)
            {
                if ((_fields[0] & (1 << field)) != 0 && _histories[field] != null && Remaining(field) > 0)
                {
                    return field;
                }

                _historyTime = -1;
            }

            return -1;
        }

        private int Remaining(int field)
        {
            int remaining = 0;
            for (int i = 0; i < _histories[field].Count; i++)
            {
                remaining += InRange(_histories[field].Time(i)) ? 1 : 0;
            }

            return remaining;
        }

        private bool InRange(long time)
        {
            return time > _historyTime && time >= _from[0] && time <= _until[0];
        }

        private bool AnyReadable(int fields)
        {
            long value;
            for (int i = 0; i < _board.Fields.Length; i++)
            {
                if ((fields & (1 << i)) != 0 && _board.TryRead(i, out value))
                {
                    return true;
                }
            }

            return false;
        }

        private bool AnyKept(int request)
        {
            for (int i = 0; i < _board.Fields.Length; i++)
            {
                MinuteHistory history = (_fields[request] & (1 << i)) != 0 ? _histories[i] : null;
                for (int j = 0; history != null && j < history.Count; j++)
                {
                    if (history.Time(j) >= _from[request] && history.Time(j) <= _until[request])
                    {
                        return true;
                    }
                }
            }

            return false;
        }

        private int ReadFields(StanzaTape tape, int request, out int fields)
        {
            fields = 0;
            bool named = false;
            bool nodes = false;
            bool ours = false;
            for (int child = tape.FirstChild(request); child >= 0; child = tape.NextSibling(child))
            {
                if (tape.Is(child, Ns.SensorData, "node"))
                {
                    nodes = true;
                    ours |= tape.AttributeIs(child, "nodeId", _nodeId);
                }
                else if (tape.Is(child, Ns.SensorData, "field"))
                {
                    named = true;
                    for (int i = 0; i < _board.Fields.Length; i++)
                    {
                        if (tape.AttributeIs(child, "name", _board.Fields[i].Name))
                        {
                            fields |= 1 << i;
                        }
                    }
                }
            }

            if (!named)
            {
                fields = 0x7FFFFFFF;
            }

            return (nodes && !ours) || fields == 0 ? StanzaErrorCondition.ItemNotFound : StanzaErrorCondition.None;
        }

        private static bool TryGetTime(StanzaTape tape, int request, string name, long absent, out long time)
        {
            time = absent;
            int record = tape.Attribute(request, name);
            return record < 0 || WireText.TryParseDateTime(tape.Bytes, tape.ValueStart(record), tape.ValueCount(record), out time);
        }

        private void RemoveFirst()
        {
            _count--;
            for (int i = 0; i < _count; i++)
            {
                _to[i] = _to[i + 1];
                _sequence[i] = _sequence[i + 1];
                _fields[i] = _fields[i + 1];
                _momentary[i] = _momentary[i + 1];
                _history[i] = _history[i + 1];
                _from[i] = _from[i + 1];
                _until[i] = _until[i + 1];
            }

            BeginFirst();
        }

        private void BeginFirst()
        {
            _historyField = 0;
            _historyTime = -1;
        }
    }
}
