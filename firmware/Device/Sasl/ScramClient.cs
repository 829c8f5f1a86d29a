#nullable disable
using System;
using System.Text;
using IotXmpp.Device.Crypto;
using IotXmpp.Device.Wire;

namespace IotXmpp.Device.Sasl
{
    /// <summary>
    /// One exchange of SCRAM-SHA-256 or SCRAM-SHA-256-PLUS (RFC 5802, RFC 7677), bound to the server's certificate where TLS tells it
    /// (tls-server-end-point, RFC 5929 4.1). The messages are the plain texts; Base64 is the stream's affair.
    /// </summary>
    internal sealed class ScramClient
    {
        /// <summary>Fewest iterations accepted (RFC 7677 4).</summary>
        public const int MinIterations = 4096;

        /// <summary>Most iterations accepted: what a server may cost a board.</summary>
        public const int MaxIterations = 100000;

        /// <summary>Random bytes in a nonce.</summary>
        public const int NonceBytes = 18;

        private const int MaxMessageLength = 512;

        private readonly ScramCredential _credential;
        private readonly string _gs2Header;
        private readonly byte[] _binding;
        private string _nonce;
        private string _clientFirstBare;
        private string _serverFirst;
        private string _combinedNonce;
        private string _clientFinalBare;
        private byte[] _serverSignature;

        /// <summary>
        /// Creates an exchange. The flag in front (RFC 5802 6): <c>p=</c> when it is bound; <c>y</c> when we could have bound it and the server did not
        /// offer it, so that a server that did offer it knows that somebody took the offer away; <c>n</c> when we cannot.
        /// </summary>
        /// <param name="credential">Who we are.</param>
        /// <param name="serverEndPoint">Hash of the certificate that the server has shown on this connection, or null.</param>
        /// <param name="plus">The mechanism is the one with channel binding.</param>
        public ScramClient(ScramCredential credential, byte[] serverEndPoint, bool plus)
        {
            _credential = credential;
            _gs2Header = plus ? "p=tls-server-end-point,," : serverEndPoint != null ? "y,," : "n,,";
            _binding = plus ? serverEndPoint : null;
        }

        /// <summary>The last challenge named a salt or an iteration count that the stored keys do not belong to.</summary>
        public bool CredentialsOutdated { get; private set; }

        /// <summary>client-first-message, with a nonce from the board's generator.</summary>
        public string First(RandomSource random)
        {
            byte[] nonce = new byte[NonceBytes];
            random.Fill(nonce, 0, nonce.Length);
            return First(Convert.ToBase64String(nonce));
        }

        /// <summary>client-first-message with a nonce given: printable ASCII without comma.</summary>
        public string First(string nonce)
        {
            _nonce = nonce;
            _clientFirstBare = "n=" + EscapeName(_credential.UserName) + ",r=" + nonce;
            return _gs2Header + _clientFirstBare;
        }

        /// <summary>
        /// Takes the server-first-message. False: it is not one, does not continue our nonce, asks too few or too many iterations, or
        /// names a salt the stored keys do not belong to. After true, derive if necessary and call <see cref="Final"/>.
        /// </summary>
        public bool Challenge(string message)
        {
            if (message.Length > MaxMessageLength || _clientFirstBare == null || _serverFirst != null)
            {
                return false;
            }

            string[] parts = message.Split(',');
            // A first part "m=" would be a mandatory extension, which must fail (RFC 5802 5.1).
            if (parts.Length < 3 || !Ordinal.StartsWith(parts[0], "r=") || !Ordinal.StartsWith(parts[1], "s=") || !Ordinal.StartsWith(parts[2], "i="))
            {
                return false;
            }

            _combinedNonce = parts[0].Substring(2);
            if (_combinedNonce.Length <= _nonce.Length || !Ordinal.StartsWith(_combinedNonce, _nonce))
            {
                return false;
            }

            int iterations;
            if (!int.TryParse(parts[2].Substring(2), out iterations) || iterations < MinIterations || iterations > MaxIterations)
            {
                return false;
            }

            byte[] salt = Decode(parts[1].Substring(2));
            if (salt == null || salt.Length == 0)
            {
                return false;
            }

            if (!_credential.TryUse(salt, iterations))
            {
                CredentialsOutdated = true;
                return false;
            }

            _serverFirst = message;
            return true;
        }

        /// <summary>client-final-message; the keys must have been derived.</summary>
        public string Final()
        {
            _clientFinalBare = "c=" + Convert.ToBase64String(BindingInput()) + ",r=" + _combinedNonce;
            byte[] authMessage = Encoding.UTF8.GetBytes(_clientFirstBare + "," + _serverFirst + "," + _clientFinalBare);

            byte[] storedKey = new byte[Sha256.DigestLength];
            Sha256 hash = new Sha256();
            hash.Update(_credential.ClientKey, 0, _credential.ClientKey.Length);
            hash.Finish(storedKey, 0);

            HmacSha256 hmac = new HmacSha256();
            byte[] proof = new byte[Sha256.DigestLength];
            hmac.SetKey(storedKey);
            hmac.Begin();
            hmac.Update(authMessage, 0, authMessage.Length);
            hmac.Finish(proof, 0);
            for (int i = 0; i < proof.Length; i++)
            {
                proof[i] ^= _credential.ClientKey[i];
            }

            _serverSignature = new byte[Sha256.DigestLength];
            hmac.SetKey(_credential.ServerKey);
            hmac.Begin();
            hmac.Update(authMessage, 0, authMessage.Length);
            hmac.Finish(_serverSignature, 0);
            return _clientFinalBare + ",p=" + Convert.ToBase64String(proof);
        }

        /// <summary>Checks the server-final-message: true only if the server has proved that it knows the keys.</summary>
        public bool Verify(string message)
        {
            if (_serverSignature == null || message.Length > MaxMessageLength || !Ordinal.StartsWith(message, "v="))
            {
                return false;
            }

            int comma = message.IndexOf(',');
            byte[] signature = Decode(comma < 0 ? message.Substring(2) : message.Substring(2, comma - 2));
            if (signature == null || signature.Length != _serverSignature.Length)
            {
                return false;
            }

            int difference = 0;
            for (int i = 0; i < signature.Length; i++)
            {
                difference |= signature[i] ^ _serverSignature[i];
            }

            return difference == 0;
        }

        /// <summary>Base64 to bytes, or null: what the board's Convert does with bad text differs from .NET's.</summary>
        public static byte[] Decode(string text)
        {
            if ((text.Length & 3) != 0)
            {
                return null;
            }

            int padding = 0;
            for (int i = 0; i < text.Length; i++)
            {
                char c = text[i];
                if (c == '=')
                {
                    padding++;
                    if (i < text.Length - 2)
                    {
                        return null;
                    }
                }
                else if (padding > 0 || !((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/'))
                {
                    return null;
                }
            }

            return text.Length == 0 ? new byte[0] : Convert.FromBase64String(text);
        }

        // cbind-input (RFC 5802 7): the header, and what it is bound to.
        private byte[] BindingInput()
        {
            byte[] header = Encoding.UTF8.GetBytes(_gs2Header);
            if (_binding == null)
            {
                return header;
            }

            byte[] input = new byte[header.Length + _binding.Length];
            Array.Copy(header, 0, input, 0, header.Length);
            Array.Copy(_binding, 0, input, header.Length, _binding.Length);
            return input;
        }

        // RFC 5802 5.1: "," is "=2C", "=" is "=3D". Board names have neither as a rule; string.Replace does not exist on a board.
        private static string EscapeName(string name)
        {
            StringBuilder escaped = new StringBuilder(name.Length);
            for (int i = 0; i < name.Length; i++)
            {
                char c = name[i];
                if (c == ',')
                {
                    escaped.Append("=2C");
                }
                else if (c == '=')
                {
                    escaped.Append("=3D");
                }
                else
                {
                    escaped.Append(c);
                }
            }

            return escaped.ToString();
        }
    }
}
