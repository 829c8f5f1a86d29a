#nullable disable
using System;
using System.Text;
using IotXmpp.Device.Crypto;

namespace IotXmpp.Device.Sasl
{
    /// <summary>
    /// What a board knows of its account: either keys derived beforehand, or a password that is forgotten as soon as the server's
    /// salt is known and the keys are derived (RFC 5802 3). With both, the keys serve as long as the server's salt is theirs.
    /// </summary>
    internal sealed class ScramCredential
    {
        private static readonly byte[] ClientKeyText = Encoding.UTF8.GetBytes("Client Key");
        private static readonly byte[] ServerKeyText = Encoding.UTF8.GetBytes("Server Key");

        private byte[] _password;
        private byte[] _salt;
        private int _iterations;
        private byte[] _clientKey;
        private byte[] _serverKey;
        private Pbkdf2Sha256 _derivation;

        /// <summary>SASL user name: the local part of the board's JID.</summary>
        public string UserName { get; private set; }

        /// <summary>Keys are there for some salt.</summary>
        public bool HasKeys
        {
            get { return _clientKey != null; }
        }

        /// <summary>ClientKey, 32 bytes; for storing after a first derivation. Null before.</summary>
        public byte[] ClientKey
        {
            get { return _clientKey; }
        }

        /// <summary>ServerKey, 32 bytes. Null before a derivation.</summary>
        public byte[] ServerKey
        {
            get { return _serverKey; }
        }

        /// <summary>Salt that the keys belong to.</summary>
        public byte[] Salt
        {
            get { return _salt; }
        }

        /// <summary>Iteration count that the keys belong to.</summary>
        public int Iterations
        {
            get { return _iterations; }
        }

        /// <summary>A credential of keys.</summary>
        public static ScramCredential FromKeys(string userName, byte[] clientKey, byte[] serverKey, byte[] salt, int iterations)
        {
            ScramCredential credential = new ScramCredential();
            credential.UserName = userName;
            credential._clientKey = clientKey;
            credential._serverKey = serverKey;
            credential._salt = salt;
            credential._iterations = iterations;
            return credential;
        }

        /// <summary>A credential of a password, which is overwritten with zeros once keys are derived.</summary>
        /// <param name="userName">SASL user name.</param>
        /// <param name="password">UTF-8 of the normalised password; the credential owns the array.</param>
        public static ScramCredential FromPassword(string userName, byte[] password)
        {
            ScramCredential credential = new ScramCredential();
            credential.UserName = userName;
            credential._password = password;
            return credential;
        }

        /// <summary>Gives a credential that has none the keys an earlier run of the board derived.</summary>
        public void UseStored(byte[] clientKey, byte[] serverKey, byte[] salt, int iterations)
        {
            if (!HasKeys)
            {
                _clientKey = clientKey;
                _serverKey = serverKey;
                _salt = salt;
                _iterations = iterations;
            }
        }

        /// <summary>
        /// The server has refused the keys: with a password they are derived anew next time. False without one: keys that may be right after all are better
        /// than none.
        /// </summary>
        public bool ForgetKeys()
        {
            if (_password == null)
            {
                return false;
            }

            _clientKey = null;
            _serverKey = null;
            return true;
        }

        /// <summary>The keys have served: the password goes, as zeros.</summary>
        public void ForgetPassword()
        {
            if (_password != null && HasKeys)
            {
                Array.Clear(_password, 0, _password.Length);
                _password = null;
            }
        }

        /// <summary>Prepares for a server's salt: true if keys for it are there or can be derived.</summary>
        public bool TryUse(byte[] salt, int iterations)
        {
            if (HasKeys && _iterations == iterations && Same(_salt, salt))
            {
                return true;
            }

            if (_password == null)
            {
                return false;
            }

            _clientKey = null;
            _serverKey = null;
            _salt = salt;
            _iterations = iterations;
            _derivation = new Pbkdf2Sha256();
            _derivation.Begin(_password, salt, iterations);
            return true;
        }

        /// <summary>Derives for at most <paramref name="iterations"/> iterations; true when the keys are there.</summary>
        public bool Derive(int iterations)
        {
            if (HasKeys)
            {
                return true;
            }

            if (!_derivation.Step(iterations))
            {
                return false;
            }

            byte[] salted = _derivation.Take();
            HmacSha256 hmac = new HmacSha256();
            hmac.SetKey(salted);
            _clientKey = Code(hmac, ClientKeyText);
            _serverKey = Code(hmac, ServerKeyText);
            hmac.Clear();
            Array.Clear(salted, 0, salted.Length);
            Array.Clear(_password, 0, _password.Length);
            _password = null;
            _derivation = null;
            return true;
        }

        private static byte[] Code(HmacSha256 hmac, byte[] text)
        {
            byte[] code = new byte[Sha256.DigestLength];
            hmac.Begin();
            hmac.Update(text, 0, text.Length);
            hmac.Finish(code, 0);
            return code;
        }

        private static bool Same(byte[] a, byte[] b)
        {
            if (a.Length != b.Length)
            {
                return false;
            }

            for (int i = 0; i < a.Length; i++)
            {
                if (a[i] != b[i])
                {
                    return false;
                }
            }

            return true;
        }
    }
}
