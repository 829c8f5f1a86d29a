#nullable disable
using System;

namespace IotXmpp.Device.Crypto
{
    /// <summary>
    /// SHA-256 (FIPS 180-4), which the board's libraries offer only inside HMACSHA256. One object is used again and again: no
    /// call allocates.
    /// </summary>
    internal sealed class Sha256
    {
        /// <summary>Length of a digest, bytes.</summary>
        public const int DigestLength = 32;

        /// <summary>Length of a block, bytes.</summary>
        public const int BlockLength = 64;

        // FIPS 180-4 4.2.2
        private static readonly uint[] K = new uint[]
        {
            0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
            0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
            0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
            0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
            0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
            0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
            0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
            0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
        };

        private readonly uint[] _state = new uint[8];
        private readonly uint[] _schedule = new uint[64];
        private readonly byte[] _block = new byte[BlockLength];
        private int _inBlock;
        private long _length;

        /// <summary>Creates a hash at its initial state.</summary>
        public Sha256()
        {
            Reset();
        }

        /// <summary>Starts a new message.</summary>
        public void Reset()
        {
            _state[0] = 0x6a09e667;
            _state[1] = 0xbb67ae85;
            _state[2] = 0x3c6ef372;
            _state[3] = 0xa54ff53a;
            _state[4] = 0x510e527f;
            _state[5] = 0x9b05688c;
            _state[6] = 0x1f83d9ab;
            _state[7] = 0x5be0cd19;
            _inBlock = 0;
            _length = 0;
        }

        /// <summary>Adds bytes to the message.</summary>
        public void Update(byte[] data, int offset, int count)
        {
            _length += count;
            while (count > 0)
            {
                int part = BlockLength - _inBlock;
                if (part > count)
                {
                    part = count;
                }

                Array.Copy(data, offset, _block, _inBlock, part);
                _inBlock += part;
                offset += part;
                count -= part;
                if (_inBlock == BlockLength)
                {
                    Compress();
                    _inBlock = 0;
                }
            }
        }

        /// <summary>Writes the digest (32 bytes). The next message needs <see cref="Reset"/> or <see cref="Restore"/>.</summary>
        public void Finish(byte[] into, int offset)
        {
            _block[_inBlock++] = 0x80;
            if (_inBlock > BlockLength - 8)
            {
                Array.Clear(_block, _inBlock, BlockLength - _inBlock);
                Compress();
                _inBlock = 0;
            }

            Array.Clear(_block, _inBlock, BlockLength - 8 - _inBlock);
            long bits = _length << 3;
            for (int i = 0; i < 8; i++)
            {
                _block[BlockLength - 1 - i] = (byte)(bits >> (8 * i));
            }

            Compress();
            for (int i = 0; i < 8; i++)
            {
                uint word = _state[i];
                into[offset++] = (byte)(word >> 24);
                into[offset++] = (byte)(word >> 16);
                into[offset++] = (byte)(word >> 8);
                into[offset++] = (byte)word;
            }
        }

        /// <summary>Keeps the state between two blocks, so that a common first block is hashed once.</summary>
        /// <param name="into">8 words.</param>
        public void Save(uint[] into)
        {
            Array.Copy(_state, 0, into, 0, 8);
        }

        /// <summary>Returns to a kept state, after <paramref name="length"/> bytes (a multiple of 64).</summary>
        public void Restore(uint[] from, long length)
        {
            Array.Copy(from, 0, _state, 0, 8);
            _length = length;
            _inBlock = 0;
        }

        private void Compress()
        {
            uint[] w = _schedule;
            int at = 0;
            for (int t = 0; t < 16; t++)
            {
                w[t] = ((uint)_block[at] << 24) | ((uint)_block[at + 1] << 16) | ((uint)_block[at + 2] << 8) | _block[at + 3];
                at += 4;
            }

            for (int t = 16; t < 64; t++)
            {
                uint x = w[t - 15];
                uint y = w[t - 2];
                w[t] = w[t - 16] + ((x >> 7 | x << 25) ^ (x >> 18 | x << 14) ^ (x >> 3))
                    + w[t - 7] + ((y >> 17 | y << 15) ^ (y >> 19 | y << 13) ^ (y >> 10));
            }

            uint a = _state[0], b = _state[1], c = _state[2], d = _state[3];
            uint e = _state[4], f = _state[5], g = _state[6], h = _state[7];
            for (int t = 0; t < 64; t++)
            {
                uint t1 = h + ((e >> 6 | e << 26) ^ (e >> 11 | e << 21) ^ (e >> 25 | e << 7)) + ((e & f) ^ (~e & g)) + K[t] + w[t];
                uint t2 = ((a >> 2 | a << 30) ^ (a >> 13 | a << 19) ^ (a >> 22 | a << 10)) + ((a & b) ^ (a & c) ^ (b & c));
                h = g;
                g = f;
                f = e;
                e = d + t1;
                d = c;
                c = b;
                b = a;
                a = t1 + t2;
            }

            _state[0] += a;
            _state[1] += b;
            _state[2] += c;
            _state[3] += d;
            _state[4] += e;
            _state[5] += f;
            _state[6] += g;
            _state[7] += h;
        }
    }
}
