#nullable disable
using System;

namespace IotXmpp.Device.Crypto
{
    /// <summary>
    /// PBKDF2 with HMAC-SHA-256 and one block of output (RFC 8018 5.2), which is Hi() of SCRAM (RFC 5802 2.2). Done in steps:
    /// 4096 iterations are about 8,000 compressions, which would block a board for many seconds.
    /// </summary>
    internal sealed class Pbkdf2Sha256
    {
        private readonly HmacSha256 _hmac = new HmacSha256();
        private readonly byte[] _u = new byte[Sha256.DigestLength];
        private readonly byte[] _result = new byte[Sha256.DigestLength];
        private int _remaining;

        /// <summary>Starts a derivation.</summary>
        /// <param name="password">UTF-8 of the normalised password.</param>
        /// <param name="salt">The salt.</param>
        /// <param name="iterations">1 or more.</param>
        public void Begin(byte[] password, byte[] salt, int iterations)
        {
            _hmac.SetKey(password);
            _hmac.Begin();
            _hmac.Update(salt, 0, salt.Length);
            _u[0] = 0;
            _u[1] = 0;
            _u[2] = 0;
            _u[3] = 1; // INT(1): the first and only block
            _hmac.Update(_u, 0, 4);
            _hmac.Finish(_u, 0);
            Array.Copy(_u, 0, _result, 0, _u.Length);
            _remaining = iterations - 1;
        }

        /// <summary>Does at most <paramref name="iterations"/> more; true when the result is there.</summary>
        public bool Step(int iterations)
        {
            while (_remaining > 0 && iterations-- > 0)
            {
                _hmac.Begin();
                _hmac.Update(_u, 0, _u.Length);
                _hmac.Finish(_u, 0);
                for (int i = 0; i < _u.Length; i++)
                {
                    _result[i] ^= _u[i];
                }

                _remaining--;
            }

            return _remaining == 0;
        }

        /// <summary>Hands out the result (32 bytes) and forgets everything.</summary>
        public byte[] Take()
        {
            byte[] result = new byte[_result.Length];
            Array.Copy(_result, 0, result, 0, result.Length);
            Array.Clear(_result, 0, _result.Length);
            Array.Clear(_u, 0, _u.Length);
            _hmac.Clear();
            return result;
        }
    }
}
