#nullable disable
using System;
using System.Threading;
using IotXmpp.Node.Esp32;
using IotXmpp.Node.Life;

namespace IotXmpp.Node
{
    /// <summary>
    /// The thread that watches the others: a second's sleep, a look, no other duty that could bring it down. It is no hardware watchdog: while a native call blocks the
    /// whole interpreter (the TLS handshake, a look-up of a name), it stands still too.
    /// </summary>
    internal sealed class Guardian
    {
        private const int Period = 1000;

        private readonly ThreadWatch _watch;
        private readonly Restarts _restarts;

        /// <summary>Creates it; nothing happens before <see cref="Start"/>.</summary>
        public Guardian(ThreadWatch watch, Restarts restarts)
        {
            _watch = watch;
            _restarts = restarts;
        }

        /// <summary>Starts the thread.</summary>
        public void Start()
        {
            new Thread(Run).Start();
        }

        private void Run()
        {
            while (true)
            {
                try
                {
                    Thread.Sleep(Period);
                    long now = SystemClock.Uptime;
                    if (_watch.Silent(now) >= 0)
                    {
                        _restarts.Ask(StartReason.Fault);
                    }

                    if (_restarts.IsOverdue(now))
                    {
                        _restarts.Now(_restarts.Reason);
                    }
                }
                catch (Exception)
                {
                    // Nobody watches this one: it goes on whatever happens.
                }
            }
        }
    }
}
