#nullable disable
using System;

namespace IotXmpp.Device.Wire
{
    /// <summary>The server sent something a board cannot take; the stream ends. <see cref="Number"/> says why.</summary>
    internal sealed class WireException : Exception
    {
        /// <summary>Not well-formed, or something XMPP forbids (RFC 6120 11.1).</summary>
        public const int NotWellFormed = 1;

        /// <summary>A stanza with more elements, depth or text than a board has room for.</summary>
        public const int TooLarge = 2;

        /// <summary>An EXI header or body that the board's configuration cannot read.</summary>
        public const int BadExi = 3;

        /// <summary>Our own stanza does not fit the output buffer: a fault of this program.</summary>
        public const int OutputFull = 4;

        /// <summary>The server's header does not name our configuration.</summary>
        public const int OtherConfiguration = 5;

        /// <summary>A stanza of ours has no place in the grammars: a fault of configuration or program.</summary>
        public const int NotEncodable = 6;

        /// <summary>Creates the exception.</summary>
        public WireException(int number)
            : base("wire error " + number.ToString())
        {
            Number = number;
        }

        /// <summary>One of the constants of this class.</summary>
        public int Number { get; private set; }
    }
}
