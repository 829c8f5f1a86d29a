#nullable disable
using IotXmpp.Device.Wire;
using IotXmpp.Xmpp.Portable;

namespace IotXmpp.Device.Session
{
    /// <summary>From an open transport to initial presence (RFC 6120 4 to 7, XEP-0322, XEP-0198).</summary>
    internal sealed partial class DeviceSession
    {
        private const string BindId = "bind";

        private int _phase;
        private bool _authenticated;
        private bool _exi;
        private bool _managementOffered;

        // What was asked for without waiting for the features that offer it, since they were there the last time.
        private bool _hasty;
        private bool _hastyResume;

        /// <summary>The full JID that the server bound, or null.</summary>
        public string Jid { get; private set; }

        private void BeginNegotiation()
        {
            _authenticated = false;
            _exi = false;
            _scram = null;
            if (WayIn == Session.WayIn.BinaryBinding)
            {
                UseExi(true);
            }
            else
            {
                _reader = _xmlReader;
                _writer = _xmlWriter;
            }

            _hasty = WayIn == Session.WayIn.BinaryBinding && _memory.HandshakeKnown && _options.Credential.HasKeys && (!_memory.Plus || ServerEndPoint != null);
            OpenStream();
            if (_hasty)
            {
                // Nothing secret is in it: a name and a nonce. The features are compared with it when they come.
                _plus = _memory.Plus;
                WriteAuth();
            }
        }

        // The server may have negotiated otherwise than the last time: next time it is asked step by step.
        private void ForgetHaste()
        {
            if (_hasty && State == DeviceState.Negotiating)
            {
                _memory.ForgetHandshake();
            }
        }

        /// <summary>From the next connection on it is XML. The memory of the EXI codec is given back.</summary>
        private void FallBack()
        {
            TakeWay(Session.WayIn.PlainXml);
            if (_xmlReader == null)
            {
                MakeRoomForXml();
            }

            _exiReader = null;
            _exiWriter = null;
        }

        private void UseExi(bool withHeader)
        {
            _exi = true;
            _exiReader.WithHeader = withHeader;
            _exiWriter.WithHeader = withHeader;
            _reader = _exiReader;
            _writer = _exiWriter;
        }

        private void OpenStream()
        {
            _reader.Reset();
            _writer.OpenStream(_options.ThingsDomain);
            Await(Phase.StreamOpening);
        }

        private void Await(int phase)
        {
            _phase = phase;
            _deadline = _now + StepTimeout;
        }

        private void Handle(int result)
        {
            if (result == StanzaReader.StreamClosed)
            {
                Fail(_phase == Phase.StreamOpening && WayIn == Session.WayIn.BinaryBinding && !_authenticated ? DeviceError.ConfigurationRefused : DeviceError.StreamEnded);
            }
            else if (result == StanzaReader.StreamOpened)
            {
                if (_phase == Phase.StreamOpening)
                {
                    Await(Phase.Features);
                }
                else
                {
                    Fail(DeviceError.ProtocolViolation);
                }
            }
            else if (_tape.Is(0, Ns.Streams, "error"))
            {
                Fail(_tape.Child(0, Ns.StreamErrors, "conflict") >= 0 ? DeviceError.Replaced : DeviceError.StreamEnded);
            }
            else if (State == DeviceState.Ready)
            {
                HandleStanza();
            }
            else
            {
                Negotiate();
            }
        }

        private void Negotiate()
        {
            switch (_phase)
            {
                case Phase.Features:
                    if (Expect(Ns.Streams, "features"))
                    {
                        HandleFeatures();
                    }

                    break;
                case Phase.Challenge:
                case Phase.Success:
                    HandleSasl();
                    break;
                case Phase.SetupResponse:
                    if (Expect(Ns.Exi, "setupResponse"))
                    {
                        HandleSetupResponse();
                    }

                    break;
                case Phase.Compressed:
                    HandleCompressed();
                    break;
                case Phase.Resumed:
                    HandleResumed();
                    break;
                case Phase.Bound:
                    HandleBound();
                    break;
                case Phase.Enabled:
                    HandleEnabled();
                    break;
                default:
                    Fail(DeviceError.ProtocolViolation);
                    break;
            }
        }

        private bool Expect(string ns, string name)
        {
            if (_tape.Is(0, ns, name))
            {
                return true;
            }

            Fail(DeviceError.ProtocolViolation);
            return false;
        }

        private void HandleFeatures()
        {
            if (!_authenticated)
            {
                BeginSasl();
            }
            else
            {
                _managementOffered = _tape.Child(0, Ns.StreamManagement, "sm") >= 0;
                if (WayIn == Session.WayIn.StreamCompression && !_exi)
                {
                    BeginCompression();
                }
                else if (!_hasty)
                {
                    BeginSession();
                }
                else if (_managementOffered)
                {
                    Await(_hastyResume ? Phase.Resumed : Phase.Bound);
                }
                else
                {
                    Fail(DeviceError.ProtocolViolation);
                }
            }
        }

        private void BeginSession()
        {
            if (_managementOffered && _management.Enabled && _management.ResumeId != null)
            {
                WriteResume();
                Await(Phase.Resumed);
            }
            else
            {
                Bind();
            }
        }

        private void BeginCompression()
        {
            int compression = _tape.Child(0, Ns.CompressionFeature, "compression");
            bool offered = false;
            for (int child = compression < 0 ? StanzaTape.None : _tape.FirstChild(compression); child >= 0; child = _tape.NextSibling(child))
            {
                offered |= _tape.Text(child) == "exi";
            }

            if (!offered)
            {
                GoOnWithoutExi();
                return;
            }

            _writer.StartElement(Ns.Exi, "setup");
            _writer.Attribute("configurationId", _options.Configuration.Id);
            _writer.EndElement();
            Await(Phase.SetupResponse);
        }

        private void HandleSetupResponse()
        {
            string configuration = _tape.AttributeText(0, "configurationId");
            if (!_tape.AttributeTrue(0, "agreement") || (configuration != null && configuration != _options.Configuration.Id))
            {
                GoOnWithoutExi();
                return;
            }

            _writer.StartElement(Ns.Compression, "compress");
            _writer.StartElement(Ns.Compression, "method");
            _writer.Text("exi");
            _writer.EndElement();
            _writer.EndElement();
            Await(Phase.Compressed);
        }

        private void HandleCompressed()
        {
            if (!_tape.Is(0, Ns.Compression, "compressed"))
            {
                GoOnWithoutExi();
                return;
            }

            UseExi(false);
            OpenStream();
        }

        // Refused compression leaves the stream as it is (XEP-0138 3): it can go on in XML.
        private void GoOnWithoutExi()
        {
            if (!_options.FallBackToXml)
            {
                Fail(DeviceError.ConfigurationRefused);
                return;
            }

            LastError = DeviceError.ConfigurationRefused;
            FallBack();
            BeginSession();
        }

        private void WriteResume()
        {
            _writer.StartElement(Ns.StreamManagement, "resume");
            _writer.AttributeInteger("h", _management.Received);
            _writer.Attribute("previd", _management.ResumeId);
            _writer.EndElement();
        }

        private void Bind()
        {
            _hasty = false;
            WriteBind();
            Await(Phase.Bound);
        }

        private void WriteBind()
        {
            _management.Disable();
            _readouts.Clear();
            _writer.StartElement(Ns.Client, "iq");
            _writer.Attribute("id", BindId);
            _writer.Attribute("type", "set");
            _writer.StartElement(Ns.Bind, "bind");
            _writer.StartElement(Ns.Bind, "resource");
            _writer.Text(_options.Resource);
            _writer.EndElement();
            _writer.EndElement();
            _writer.EndElement();
        }

        private void WriteEnable()
        {
            _writer.StartElement(Ns.StreamManagement, "enable");
            _writer.AttributeInteger("max", _options.ResumeSeconds);
            _writer.AttributeBoolean("resume", true);
            _writer.EndElement();
        }

        private void HandleBound()
        {
            if (!_tape.Is(0, Ns.Client, "iq") || !_tape.AttributeIs(0, "id", BindId))
            {
                Fail(DeviceError.ProtocolViolation);
                return;
            }

            int bind = _tape.Child(0, Ns.Bind, "bind");
            int jid = bind < 0 ? StanzaTape.None : _tape.Child(bind, Ns.Bind, "jid");
            if (!_tape.AttributeIs(0, "type", "result") || jid < 0)
            {
                Fail(DeviceError.BindRefused);
                return;
            }

            Jid = _tape.Text(jid);
            if (!_managementOffered)
            {
                BecomeReady(false);
                return;
            }

            if (!_hasty)
            {
                WriteEnable();
            }

            Await(Phase.Enabled);
        }

        private void HandleEnabled()
        {
            if (_tape.Is(0, Ns.StreamManagement, "enabled"))
            {
                _management.Enable();
                long seconds;
                if (!_tape.TryGetInteger(0, "max", out seconds) || seconds > _options.ResumeSeconds)
                {
                    seconds = _options.ResumeSeconds;
                }

                _management.Accept(_tape.AttributeTrue(0, "resume") ? _tape.AttributeText(0, "id") : null, seconds);
                BecomeReady(false);
            }
            else if (_tape.Is(0, Ns.StreamManagement, "failed"))
            {
                BecomeReady(false);
            }
            else
            {
                Fail(DeviceError.ProtocolViolation);
            }
        }

        private void HandleResumed()
        {
            bool resumed = _tape.Is(0, Ns.StreamManagement, "resumed");
            if (!resumed && !_tape.Is(0, Ns.StreamManagement, "failed"))
            {
                Fail(DeviceError.ProtocolViolation);
                return;
            }

            // A failed resumption may still tell how far the old session got: those readings need not be sent twice.
            long h;
            if (_tape.TryGetInteger(0, "h", out h) && !Acknowledge(h))
            {
                return;
            }

            if (!resumed)
            {
                Bind();
                return;
            }

            _management.Rewind();
            Counters.SessionsResumed++;
            BecomeReady(true);
        }

        private void BecomeReady(bool resumed)
        {
            State = DeviceState.Ready;
            _phase = Phase.Done;
            _hasty = false;
            _readySince = _now;
            Counters.SessionsReady++;
            if (WayIn == Session.WayIn.BinaryBinding && _management.Enabled)
            {
                _memory.NoteHandshake(_plus);
            }

            BeginReadings();
            if (!resumed || !_management.PresenceAcknowledged)
            {
                _writer.StartElement(Ns.Client, "presence");
                _writer.EndElement();
                _management.CountPresence();
            }
        }
    }
}
