#nullable disable
using IotXmpp.Device.Requests;
using IotXmpp.Device.Wire;
using IotXmpp.Xmpp.Portable;

namespace IotXmpp.Device.Session
{
    /// <summary>A ready session: requests, acknowledgements, keep-alive.</summary>
    internal sealed partial class DeviceSession
    {
        private long _acknowledgementAsked = -1;

        private void HandleStanza()
        {
            if (_tape.Is(0, Ns.StreamManagement, "r"))
            {
                _writer.StartElement(Ns.StreamManagement, "a");
                _writer.AttributeInteger("h", _management.Received);
                _writer.EndElement();
            }
            else if (_tape.Is(0, Ns.StreamManagement, "a"))
            {
                long h;
                if (_tape.TryGetInteger(0, "h", out h) && Acknowledge(h))
                {
                    _acknowledgementAsked = _management.Waiting ? _now : -1;
                }
            }
            else if (_tape.Is(0, Ns.Client, "iq"))
            {
                HandleIq();
                _management.CountReceived();
            }
            else if (_tape.Is(0, Ns.Client, "message") || _tape.Is(0, Ns.Client, "presence"))
            {
                // Nobody speaks to a board in messages: the concentrator answers chat and forwards requests as iq.
                _management.CountReceived();
            }
        }

        private bool Acknowledge(long h)
        {
            long end;
            long lateEnd;
            if (!_management.Acknowledge(h, out end, out lateEnd))
            {
                Fail(DeviceError.ProtocolViolation);
                return false;
            }

            if (lateEnd >= 0)
            {
                _outbox.Acknowledge(lateEnd);
            }

            if (end >= 0)
            {
                _outbox.AcknowledgeFresh(end);
            }

            AcknowledgeGap();
            return true;
        }

        private void HandleIq()
        {
            bool set = _tape.AttributeIs(0, "type", "set");
            if (!set && !_tape.AttributeIs(0, "type", "get"))
            {
                return; // an answer, to our ping: that it came is all it says
            }

            string id = _tape.AttributeText(0, "id");
            if (id == null)
            {
                return; // cannot be answered (RFC 6120 8.2.3)
            }

            string from = _tape.AttributeText(0, "from");
            int payload = _tape.FirstChild(0);
            int condition;
            if (payload < 0)
            {
                condition = StanzaErrorCondition.BadRequest;
            }
            else if (!IsConcentrator(from))
            {
                condition = StanzaErrorCondition.Forbidden;
            }
            else if (!set && _tape.Is(payload, Ns.Ping, "ping"))
            {
                Result(from, id, null, null, 0);
                return;
            }
            else if (!set && _tape.Is(payload, Ns.SensorData, "req"))
            {
                condition = HandleReadout(payload, from, id);
            }
            else if (set && _tape.Is(payload, Ns.Control, "set"))
            {
                condition = HandleControl(payload, from, id);
            }
            else
            {
                condition = StanzaErrorCondition.ServiceUnavailable;
            }

            if (condition != StanzaErrorCondition.None)
            {
                Counters.RequestsRefused++;
                string parameter = condition == StanzaErrorCondition.BadRequest || condition == StanzaErrorCondition.ItemNotFound ? _control.FaultyParameter : null;
                StanzaErrorCondition.WriteError(_writer, from, id, condition, payload >= 0 && _tape.Is(payload, Ns.Control, "set") ? parameter : null);
                _management.CountSent();
            }
        }

        private int HandleReadout(int request, string from, string id)
        {
            if (!_clockKnown)
            {
                return StanzaErrorCondition.ResourceConstraint; // a field without a time would not be one
            }

            long sequence;
            int condition = _readouts.Add(_tape, request, _isDeviceType ? null : from == null ? _options.ThingsDomain : from, out sequence);
            if (condition == StanzaErrorCondition.None)
            {
                Result(from, id, Ns.SensorData, "accepted", sequence);
            }

            return condition;
        }

        private int HandleControl(int request, string from, string id)
        {
            if (!_commands.Contains(id))
            {
                // A board that does not know the time carries out: it has just been connected to somebody who does.
                if (_clockKnown && CommandExpiry.IsPast(id, Utc))
                {
                    return StanzaErrorCondition.UnexpectedRequest;
                }

                int condition = _control.Check(_tape, request);
                if (condition != StanzaErrorCondition.None)
                {
                    return condition;
                }

                _control.Apply();
                _commands.Add(id);
                _memory.Save(_clockKnown ? Utc : 0, _commands, null);
                Counters.ControlsApplied++;
                // The new state is news: it is read at once and follows the answer.
                _nextSample = _now;
            }

            Result(from, id, Ns.Control, "setResponse", 0);
            return StanzaErrorCondition.None;
        }

        private void Result(string to, string id, string ns, string name, long sequence)
        {
            _writer.StartElement(Ns.Client, "iq");
            _writer.Attribute("id", id);
            if (to != null)
            {
                _writer.Attribute("to", to);
            }

            _writer.Attribute("type", "result");
            if (name != null)
            {
                _writer.StartElement(ns, name);
                if (ns == Ns.SensorData)
                {
                    _writer.AttributeInteger("seqnr", sequence);
                }

                _writer.EndElement();
            }

            _writer.EndElement();
            _management.CountSent();
        }

        // Without from a stanza is the server's own (RFC 6120 8.1.2.1): only it can leave the address out.
        private bool IsConcentrator(string from)
        {
            return from == null || from == _options.ThingsDomain || Ordinal.StartsWith(from, _options.ThingsDomain + "/");
        }

        private void CheckServerAlive()
        {
            if ((_acknowledgementAsked >= 0 && _now >= _acknowledgementAsked + AnswerTimeout) || (_pingSince >= 0 && _now >= _pingSince + AnswerTimeout))
            {
                Fail(DeviceError.ServerSilent);
            }
            else if (_pingSince < 0 && _now >= _lastReceived + PingInterval && _output.Free >= _stanzaRoom)
            {
                _pingSince = _now;
                _writer.StartElement(Ns.Client, "iq");
                _writer.Attribute("id", "ping");
                _writer.Attribute("to", _options.ThingsDomain);
                _writer.Attribute("type", "get");
                _writer.StartElement(Ns.Ping, "ping");
                _writer.EndElement();
                _writer.EndElement();
                _management.CountSent();
            }
        }
    }
}
