#nullable disable
using IotXmpp.Device.Crypto;

namespace IotXmpp.Node.Life
{
    /// <summary>
    /// The way from power to a TLS connection: which step comes next, how long to wait after one that failed, when to distrust the wireless network, and
    /// when to give up and restart the board. It does nothing by itself: one thread does the steps and tells how they went.
    /// </summary>
    /// <remarks>
    /// When to connect to the service is the session's decision (its back-off); the plan only sees to it that there is a network by then. The radio's firmware
    /// reconnects by itself, too; what it does not manage in three tries is begun from scratch, and what that does not mend is restarted.
    /// </remarks>
    internal sealed class NetworkPlan
    {
        /// <summary>Milliseconds for one try to join: scan, authentication, DHCP.</summary>
        public const int JoinTimeout = 30000;

        /// <summary>Milliseconds for an answer of the time server.</summary>
        public const int TimeTimeout = 10000;

        /// <summary>Milliseconds without an address after which the board restarts; doubled with each restart up to eight times that.</summary>
        public const int RestartAfter = 900000;

        /// <summary>Joins that fail before the radio leaves and begins anew.</summary>
        public const int JoinsBeforeLeave = 3;

        /// <summary>Connections that fail for reasons that may lie in the wireless network before the board leaves it and joins again.</summary>
        public const int ConnectsBeforeLeave = 5;

        private const int MinWait = 1000;
        private const int MaxWait = 30000;
        private const int AskTimeAgain = 60000;
        private const int Poll = 250;

        private readonly RandomSource _random;
        private readonly KnownTime _time;
        private readonly int _restarts;
        private bool _leave;
        private int _joinFailures;
        private int _suspicions;
        private int _stage = NetworkStep.Resolve;
        private long _notBefore;
        private long _askTimeAt;
        private long _withoutNetworkSince;

        /// <summary>Creates a plan.</summary>
        /// <param name="random">Jitter: a hundred boards that lost the same access point do not come back at once.</param>
        /// <param name="time">What is known of the time.</param>
        /// <param name="restarts">Restarts for want of a network before this start, one after another.</param>
        /// <param name="now">Uptime, milliseconds.</param>
        public NetworkPlan(RandomSource random, KnownTime time, int restarts, long now)
        {
            _random = random;
            _time = time;
            _restarts = restarts < 3 ? restarts : 3;
            _withoutNetworkSince = now;
        }

        /// <summary>There is a network with an address.</summary>
        public bool HasNetwork { get; private set; }

        /// <summary>What went wrong last and has not been mended since: a constant of <see cref="NetworkFault"/>.</summary>
        public int Fault { get; private set; }

        /// <summary>After <see cref="NetworkStep.Rest"/>: uptime until which nothing is to be done; look again earlier if the session wants a connection.</summary>
        public long RestUntil { get; private set; }

        /// <summary>What to do now.</summary>
        /// <param name="hasAddress">The radio is joined and has an address.</param>
        /// <param name="connectionWanted">The session wants a connection.</param>
        /// <param name="now">Uptime, milliseconds.</param>
        public int Next(bool hasAddress, bool connectionWanted, long now)
        {
            if (hasAddress)
            {
                _withoutNetworkSince = now;
            }
            else
            {
                _stage = NetworkStep.Resolve;
                if (now - _withoutNetworkSince >= (long)RestartAfter << _restarts)
                {
                    return NetworkStep.Restart;
                }
            }

            HasNetwork = hasAddress && !_leave;
            if (now < _notBefore)
            {
                return Rest(_notBefore);
            }

            if (_leave)
            {
                return NetworkStep.Leave;
            }

            if (!hasAddress)
            {
                return NetworkStep.Join;
            }

            if (_stage == NetworkStep.Resolve && !_time.IsConfirmed && now >= _askTimeAt)
            {
                return NetworkStep.AskTime;
            }

            return connectionWanted ? _stage : Rest(now + Poll);
        }

        /// <summary>Tells how a step went.</summary>
        /// <param name="step">What <see cref="Next"/> said.</param>
        /// <param name="fault">A constant of <see cref="NetworkFault"/>.</param>
        /// <param name="now">Uptime, milliseconds.</param>
        public void Done(int step, int fault, long now)
        {
            switch (step)
            {
                case NetworkStep.Join:
                    Joined(fault, now);
                    break;
                case NetworkStep.Leave:
                    // What the access point says to a new try is more than that no address came: a wrong password above all.
                    Fault = fault != NetworkFault.None ? fault : Fault;
                    _leave = false;
                    _notBefore = now + MinWait;
                    break;
                case NetworkStep.AskTime:
                    AskedTime(fault, now);
                    break;
                default:
                    Stepped(step, fault, now);
                    break;
            }
        }

        /// <summary>The connection has ended.</summary>
        public void Lost()
        {
            _stage = NetworkStep.Resolve;
        }

        private void Joined(int fault, long now)
        {
            // Waiting in vain for an address says less than the refusal before it.
            Fault = fault == NetworkFault.NoAccessPoint && Fault == NetworkFault.WrongPassword ? Fault : fault;
            if (fault == NetworkFault.None)
            {
                _joinFailures = 0;
                _askTimeAt = now;
                return;
            }

            _joinFailures++;
            _leave = _joinFailures % JoinsBeforeLeave == 0;
            int window = MinWait << (_joinFailures < 5 ? _joinFailures : 5);
            _notBefore = now + MinWait + _random.Next(window < MaxWait ? window : MaxWait);
        }

        private void AskedTime(int fault, long now)
        {
            if (fault != NetworkFault.None)
            {
                // The last known time has to do; if it does not, the certificate says so.
                Fault = NetworkFault.NoTime;
                _askTimeAt = now + AskTimeAgain;
            }
            else if (Fault == NetworkFault.NoTime)
            {
                Fault = NetworkFault.None;
            }
        }

        private void Stepped(int step, int fault, long now)
        {
            Fault = fault;
            if (fault == NetworkFault.None)
            {
                _stage = step + 1;
                if (step == NetworkStep.Secure)
                {
                    _suspicions = 0;
                }

                return;
            }

            _stage = NetworkStep.Resolve;
            if (fault == NetworkFault.Certificate && !_time.IsConfirmed)
            {
                // Not yet valid, as far as a board knows that lives in the past: the time comes first.
                _askTimeAt = now;
            }

            if (NetworkFault.SuspectsNetwork(fault))
            {
                _suspicions++;
                if (_suspicions >= ConnectsBeforeLeave)
                {
                    _suspicions = 0;
                    _leave = true;
                }
            }
        }

        private int Rest(long until)
        {
            RestUntil = until;
            return NetworkStep.Rest;
        }
    }
}
