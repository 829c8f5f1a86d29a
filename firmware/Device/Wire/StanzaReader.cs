#nullable disable

namespace IotXmpp.Device.Wire
{
    /// <summary>
    /// Takes the bytes of a stream as they come and puts each complete top-level element into a <see cref="StanzaTape"/>.
    /// Half a stanza is kept until the rest arrives.
    /// </summary>
    internal abstract class StanzaReader
    {
        /// <summary>All bytes were taken; nothing is complete yet.</summary>
        public const int NeedMore = 0;

        /// <summary>The stream's opening is on the tape.</summary>
        public const int StreamOpened = 1;

        /// <summary>A top-level element is on the tape.</summary>
        public const int Stanza = 2;

        /// <summary>The server has closed its stream.</summary>
        public const int StreamClosed = 3;

        /// <summary>Takes bytes up to the next result and moves <paramref name="offset"/> past them.</summary>
        /// <exception cref="WireException">The stream cannot be read on.</exception>
        public abstract int Read(byte[] data, ref int offset, int end);

        /// <summary>Expects a new stream on a new connection.</summary>
        public abstract void Reset();

        /// <summary>Expects a new stream on the same connection (RFC 6120 4.3.3); bytes of it that came already are kept.</summary>
        public abstract void Restart();
    }
}
