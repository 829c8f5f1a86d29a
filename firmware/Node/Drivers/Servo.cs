#nullable disable

namespace IotXmpp.Node.Drivers
{
    /// <summary>A hobby servo: a pulse every 20 ms whose width is the angle. No pulse until an angle is set, so that nothing moves at start.</summary>
    internal sealed class Servo
    {
        private const int Frequency = 50;
        private const int PeriodMicroseconds = 20000;

        private readonly PwmOutput _output;
        private readonly int _minPulse;
        private readonly int _maxPulse;
        private readonly int _maxAngle;

        /// <summary>Creates a servo at rest.</summary>
        /// <param name="output">Its pin.</param>
        /// <param name="minPulse">Microseconds at 0°, typically 1000 or 500.</param>
        /// <param name="maxPulse">Microseconds at the largest angle, typically 2000 or 2500.</param>
        /// <param name="maxAngle">Largest angle in degrees, typically 180.</param>
        public Servo(PwmOutput output, int minPulse, int maxPulse, int maxAngle)
        {
            _output = output;
            _minPulse = minPulse;
            _maxPulse = maxPulse;
            _maxAngle = maxAngle;
            Release();
        }

        /// <summary>Angle in degrees, or -1 while it is released.</summary>
        public int Angle { get; private set; }

        /// <summary>Turns to an angle.</summary>
        /// <param name="degrees">0 to the largest angle; beyond is taken as the nearer end.</param>
        public void Set(int degrees)
        {
            Angle = degrees < 0 ? 0 : degrees > _maxAngle ? _maxAngle : degrees;
            int pulse = _minPulse + (((_maxPulse - _minPulse) * Angle) / _maxAngle);
            _output.Set(Frequency, pulse * (1000000 / PeriodMicroseconds));
        }

        /// <summary>Stops the pulses: the servo holds no more, and hums no more.</summary>
        public void Release()
        {
            Angle = -1;
            _output.Set(Frequency, 0);
        }
    }
}
