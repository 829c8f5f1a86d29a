#nullable disable
using IotXmpp.Device.Session;

namespace IotXmpp.Node.Life
{
    /// <summary>Carries bytes and news between the session and its connection, as the owner of a socket has to (<see cref="DeviceSession.State"/>).</summary>
    internal sealed class SessionPump
    {
        private readonly DeviceSession _session;
        private readonly Connection _connection;
        private readonly BoardSettings _settings;

        /// <summary>Creates a pump.</summary>
        public SessionPump(DeviceSession session, Connection connection, BoardSettings settings)
        {
            _session = session;
            _connection = connection;
            _settings = settings;
        }

        /// <summary>Does what session and connection have for each other; to be called after each <see cref="DeviceSession.Tick"/>.</summary>
        /// <param name="now">Uptime, milliseconds.</param>
        public void Turn(long now)
        {
            switch (_session.State)
            {
                case DeviceState.Connecting:
                    Connect(now);
                    break;
                case DeviceState.Negotiating:
                case DeviceState.Ready:
                    Carry(now);
                    break;
                case DeviceState.Closing:
                    Close(now);
                    break;
                default:
                    // Waiting or stopped: what is on its way comes too late.
                    if (_connection.State != ConnectionState.Idle)
                    {
                        _connection.Drop();
                    }

                    break;
            }
        }

        private void Connect(long now)
        {
            switch (_connection.State)
            {
                case ConnectionState.Idle:
                    _connection.Want(_session.WayIn == WayIn.BinaryBinding ? _settings.ExiPort : _settings.XmppTlsPort);
                    break;
                case ConnectionState.Open:
                    _session.TlsActive = true;
                    _session.Connected(now);
                    Carry(now);
                    break;
                case ConnectionState.Failed:
                case ConnectionState.Ended:
                    _connection.Drop();
                    _session.ConnectFailed(now);
                    break;
            }
        }

        private void Carry(long now)
        {
            int taken = 0;
            int count = _connection.Count;
            bool open = Flush();
            while (open && taken < count && (_session.State == DeviceState.Negotiating || _session.State == DeviceState.Ready))
            {
                taken += _session.Receive(_connection.Buffer, taken, count - taken, now);
                open = Flush();
            }

            if (count > 0)
            {
                _connection.Taken();
            }

            if (_session.State == DeviceState.Closing)
            {
                Close(now);
            }
            else if (!open || (_connection.State != ConnectionState.Open && _connection.Count == 0))
            {
                _connection.Drop();
                _session.Disconnected(now);
            }
        }

        private void Close(long now)
        {
            Flush();
            _connection.Drop();
            _session.Disconnected(now);
        }

        /// <summary>Sends what the session wants sent; false if the connection is of no use any more.</summary>
        private bool Flush()
        {
            while (_session.Output.Count > 0)
            {
                int count = _session.Output.Count;
                if (!_connection.Write(_session.Output.Data, _session.Output.Offset, count))
                {
                    return false;
                }

                _session.Output.Consume(count);
            }

            return true;
        }
    }
}
