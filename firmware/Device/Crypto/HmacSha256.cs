#nullable disable
using System;

namespace IotXmpp.Device.Crypto
{
    /// <summary>
    /// HMAC-SHA-256 (RFC 2104). The states after the padded key are kept, so a message costs two blocks less than a fresh
    /// HMACSHA256 object would, and allocates nothing: PBKDF2 is thousands of these.
    /// </summary>
    internal sealed class HmacSha256
    {
        private readonly Sha256 _hash = new Sha256();
        private readonly uint[] _inner = new uint[8];
        private readonly uint[] _outer = new uint[8];
        private readonly byte[] _digest = new byte[Sha256.DigestLength];

        /// <summary>Sets the key; any length.</summary>
        public void SetKey(byte[] key)
        {
            byte[] block = new byte[Sha256.BlockLength];
            if (key.Length > Sha256.BlockLength)
            {
                _hash.Reset();
                _hash.Update(key, 0, key.Length);
                _hash.Finish(block, 0);
            }
            else
            {
                Array.Copy(key, 0, block, 0, key.Length);
            }

            KeepState(block, 0x36, _inner);
            KeepState(block, 0x36 ^ 0x5c, _outer);
            Array.Clear(block, 0, block.Length);
        }

        /// <summary>Starts a message.</summary>
        public void Begin()
        {
            _hash.Restore(_inner, Sha256.BlockLength);
        }

        /// <summary>Adds bytes to the message.</summary>
        public void Update(byte[] data, int offset, int count)
        {
            _hash.Update(data, offset, count);
        }

        /// <summary>Writes the 32 bytes of the code.</summary>
        public void Finish(byte[] into, int offset)
        {
            _hash.Finish(_digest, 0);
            _hash.Restore(_outer, Sha256.BlockLength);
            _hash.Update(_digest, 0, _digest.Length);
            _hash.Finish(into, offset);
        }

        /// <summary>Forgets the key.</summary>
        public void Clear()
        {
            Array.Clear(_inner, 0, _inner.Length);
            Array.Clear(_outer, 0, _outer.Length);
            Array.Clear(_digest, 0, _digest.Length);
            _hash.Reset();
        }

        private void KeepState(byte[] block, int pad, uint[] into)
        {
            for (int i = 0; i < block.Length; i++)
            {
                block[i] ^= (byte)pad;
            }

            _hash.Reset();
            _hash.Update(block, 0, block.Length);
            _hash.Save(into);
        }
    }
}
