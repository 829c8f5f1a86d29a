#nullable disable
using System;
using System.Threading;
using IotXmpp.Node.Esp32;
using IotXmpp.Node.Life;
using nanoFramework.Hardware.Esp32;
using nanoFramework.Runtime.Native;

namespace IotXmpp.Node
{
    /// <summary>
    /// Restarts the board, or puts it to sleep. Any thread may ask; the session's thread does it, since it alone may save what the session holds. If that thread does not
    /// come round, the watching one restarts without it.
    /// </summary>
    internal sealed class Restarts
    {
        /// <summary>Milliseconds that the session's thread has for it.</summary>
        private const int Grace = 15000;

        private readonly StartGuard _guard;
        private long _askedAt;
        private int _reason = StartReason.Unknown;

        /// <summary>Creates it.</summary>
        public Restarts(StartGuard guard)
        {
            _guard = guard;
        }

        /// <summary>Why a restart was asked for: a constant of <see cref="StartReason"/>; <see cref="StartReason.Unknown"/> if it was not.</summary>
        public int Reason
        {
            get { return _reason; }
        }

        /// <summary>Asks for a restart; the first reason counts.</summary>
        public void Ask(int reason)
        {
            if (_reason == StartReason.Unknown)
            {
                _askedAt = SystemClock.Uptime;
                _reason = reason;
            }
        }

        /// <summary>A restart was asked for and nobody has done it.</summary>
        public bool IsOverdue(long now)
        {
            return _reason != StartReason.Unknown && now - _askedAt > Grace;
        }

        /// <summary>Restarts now. Does not return.</summary>
        public void Now(int reason)
        {
            try
            {
                Trace.Restart(reason);
                _guard.End(reason, false);
            }
            finally
            {
                Reboot();
            }
        }

        /// <summary>Sleeps; the board starts anew when it wakes. Does not return.</summary>
        /// <param name="milliseconds">How long.</param>
        /// <param name="delivered">Its readings have arrived.</param>
        public void Sleep(long milliseconds, bool delivered)
        {
            try
            {
                _guard.End(StartReason.Sleep, delivered);
                if (nanoFramework.Hardware.Esp32.Sleep.EnableWakeupByTimer(new TimeSpan(milliseconds * TimeSpan.TicksPerMillisecond)) == EspNativeError.OK)
                {
                    nanoFramework.Hardware.Esp32.Sleep.StartDeepSleep();
                }
            }
            finally
            {
                // A board that cannot sleep begins its round anew, at the price of its battery.
                Reboot();
            }
        }

        /// <summary>The board was asleep and its timer woke it: the calendar has gone on meanwhile.</summary>
        public static bool WokeByTimer
        {
            get { return nanoFramework.Hardware.Esp32.Sleep.GetWakeupCause() == nanoFramework.Hardware.Esp32.Sleep.WakeupCause.Timer; }
        }

        /// <summary>Restarts without a word. Does not return.</summary>
        public static void Reboot()
        {
            while (true)
            {
                Power.RebootDevice();
                Thread.Sleep(1000);
            }
        }
    }
}
