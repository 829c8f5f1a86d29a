#nullable disable

namespace IotXmpp.Node.Life
{
    /// <summary>
    /// The session's side of the connection: what another thread opens, reads and reports. No call but <see cref="Write"/> waits, and none throws.
    /// </summary>
    internal abstract class Connection
    {
        /// <summary>A constant of <see cref="ConnectionState"/>.</summary>
        public abstract int State { get; }

        /// <summary>Bytes received, from the first; means something while <see cref="Count"/> is above 0.</summary>
        public abstract byte[] Buffer { get; }

        /// <summary>How many bytes wait in <see cref="Buffer"/>; the next ones come after <see cref="Taken"/>.</summary>
        public abstract int Count { get; }

        /// <summary>Asks for a connection.</summary>
        /// <param name="port">Port of the service.</param>
        public abstract void Want(int port);

        /// <summary>The bytes have been taken.</summary>
        public abstract void Taken();

        /// <summary>Sends bytes, which may take as long as the socket's timeout; false if the connection is of no use any more.</summary>
        public abstract bool Write(byte[] from, int offset, int count);

        /// <summary>Ends it, or the wish for it, or the news that there is none: afterwards it is <see cref="ConnectionState.Idle"/>.</summary>
        public abstract void Drop();
    }
}
