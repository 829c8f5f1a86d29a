#nullable disable

namespace IotXmpp.Device.Crypto
{
    /// <summary>Where nonces and jitter come from: the board's hardware generator, the simulator's system or seeded one.</summary>
    internal abstract class RandomSource
    {
        private readonly byte[] _word = new byte[4];

        /// <summary>Fills part of a buffer with random bytes.</summary>
        public abstract void Fill(byte[] into, int offset, int count);

        /// <summary>A number from 0 to <paramref name="limit"/> - 1. The bias of the remainder does not matter for jitter.</summary>
        public int Next(int limit)
        {
            Fill(_word, 0, 4);
            uint value = (uint)(_word[0] | (_word[1] << 8) | (_word[2] << 16) | (_word[3] << 24));
            return (int)(value % (uint)limit);
        }
    }
}
