#nullable disable

namespace IotXmpp.Node.Drivers
{
    /// <summary>
    /// A lamp dimmed by PWM. Percent are lightness as eyes see it (CIE 1976 L*), not duty cycle: 50 % is 18 % of the light, and the lower steps are
    /// told apart.
    /// </summary>
    internal sealed class Dimmer
    {
        // Above what eyes and most cameras see, below what an opto-isolated MOSFET needs to follow.
        private const int Frequency = 1000;

        private readonly PwmOutput _output;

        /// <summary>Creates a dimmer and switches it off.</summary>
        public Dimmer(PwmOutput output)
        {
            _output = output;
            Set(0);
        }

        /// <summary>What was set last, 0 to 100.</summary>
        public int Percent { get; private set; }

        /// <summary>Sets the lightness.</summary>
        /// <param name="percent">0 to 100; beyond is taken as the nearer end.</param>
        public void Set(int percent)
        {
            Percent = percent < 0 ? 0 : percent > 100 ? 100 : percent;
            _output.Set(Frequency, Duty(Percent));
        }

        /// <summary>Millionths of light for a lightness: L/903.3 up to 8, then ((L+16)/116)^3.</summary>
        private static int Duty(int lightness)
        {
            if (lightness <= 8)
            {
                return (int)((lightness * 10000000L) / 9033);
            }

            long cube = lightness + 16;
            cube = cube * cube * cube;
            return (int)((cube * 1000000) / (116L * 116 * 116));
        }
    }
}
