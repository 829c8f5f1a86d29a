#nullable disable

namespace IotXmpp.Device.Session
{
    /// <summary>
    /// Counters of XEP-0198 and which readings each unacknowledged stanza carried. Counters wrap at 2^32; differences are taken
    /// in uint arithmetic.
    /// </summary>
    internal sealed class StreamManagement
    {
        /// <summary>Stanzas with readings that may wait for an acknowledgement.</summary>
        public const int Window = 8;

        private readonly uint[] _stanzas = new uint[Window];
        private readonly long[] _ends = new long[Window];
        private readonly bool[] _late = new bool[Window];
        private uint _sent;
        private uint _acknowledged;
        private uint _received;
        private int _inFlight;
        private uint _presence;

        /// <summary>Both sides count.</summary>
        public bool Enabled { get; private set; }

        /// <summary>Identifier to resume by, or null.</summary>
        public string ResumeId { get; private set; }

        /// <summary>Seconds a session without connection waits at the server.</summary>
        public long ResumeSeconds { get; private set; }

        /// <summary>Stanzas handled: the h we tell the server.</summary>
        public long Received
        {
            get { return _received; }
        }

        /// <summary>Stanzas sent, modulo 2^32.</summary>
        public long Sent
        {
            get { return _sent; }
        }

        /// <summary>Of these, acknowledged ones.</summary>
        public long Acknowledged
        {
            get { return _acknowledged; }
        }

        /// <summary>Stanzas with readings that may still be sent before an acknowledgement.</summary>
        public int Room
        {
            get { return Window - _inFlight; }
        }

        /// <summary>Something we sent is not acknowledged.</summary>
        public bool Waiting
        {
            get { return _sent != _acknowledged; }
        }

        /// <summary>Initial presence has been acknowledged (or need not be sent again).</summary>
        public bool PresenceAcknowledged { get; private set; }

        /// <summary>Starts counting: the moment enable is sent.</summary>
        public void Enable()
        {
            Enabled = true;
            ResumeId = null;
            PresenceAcknowledged = false;
            _presence = 0;
            _sent = 0;
            _acknowledged = 0;
            _received = 0;
            _inFlight = 0;
        }

        /// <summary>Keeps the identifier of enabled, null if the server does not resume, and for how many seconds it does.</summary>
        public void Accept(string resumeId, long seconds)
        {
            ResumeId = resumeId;
            ResumeSeconds = seconds;
        }

        /// <summary>Stops counting and forgets the session.</summary>
        public void Disable()
        {
            Enabled = false;
            ResumeId = null;
            _inFlight = 0;
        }

        /// <summary>Takes up a session that an earlier run of the board left at the server, with nothing but its good-bye under way.</summary>
        public void Restore(string resumeId, long seconds, uint received, uint sent, uint acknowledged)
        {
            Enable();
            Accept(resumeId, seconds);
            _received = received;
            _sent = sent;
            _acknowledged = acknowledged;
        }

        /// <summary>A stanza was received and handled.</summary>
        public void CountReceived()
        {
            _received++;
        }

        /// <summary>A stanza without readings was sent.</summary>
        public void CountSent()
        {
            _sent++;
        }

        /// <summary>Initial presence was sent.</summary>
        public void CountPresence()
        {
            _sent++;
            _presence = _sent;
        }

        /// <summary>A stanza was sent that carried all readings before number <paramref name="end"/> not sent earlier.</summary>
        /// <param name="end">Number behind its last reading.</param>
        /// <param name="late">It was filled from the backlog, while newer readings go their own way.</param>
        public void CountReadings(long end, bool late)
        {
            _sent++;
            if (Enabled)
            {
                _stanzas[_inFlight] = _sent;
                _ends[_inFlight] = end;
                _late[_inFlight] = late;
                _inFlight++;
            }
        }

        /// <summary>
        /// Readings up to a number turned out not to be there any more: they count with the last stanza under way of their kind. False if there is none.
        /// </summary>
        public bool Extend(long end, bool late)
        {
            for (int i = _inFlight - 1; i >= 0; i--)
            {
                if (_late[i] == late)
                {
                    _ends[i] = end;
                    return true;
                }
            }

            return false;
        }

        /// <summary>
        /// Takes the server's h. False: it acknowledges what was never sent, and the stream must end (XEP-0198 4).
        /// </summary>
        /// <param name="h">The server's count, 0 to 2^32 - 1.</param>
        /// <param name="end">Readings with a smaller number are acknowledged; -1 if none.</param>
        /// <param name="lateEnd">The same for the backlog.</param>
        public bool Acknowledge(long h, out long end, out long lateEnd)
        {
            end = -1;
            lateEnd = -1;
            uint count = (uint)h;
            if (h < 0 || h > 0xFFFFFFFFL || count - _acknowledged > _sent - _acknowledged)
            {
                return false;
            }

            int done = 0;
            while (done < _inFlight && _stanzas[done] - _acknowledged <= count - _acknowledged)
            {
                if (_late[done])
                {
                    lateEnd = _ends[done];
                }
                else
                {
                    end = _ends[done];
                }

                done++;
            }

            for (int i = done; i < _inFlight; i++)
            {
                _stanzas[i - done] = _stanzas[i];
                _ends[i - done] = _ends[i];
                _late[i - done] = _late[i];
            }

            _inFlight -= done;
            if (_presence != 0 && count >= _presence)
            {
                PresenceAcknowledged = true;
            }

            _acknowledged = count;
            return true;
        }

        /// <summary>
        /// After resumption: everything the server did not count is sent anew, so counting goes on from its h
        /// (XEP-0198 5).
        /// </summary>
        public void Rewind()
        {
            _sent = _acknowledged;
            _inFlight = 0;
        }
    }
}
