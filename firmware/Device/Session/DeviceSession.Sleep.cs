#nullable disable
using System.Text;
using IotXmpp.Device.Wire;
using IotXmpp.Things.Portable;
using IotXmpp.Xmpp.Portable;

namespace IotXmpp.Device.Session
{
    /// <summary>
    /// One waking of a board that sleeps in between: sample, connect, send, be acknowledged, say until when it sleeps, close. It says so in the usual
    /// way: unavailable presence whose status reads <c>sleeping until 2026-02-02T02:50:00Z</c> (RFC 6121 4.5.2; no extension says when somebody
    /// will be back). If the server keeps sessions for longer than the sleep, the stream is not closed, only left: the next waking resumes it.
    /// </summary>
    internal sealed partial class DeviceSession
    {
        // What the slowest sensors need after power-on, milliseconds: then the others are sent without them.
        private const int SensorTimeout = 5000;
        private const int SensorPoll = 100;

        // Shortest sleep: a waking that took longer than the sleep was to be does not become a loop.
        private const int MinSleep = 1000;

        private long _startedAt;
        private bool _sampled;
        private bool _goodbyeSaid;
        private bool _resumable;

        private bool Sleeps
        {
            get { return _options.SleepSeconds > 0; }
        }

        // Uptime at which a waking ends whatever happens.
        private long BedTime
        {
            get { return Sleeps && !_stopping ? _startedAt + _options.AwakeSeconds * 1000L : long.MaxValue; }
        }

        // Uptime until which a board that has nothing left to say listens.
        private long ListenUntil
        {
            get { return (_lastReceived > _readySince ? _lastReceived : _readySince) + _options.ListenMilliseconds; }
        }

        private long NextGoodbye
        {
            get { return Sleeps && !_goodbyeSaid && AllSaid && ListenUntil > _now ? ListenUntil : long.MaxValue; }
        }

        // Everything is acknowledged; or, where nobody is listened for, at least sent.
        private bool AllSaid
        {
            get
            {
                return _sampled && !_readouts.Pending
                    && (_options.ListenMilliseconds == 0
                        ? _gap.Open == (_gapTold >= 0) && _nextToSend >= (_outbox.Split ? _outbox.BacklogEnd : _outbox.End) && (!_outbox.Split || _nextFresh >= _outbox.End)
                        : !_gap.Open && _outbox.Count == 0);
            }
        }

        private bool ReadyToSample()
        {
            if (!Sleeps)
            {
                return true;
            }

            if (!_sampled && _now < _startedAt + SensorTimeout)
            {
                for (int i = 0; i < _board.Fields.Length; i++)
                {
                    long value;
                    if (!_board.TryRead(i, out value))
                    {
                        _nextSample = _now + SensorPoll;
                        return false;
                    }
                }
            }

            _sampled = true;
            return true;
        }

        /// <summary>Writes the good-bye when it is time for it.</summary>
        private bool SayGoodbye()
        {
            if (!Sleeps || _goodbyeSaid || !AllSaid || _now < ListenUntil || _output.Free < _stanzaRoom)
            {
                return false;
            }

            _goodbyeSaid = true;
            _resumable = _management.Enabled && _management.ResumeId != null && _management.ResumeSeconds > _options.SleepSeconds + _options.AwakeSeconds;
            byte[] time = new byte[WireText.MaxLength];
            int length = WireText.FormatDateTime(time, Utc + TimeToSleep());
            try
            {
                _writer.StartElement(Ns.Client, "presence");
                _writer.Attribute("type", "unavailable");
                _writer.StartElement(Ns.Client, "status");
                _writer.Text(PresenceNames.SleepingUntil + Encoding.UTF8.GetString(time, 0, length));
                _writer.EndElement();
                _writer.EndElement();
                _management.CountSent();
            }
            catch (WireException e)
            {
                if (e.Number != WireException.NotEncodable)
                {
                    throw;
                }

                // A schema of the board's own type may have no word for it: the end of the connection says that it is away.
                _writer.Abandon();
            }

            // Behind readings that are acknowledged nothing waits for an answer.
            return _options.ListenMilliseconds == 0;
        }

        /// <summary>Leaves once all that matters is acknowledged.</summary>
        private void CheckGoodbye()
        {
            if (!_goodbyeSaid || State != DeviceState.Ready || (_management.Enabled && (_outbox.Count > 0 || (_options.ListenMilliseconds == 0 && _management.Waiting))))
            {
                return;
            }

            _stopping = true;
            if (_resumable)
            {
                EndSession();
                State = DeviceState.Closing;
                _deadline = _now + CloseTimeout;
            }
            else
            {
                CloseStream();
            }
        }

        private void CheckBedTime()
        {
            if (_now < BedTime || State == DeviceState.Closing)
            {
                return;
            }

            _stopping = true;
            _resumable = false;
            if (State == DeviceState.Negotiating || State == DeviceState.Ready)
            {
                CloseStream();
            }
            else
            {
                Stopped();
            }
        }

        private void FallAsleep()
        {
            Save(_now);
            SleepMilliseconds = TimeToSleep();
        }

        private long TimeToSleep()
        {
            long left = _options.SleepSeconds * 1000L - (_now - _startedAt);
            return left < MinSleep ? MinSleep : left;
        }
    }
}
