#nullable disable
using System;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using IotXmpp.Node.Life;

namespace IotXmpp.Node.Esp32
{
    /// <summary>
    /// One TLS connection. One thread opens it and reads, another writes, either may close: closing ends the read with an exception, and so does everything else that goes
    /// wrong, of which only a number is kept.
    /// </summary>
    /// <remarks>
    /// The handshake is one native call: no other managed thread runs meanwhile, and the class library gives it no time limit. What is set here is the socket's
    /// own receive timeout; whether the native side heeds it has not been tried on a board. Verification is on. The released class library shows
    /// neither the server's certificate nor an exporter, so there is no channel binding, and a key can be pinned only by trusting nothing else: the
    /// certificate given here, beside the bundle in the configuration block.
    /// </remarks>
    internal sealed class Transport
    {
        /// <summary>Milliseconds for a write; the session bounds everything else.</summary>
        private const int SendTimeout = 20000;

        /// <summary>Milliseconds for one answer within the handshake.</summary>
        private const int HandshakeTimeout = 15000;

        /// <summary>
        /// Milliseconds of one wait for bytes. Not to bound silence, which the session does with pings well before; it is the sign of life of the thread.
        /// </summary>
        private const int ReadTimeout = 100000;

        private const int TimedOut = 10060;

        private readonly object _gate = new object();
        private readonly X509Certificate _authority;
        private IPAddress _address;
        private Socket _socket;
        private SslStream _stream;

        /// <summary>Creates a transport, not connected.</summary>
        /// <param name="certificate">PEM that is trusted beside the bundle of the configuration block; null for that bundle alone.</param>
        public Transport(string certificate)
        {
            try
            {
                _authority = certificate == null ? null : new X509Certificate(certificate);
            }
            catch (Exception)
            {
                // Not a certificate: nothing is trusted for it, and the handshake says so.
                _authority = null;
            }
        }

        /// <summary>Looks up a host. A constant of <see cref="NetworkFault"/>.</summary>
        public int Resolve(string host)
        {
            try
            {
                IPHostEntry entry = Dns.GetHostEntry(host);
                if (entry == null || entry.AddressList == null || entry.AddressList.Length == 0)
                {
                    return NetworkFault.NameNotFound;
                }

                _address = entry.AddressList[0];
                return NetworkFault.None;
            }
            catch (SocketException e)
            {
                return NetworkFault.OfSocket(e.ErrorCode);
            }
            catch (Exception)
            {
                return NetworkFault.NameNotFound;
            }
        }

        /// <summary>Opens the TCP connection to the host looked up last. A constant of <see cref="NetworkFault"/>.</summary>
        public int Connect(int port)
        {
            try
            {
                Socket socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                lock (_gate)
                {
                    _socket = socket;
                }

                socket.Connect(new IPEndPoint(_address, port));
                socket.SendTimeout = SendTimeout;
                TrySet(socket, SocketOptionLevel.Tcp, SocketOptionName.NoDelay, 1);

                // The option goes to the native side and, as a side effect, into the property: the property comes last.
                TrySet(socket, SocketOptionLevel.Socket, SocketOptionName.ReceiveTimeout, HandshakeTimeout);
                socket.ReceiveTimeout = ReadTimeout;
                return NetworkFault.None;
            }
            catch (Exception e)
            {
                Close();
                return Fault(e);
            }
        }

        /// <summary>Does the handshake. A constant of <see cref="NetworkFault"/>.</summary>
        /// <param name="serverName">Name that the certificate must carry.</param>
        public int Secure(string serverName)
        {
            try
            {
                SslStream stream;
                lock (_gate)
                {
                    if (_socket == null)
                    {
                        return NetworkFault.Unreachable;
                    }

                    stream = new SslStream(_socket);
                    _stream = stream;
                }

                // None would mean 1.3 only.
                stream.SslVerification = SslVerification.CertificateRequired;
                stream.AuthenticateAsClient(serverName, null, _authority, SslProtocols.Tls12 | SslProtocols.Tls13);
                return NetworkFault.None;
            }
            catch (Exception e)
            {
                Close();
                return Fault(e);
            }
        }

        /// <summary>Waits for bytes; 0 if there will be none any more, -1 if there are none yet.</summary>
        public int Read(byte[] into)
        {
            try
            {
                SslStream stream = _stream;
                return stream == null ? 0 : stream.Read(into, 0, into.Length);
            }
            catch (SocketException e)
            {
                return e.ErrorCode == TimedOut ? -1 : 0;
            }
            catch (Exception)
            {
                return 0;
            }
        }

        /// <summary>Sends bytes; false if the connection is of no use any more.</summary>
        public bool Write(byte[] from, int offset, int count)
        {
            try
            {
                SslStream stream = _stream;
                if (stream == null)
                {
                    return false;
                }

                stream.Write(from, offset, count);
                return true;
            }
            catch (Exception)
            {
                return false;
            }
        }

        /// <summary>Ends it, in whatever state; ends a read or a connect of another thread.</summary>
        public void Close()
        {
            SslStream stream;
            Socket socket;
            lock (_gate)
            {
                stream = _stream;
                socket = _socket;
                _stream = null;
                _socket = null;
            }

            try
            {
                if (stream != null)
                {
                    stream.Dispose();
                }
            }
            catch (Exception)
            {
                // It is gone either way.
            }

            try
            {
                if (socket != null)
                {
                    socket.Close();
                }
            }
            catch (Exception)
            {
                // As above: the stream may have closed it already.
            }
        }

        private static int Fault(Exception e)
        {
            SocketException socket = e as SocketException;
            return socket != null ? NetworkFault.OfSocket(socket.ErrorCode) : e is OutOfMemoryException ? NetworkFault.Memory : NetworkFault.Other;
        }

        private static void TrySet(Socket socket, SocketOptionLevel level, SocketOptionName option, int value)
        {
            try
            {
                socket.SetSocketOption(level, option, value);
            }
            catch (Exception)
            {
                // An option less is no reason not to connect.
            }
        }
    }
}
