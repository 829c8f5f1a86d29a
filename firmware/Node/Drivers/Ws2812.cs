#nullable disable

namespace IotXmpp.Node.Drivers
{
    /// <summary>
    /// A chain of WS2812B lamps on the data line of an SPI bus at 2.4 MHz: three SPI bits are one bit of the lamp, 100 for 0 and 110 for 1 (0.42 us and
    /// 0.83 us high). The remote control peripheral of the ESP32 would do it too, but the released class library has no type for it.
    /// </summary>
    internal sealed class Ws2812
    {
        /// <summary>The SPI clock the patterns are made for, Hz.</summary>
        public const int ClockFrequency = 2400000;

        // Data sheet: low for more than 280 us ends a frame; 90 octets are 300 us.
        private const int ResetOctets = 90;
        private const int OctetsPerLamp = 9;

        private readonly BusDevice _bus;
        private readonly byte[] _frame;
        private readonly int _lamps;

        /// <summary>Creates a chain, dark until <see cref="Show"/>.</summary>
        /// <param name="bus">SPI device with <see cref="ClockFrequency"/>, highest bit first.</param>
        /// <param name="lamps">Length of the chain, 1 to 300.</param>
        public Ws2812(BusDevice bus, int lamps)
        {
            _bus = bus;
            _lamps = lamps;
            _frame = new byte[(lamps * OctetsPerLamp) + ResetOctets];
            for (int i = 0; i < lamps; i++)
            {
                Set(i, 0, 0, 0);
            }
        }

        /// <summary>Sets the colour of a lamp; to be seen after <see cref="Show"/>. A lamp beyond the chain is ignored.</summary>
        public void Set(int lamp, byte red, byte green, byte blue)
        {
            if (lamp < 0 || lamp >= _lamps)
            {
                return;
            }

            int at = lamp * OctetsPerLamp;
            Spread(at, green);
            Spread(at + 3, red);
            Spread(at + 6, blue);
        }

        /// <summary>Gives all lamps one colour and shows it; a lamp that did not hear gets it with the next one.</summary>
        /// <param name="color">0xRRGGBB.</param>
        public void Fill(int color)
        {
            for (int i = 0; i < _lamps; i++)
            {
                Set(i, (byte)(color >> 16), (byte)(color >> 8), (byte)color);
            }

            Show();
        }

        /// <summary>Sends all colours.</summary>
        /// <returns>A <see cref="DriverError"/>.</returns>
        public int Show()
        {
            return _bus.Write(_frame, _frame.Length);
        }

        /// <summary>Eight bits become twenty-four, highest first.</summary>
        private void Spread(int at, byte value)
        {
            int bits = 0;
            for (int i = 7; i >= 0; i--)
            {
                bits = (bits << 3) | ((value & (1 << i)) != 0 ? 0x6 : 0x4);
            }

            _frame[at] = (byte)(bits >> 16);
            _frame[at + 1] = (byte)(bits >> 8);
            _frame[at + 2] = (byte)bits;
        }
    }
}
