#nullable disable

namespace IotXmpp.Node.Drivers
{
    /// <summary>A push button, debounced by time: a level counts once it has stayed for 30 ms. Tells short from long presses.</summary>
    internal sealed class PushButton
    {
        private const int DebounceTime = 30;
        private const int LongPressTime = 3000;

        private readonly DigitalPin _pin;
        private readonly bool _activeLow;
        private bool _level;
        private long _levelSince;
        private long _pressedSince;
        private bool _longCounted;

        /// <summary>Creates a button.</summary>
        /// <param name="pin">Input.</param>
        /// <param name="activeLow">True if pressing connects the pin to ground, as with the BOOT button.</param>
        public PushButton(DigitalPin pin, bool activeLow)
        {
            _pin = pin;
            _activeLow = activeLow;
        }

        /// <summary>Pressed now, bounces aside.</summary>
        public bool IsPressed { get; private set; }

        /// <summary>Presses since start, long ones included.</summary>
        public long Presses { get; private set; }

        /// <summary>Presses of three seconds or more, counted while the button is still held.</summary>
        public long LongPresses { get; private set; }

        /// <summary>Looks at the pin; to be called every 5 to 20 ms.</summary>
        /// <param name="now">Milliseconds since start.</param>
        public void Sample(long now)
        {
            bool level = _pin.Read() != _activeLow;
            if (level != _level)
            {
                _level = level;
                _levelSince = now;
            }

            if (_level != IsPressed && now - _levelSince >= DebounceTime)
            {
                IsPressed = _level;
                if (IsPressed)
                {
                    Presses++;
                    _pressedSince = _levelSince;
                    _longCounted = false;
                }
            }

            if (IsPressed && !_longCounted && now - _pressedSince >= LongPressTime)
            {
                LongPresses++;
                _longCounted = true;
            }
        }
    }
}
