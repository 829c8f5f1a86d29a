#nullable disable
using IotXmpp.Device.Readings;
using IotXmpp.Device.Wire;
using IotXmpp.Xmpp.Portable;

namespace IotXmpp.Device.Session
{
    /// <summary>From sensor to outbox to stream.</summary>
    internal sealed partial class DeviceSession
    {
        // With the longest names and units a field is about 140 bytes of XML, a timestamp 60: ten fit a stanza with space to spare, also in EXI, where a field is 30 and a timestamp 9.
        private const int ReadingsPerStanza = 10;

        // More than this is a backlog: what is measured now does not wait for it.
        private const int BacklogAbove = 3 * ReadingsPerStanza;

        // Stanzas of the window that a backlog leaves to fresh readings.
        private const int RoomForFresh = 2;

        // Readings that no longer wait for others to go with them.
        private const int FullBatch = 4 * ReadingsPerStanza;

        // Time without a session after which readings go to flash, milliseconds: most outages are shorter.
        private const int KeepAfter = 60000;

        // Time between two writings of clock and state, milliseconds: 24 a day.
        private const int KeepInterval = 3600000;

        // Nobody asked: readouts are numbered from 1, so that no reading is taken for the end of one (XEP-0323 3.1).
        private const int Unasked = 0;

        private bool _clockKnown;
        private long _utcAtStart;
        private long _lastSampleTime = long.MinValue;
        private long _nextSample;
        private long _nextToSend;
        private long _nextFresh;
        private bool _split;
        private long _unsentSince = -1;
        private bool _urgent;
        private long _awaySince;
        private long _nextKeep;
        private uint _gapStanza;
        private long _gapTold = -1;

        private long Utc
        {
            get { return _utcAtStart + _now; }
        }

        // When readings that wait for each other, or for the budget, will be due.
        private long NextReport
        {
            get
            {
                long due = long.MaxValue;
                if (_unsentSince >= 0)
                {
                    due = _unsentSince + _options.BatchSeconds * 1000L;
                    due = _budget.Affords || due > _now + _budget.Wait ? due : _now + _budget.Wait;
                }
                else if (_nextToSend < _outbox.BacklogEnd && _outbox.Split && !_budget.Affords)
                {
                    due = _now + _budget.Wait;
                }

                // What is due already waits for room, not for time.
                return due > _now ? due : long.MaxValue;
            }
        }

        private void Sample()
        {
            if (!ReadyToSample())
            {
                return;
            }

            // A waking has one sample; what a command changes makes another.
            _nextSample = _now + (Sleeps ? _options.SleepSeconds * 1000L : _board.SampleInterval);
            long time = _clockKnown ? Utc : -1 - _now;
            if (_clockKnown)
            {
                // A reading is known by field and time: two samples in one millisecond, or after the clock was set back, stay two.
                if (time <= _lastSampleTime)
                {
                    time = _lastSampleTime + 1;
                }

                _lastSampleTime = time;
            }

            for (int i = 0; i < _board.Fields.Length; i++)
            {
                long value;
                if (!_board.TryRead(i, out value))
                {
                    continue;
                }

                bool urgent = _policy.IsUrgent(i, value);
                // Bytes that are short make readings rarer, not later: what is not taken now will be fresh when it is.
                if (urgent || (_budget.Affords && _policy.IsNews(i, value, _now)))
                {
                    _policy.Take(i, value, _now);
                    _outbox.Add(i, value, time);
                    Counters.ReadingsTaken++;
                    _urgent |= urgent;
                    _unsentSince = _unsentSince < 0 ? _now : _unsentSince;
                }

                if (_histories[i] != null && _clockKnown)
                {
                    _histories[i].Add(time, value);
                }
            }
        }

        /// <summary>Writes to flash what a power cut should not take: readings of an outage, a memory that is nearly full, the time.</summary>
        private void Keep()
        {
            bool away = State != DeviceState.Ready && _now - _awaySince >= KeepAfter;
            int unsaved = _outbox.Unsaved;
            if (unsaved >= ReadingJournal.BlockReadings && (away || unsaved >= _options.OutboxCapacity - _options.OutboxCapacity / 4))
            {
                _outbox.Save();
            }

            if (_now >= _nextKeep)
            {
                _nextKeep = _now + KeepInterval;
                _memory.Save(_clockKnown ? Utc : 0, _commands, null);
            }
        }

        private void BeginReadings()
        {
            if (_outbox.Count > BacklogAbove)
            {
                _outbox.BeginBacklog();
            }

            _split = _outbox.Split;
            _nextToSend = _outbox.First;
            _nextFresh = _outbox.Fresh;
            _gapTold = -1;
            _unsentSince = _outbox.Count > 0 ? _now - _options.BatchSeconds * 1000L : -1;
        }

        /// <summary>Sends what can be sent: answers to readouts first, then readings, then the request to acknowledge them.</summary>
        private void Pump()
        {
            _budget.Update(_now, _output.Sent);
            if (State != DeviceState.Ready || !_clockKnown)
            {
                return;
            }

            if (_nextSample <= _now)
            {
                Sample();
            }

            while (_readouts.Pending && _output.Free >= 2 * _stanzaRoom)
            {
                if (_readouts.WriteNext(_writer, Utc))
                {
                    Counters.ReadoutsAnswered++;
                }

                _management.CountSent();
            }

            bool sent = TellGap();
            sent |= SendFresh();
            sent |= SendBacklog();
            sent |= SayGoodbye();
            if (_management.Enabled)
            {
                if (sent || (_management.Waiting && _acknowledgementAsked < 0 && _output.Count > 0))
                {
                    AskForAcknowledgement();
                }
            }
            else if (sent)
            {
                // A server without stream management gives no better sign than a connection that took the bytes.
                if (_outbox.Split)
                {
                    _outbox.AcknowledgeFresh(_nextFresh);
                }

                _outbox.Acknowledge(_nextToSend);
                AcknowledgeGap();
            }

            CheckGoodbye();
        }

        private bool SendFresh()
        {
            if (_split && !_outbox.Split)
            {
                // The backlog is done: one row again, of which the fresh readings were the end.
                _split = false;
                _nextToSend = _nextFresh;
            }

            long next = _split ? _nextFresh : _nextToSend;
            long first = _split ? _outbox.Fresh : _outbox.First;
            next = next < first ? first : next; // the outbox ran full and dropped some
            bool due = _urgent || (_budget.Affords
                && (_unsentSince < 0 || _now >= _unsentSince + _options.BatchSeconds * 1000L || _outbox.End - next >= FullBatch));
            bool sent = false;
            while (due && next < _outbox.End && _management.Room > 0 && _output.Free >= 2 * _stanzaRoom)
            {
                next = WriteReadings(next, _outbox.End, false);
                sent = true;
            }

            if (next >= _outbox.End)
            {
                _unsentSince = -1;
                _urgent = false;
            }

            if (_split)
            {
                _nextFresh = next;
            }
            else
            {
                _nextToSend = next;
            }

            return sent;
        }

        private bool SendBacklog()
        {
            bool sent = false;
            _nextToSend = _nextToSend < _outbox.First ? _outbox.First : _nextToSend;
            while (_split && _nextToSend < _outbox.BacklogEnd && _management.Room > RoomForFresh && _output.Free >= 2 * _stanzaRoom && _budget.Affords)
            {
                _nextToSend = WriteReadings(_nextToSend, _outbox.BacklogEnd, true);
                sent = true;
            }

            return sent;
        }

        // Writes a stanza of readings from a number on; returns the number behind them.
        private long WriteReadings(long next, long limit, bool late)
        {
            for (int most = ReadingsPerStanza; ; most = 1)
            {
                try
                {
                    return WriteReadings(next, limit, late, most);
                }
                catch (WireException e)
                {
                    _writer.Abandon();
                    if (e.Number != WireException.NotEncodable && e.Number != WireException.OutputFull)
                    {
                        throw;
                    }
                }

                if (most == 1)
                {
                    // The grammars have no place for it, now and later: one such reading must not hold up all that follow.
                    long number = _outbox.Find(next);
                    _gap.Add(_outbox.Field(number), _outbox.Value(number), _outbox.Time(number));
                    Skip(number + 1, late);
                    return number + 1;
                }
            }
        }

        private long WriteReadings(long next, long limit, bool late, int most)
        {
            long number = _outbox.Find(next);
            if (number < 0 || number >= limit)
            {
                Skip(limit, late);
                return limit;
            }

            StartFields();
            int count = 0;
            while (number >= 0 && number < limit && count < most)
            {
                long time = _outbox.Time(number);
                _writer.StartElement(Ns.SensorData, "timestamp");
                _writer.AttributeDateTime("value", time);
                while (number >= 0 && number < limit && count < most && _outbox.Time(number) == time)
                {
                    FieldText.Write(_writer, _board.Fields[_outbox.Field(number)], _outbox.Value(number), false);
                    count++;
                    next = number + 1;
                    number = _outbox.Find(next);
                }

                _writer.EndElement();
            }

            EndFields();
            _management.CountReadings(next, late);
            return next;
        }

        // What cannot be read from flash any more, or not be said, is not waited for.
        private void Skip(long end, bool late)
        {
            if (!_management.Extend(end, late))
            {
                if (late)
                {
                    _outbox.Acknowledge(end);
                }
                else
                {
                    _outbox.AcknowledgeFresh(end);
                }
            }
        }

        private void StartFields()
        {
            _writer.StartElement(Ns.Client, "message");
            if (!_isDeviceType)
            {
                _writer.Attribute("to", _options.ThingsDomain);
            }

            _writer.StartElement(Ns.SensorData, "fields");
            _writer.AttributeBoolean("done", true);
            _writer.AttributeInteger("seqnr", Unasked);
            _writer.StartElement(Ns.SensorData, "node");
            _writer.Attribute("nodeId", _nodeId);
        }

        private void EndFields()
        {
            _writer.EndElement();
            _writer.EndElement();
            _writer.EndElement();
        }

        /// <summary>Tells what had to be dropped, as readings that are missing.</summary>
        private bool TellGap()
        {
            if (!_gap.Open || _gapTold >= 0 || _output.Free < 2 * _stanzaRoom)
            {
                return false;
            }

            try
            {
                StartFields();
                for (int i = 0; i < _board.Fields.Length; i++)
                {
                    if (_gap.Has(i) && _gap.Time(i) >= 0)
                    {
                        _writer.StartElement(Ns.SensorData, "timestamp");
                        _writer.AttributeDateTime("value", _gap.Time(i));
                        FieldText.WriteMissing(_writer, _board.Fields[i], _gap.Value(i));
                        _writer.EndElement();
                    }
                }

                EndFields();
            }
            catch (WireException e)
            {
                if (e.Number != WireException.NotEncodable)
                {
                    throw;
                }

                // A schema of the board's own type may have no word for it: then only the counters know.
                _writer.Abandon();
                _gap.Close(_gap.Count);
                return false;
            }

            _management.CountSent();
            _gapStanza = (uint)_management.Sent;
            _gapTold = _gap.Count;
            return true;
        }

        private void AcknowledgeGap()
        {
            if (_gapTold >= 0 && (!_management.Enabled || (int)((uint)_management.Acknowledged - _gapStanza) >= 0))
            {
                _gap.Close(_gapTold);
                _gapTold = -1;
            }
        }

        private void AskForAcknowledgement()
        {
            _writer.StartElement(Ns.StreamManagement, "r");
            _writer.EndElement();
            if (_acknowledgementAsked < 0)
            {
                _acknowledgementAsked = _now;
            }
        }
    }
}
