#nullable disable
using System;
using IotXmpp.Device.Crypto;

namespace IotXmpp.Node.Esp32
{
    /// <summary>The hardware generator of the ESP32, which is behind System.Random there. Its numbers are truly random while the radio is on, and only then are nonces made.</summary>
    internal sealed class HardwareRandom : RandomSource
    {
        private readonly Random _random = new Random();
        private readonly byte[] _bytes = new byte[16];

        /// <inheritdoc/>
        public override void Fill(byte[] into, int offset, int count)
        {
            while (count > 0)
            {
                int part = count < _bytes.Length ? count : _bytes.Length;
                _random.NextBytes(_bytes);
                Array.Copy(_bytes, 0, into, offset, part);
                offset += part;
                count -= part;
            }
        }
    }
}
