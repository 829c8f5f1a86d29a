#nullable disable
using IotXmpp.Device.Readings;
using IotXmpp.Xmpp.Portable;

namespace IotXmpp.Device.Session
{
    /// <summary>From sensor to outbox to stream.</summary>
    internal sealed partial class DeviceSession
    {
        // With the longest names and units a field is about 140 bytes of XML, a timestamp 60: ten fit StanzaRoom with space to spare.
        private const int ReadingsPerStanza = 10;

        private bool _clockKnown;
        private long _utcAtStart;
        private long _lastSampleTime = long.MinValue;
        private long _nextSample;
        private long _nextToSend;

        private long Utc
        {
            get { return _utcAtStart + _now; }
        }

        private void Sample()
        {
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
                if (_board.TryRead(i, out value))
                {
                    _outbox.Add(i, value, time);
                    Counters.ReadingsTaken++;
                    if (_histories[i] != null && _clockKnown)
                    {
                        _histories[i].Add(time, value);
                    }
                }
            }
        }

        /// <summary>Sends what can be sent: answers to readouts first, then readings, then the request to acknowledge them.</summary>
        private void Pump()
        {
            if (State != DeviceState.Ready || !_clockKnown)
            {
                return;
            }

            if (_nextSample <= _now)
            {
                Sample();
                _nextSample = _now + _board.SampleInterval;
            }

            while (_readouts.Pending && _output.Free >= 2 * StanzaRoom)
            {
                if (_readouts.WriteNext(_writer, Utc))
                {
                    Counters.ReadoutsAnswered++;
                }

                _management.CountSent();
            }

            if (_nextToSend < _outbox.First)
            {
                _nextToSend = _outbox.First; // the outbox ran full and dropped some
            }

            bool sent = false;
            while (_nextToSend < _outbox.End && !_management.WindowFull && _output.Free >= 2 * StanzaRoom)
            {
                WriteReadings();
                sent = true;
            }

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
                _outbox.Acknowledge(_nextToSend);
            }
        }

        private void WriteReadings()
        {
            long end = _nextToSend + ReadingsPerStanza;
            if (end > _outbox.End)
            {
                end = _outbox.End;
            }

            _writer.StartElement(Ns.Client, "message");
            _writer.Attribute("to", _options.ThingsDomain);
            _writer.StartElement(Ns.SensorData, "fields");
            _writer.AttributeBoolean("done", true);
            _writer.AttributeInteger("seqnr", (int)(_nextToSend & 0x7FFFFFFF));
            _writer.StartElement(Ns.SensorData, "node");
            _writer.Attribute("nodeId", _options.Name);
            long number = _nextToSend;
            while (number < end)
            {
                long time = _outbox.Time(number);
                _writer.StartElement(Ns.SensorData, "timestamp");
                _writer.AttributeDateTime("value", time);
                while (number < end && _outbox.Time(number) == time)
                {
                    FieldText.Write(_writer, _board.Fields[_outbox.Field(number)], _outbox.Value(number), false);
                    number++;
                }

                _writer.EndElement();
            }

            _writer.EndElement();
            _writer.EndElement();
            _writer.EndElement();
            _nextToSend = end;
            _management.CountReadings(end);
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
