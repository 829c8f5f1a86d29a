#nullable disable
using System;
using System.Text;
using IotXmpp.Device.Sasl;
using IotXmpp.Device.Wire;
using IotXmpp.Xmpp.Portable;

namespace IotXmpp.Device.Session
{
    /// <summary>Who we are, and that the server knows it (RFC 6120 6, RFC 5802), bound to its certificate where that is known (RFC 5929 4).</summary>
    internal sealed partial class DeviceSession
    {
        private const string Mechanism = "SCRAM-SHA-256";
        private const string PlusMechanism = "SCRAM-SHA-256-PLUS";

        // Iterations of PBKDF2 in one Tick: a few milliseconds in .NET, about a second on a board, between which it does other things.
        private const int IterationsPerTick = 128;

        private bool _plus;
        private bool _derived;
        private ScramClient _scram;

        /// <summary>The last authentication was bound to the server's certificate.</summary>
        public bool ChannelBound
        {
            get { return _authenticated && _plus; }
        }

        private void BeginSasl()
        {
            int tls = _tape.Child(0, Ns.Tls, "starttls");
            if (tls >= 0 && _tape.Child(tls, Ns.Tls, "required") >= 0 && !TlsActive)
            {
                Fail(DeviceError.TlsRequired);
                return;
            }

            int mechanisms = _tape.Child(0, Ns.Sasl, "mechanisms");
            bool offered = false;
            bool plusOffered = false;
            for (int child = mechanisms < 0 ? StanzaTape.None : _tape.FirstChild(mechanisms); child >= 0; child = _tape.NextSibling(child))
            {
                string mechanism = _tape.Text(child);
                offered |= mechanism == Mechanism;
                plusOffered |= mechanism == PlusMechanism;
            }

            // Who can bind must not be talked out of it (XEP-0440 3, rules 5 and 6).
            int bindings = _tape.Child(0, Ns.ChannelBindings, "sasl-channel-binding");
            if (ServerEndPoint != null && bindings >= 0 && !(plusOffered && OffersServerEndPoint(bindings)))
            {
                Fail(DeviceError.ChannelBindingTampered);
                return;
            }

            bool plus = ServerEndPoint != null && plusOffered;
            if (!plus && !offered)
            {
                Fail(DeviceError.NoMechanism);
            }
            else if (!_hasty)
            {
                _plus = plus;
                WriteAuth();
                Await(Phase.Challenge);
            }
            else if (plus == _plus)
            {
                Await(Phase.Challenge);
            }
            else
            {
                Fail(DeviceError.ProtocolViolation);
            }
        }

        private bool OffersServerEndPoint(int bindings)
        {
            for (int child = _tape.FirstChild(bindings); child >= 0; child = _tape.NextSibling(child))
            {
                if (_tape.AttributeIs(child, "type", "tls-server-end-point"))
                {
                    return true;
                }
            }

            return false;
        }

        private void WriteAuth()
        {
            _scram = new ScramClient(_options.Credential, ServerEndPoint, _plus);
            _writer.StartElement(Ns.Sasl, "auth");
            _writer.Attribute("mechanism", _plus ? PlusMechanism : Mechanism);
            _writer.Text(ToBase64(_scram.First(_random)));
            _writer.EndElement();
        }

        private void HandleSasl()
        {
            if (_tape.Is(0, Ns.Sasl, "failure"))
            {
                // temporary-auth-failure is the server's trouble, not ours (RFC 6120 6.5.10).
                bool temporary = _tape.Child(0, Ns.Sasl, "temporary-auth-failure") >= 0;
                if (!temporary && _options.Credential.ForgetKeys())
                {
                    _memory.ForgetKeys();
                }

                Fail(temporary ? DeviceError.StreamEnded : DeviceError.AuthenticationFailed);
                return;
            }

            string text = FromBase64(_tape.Text(0));
            if (_phase == Phase.Challenge)
            {
                if (!Expect(Ns.Sasl, "challenge"))
                {
                    return;
                }

                if (text == null || !_scram.Challenge(text))
                {
                    Fail(_scram.CredentialsOutdated ? DeviceError.CredentialsOutdated : DeviceError.ServerNotTrusted);
                    return;
                }

                _phase = Phase.Deriving;
                _derived = !_options.Credential.HasKeys;
                if (_options.Credential.HasKeys)
                {
                    ContinueDerivation();
                }
            }
            else if (Expect(Ns.Sasl, "success"))
            {
                if (text == null || !_scram.Verify(text))
                {
                    Fail(DeviceError.ServerNotTrusted);
                    return;
                }

                _scram = null;
                _authenticated = true;
                if (_derived || !_memory.KeysStored)
                {
                    _memory.SaveKeys(_options.Credential);
                }

                _options.Credential.ForgetPassword();
                if (_hasty)
                {
                    _reader.Restart();
                    Await(Phase.StreamOpening);
                }
                else
                {
                    OpenStream();
                }
            }
        }

        private void ContinueDerivation()
        {
            if (_options.Credential.Derive(IterationsPerTick))
            {
                _writer.StartElement(Ns.Sasl, "response");
                _writer.Text(ToBase64(_scram.Final()));
                _writer.EndElement();
                if (_hasty)
                {
                    HurryOn();
                }

                Await(Phase.Success);
            }
        }

        // The new stream and the session on it, before the success that allows them: what the server takes them for it says later. Readings wait until
        // the server has proved who it is.
        private void HurryOn()
        {
            _writer.OpenStream(_options.ThingsDomain);
            _hastyResume = _management.Enabled && _management.ResumeId != null;
            if (_hastyResume)
            {
                WriteResume();
            }
            else
            {
                WriteBind();
                WriteEnable();
            }
        }

        private static string ToBase64(string text)
        {
            return Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
        }

        private static string FromBase64(string text)
        {
            byte[] data = ScramClient.Decode(text);
            return data == null ? null : Encoding.UTF8.GetString(data, 0, data.Length);
        }
    }
}
