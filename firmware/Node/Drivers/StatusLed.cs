#nullable disable

namespace IotXmpp.Node.Drivers
{
    /// <summary>
    /// The status lamp: a number of flashes of 100 ms, 200 ms apart, every two seconds, says what the board is at. A lamp that is on for good or dark for good
    /// is a board that hangs.
    /// </summary>
    internal sealed class StatusLed
    {
        /// <summary>Connected: one short flash.</summary>
        public const int Connected = 1;

        /// <summary>No network: two.</summary>
        public const int NoNetwork = 2;

        /// <summary>Network, but no service: three.</summary>
        public const int NoService = 3;

        /// <summary>The service refuses it: four.</summary>
        public const int Refused = 4;

        /// <summary>Safe mode: five.</summary>
        public const int SafeMode = 5;

        /// <summary>No settings, or settings of no use: six.</summary>
        public const int NoSettings = 6;

        private const int Period = 2000;
        private const int FlashTime = 100;
        private const int FlashPitch = 300;

        private readonly DigitalPin _pin;
        private readonly bool _activeLow;

        /// <summary>Creates a lamp, dark.</summary>
        public StatusLed(DigitalPin pin, bool activeLow)
        {
            _pin = pin;
            _activeLow = activeLow;
            _pin.Write(activeLow);
        }

        /// <summary>How many flashes, 1 to 6.</summary>
        public int Flashes { get; set; }

        /// <summary>Switches the lamp as the pattern wants; to be called every 50 ms or so.</summary>
        /// <param name="now">Milliseconds since start.</param>
        public void Show(long now)
        {
            int phase = (int)(now % Period);
            bool on = phase < Flashes * FlashPitch && phase % FlashPitch < FlashTime;
            _pin.Write(on != _activeLow);
        }
    }
}
