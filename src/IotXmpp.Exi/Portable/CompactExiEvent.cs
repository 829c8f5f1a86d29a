#nullable disable

namespace IotXmpp.Exi.Portable
{
    /// <summary>What <see cref="CompactExiReader.Read"/> found. Constants and not an enum: the device switches over them.</summary>
    public static class CompactExiEvent
    {
        /// <summary>The body breaks its grammar or a limit: see <see cref="CompactExiReader.ErrorCode"/>.</summary>
        public const int Error = -1;

        /// <summary>The body has not arrived in full. Nothing has changed: start again at the body's first byte when there are
        /// more bytes.</summary>
        public const int NeedMore = 0;

        /// <summary>SE: <see cref="CompactExiReader.Name"/>.</summary>
        public const int StartElement = 1;

        /// <summary>AT: <see cref="CompactExiReader.Name"/> and a value.</summary>
        public const int Attribute = 2;

        /// <summary>CH: a value, perhaps empty.</summary>
        public const int Characters = 3;

        /// <summary>EE: <see cref="CompactExiReader.Name"/> is the element's.</summary>
        public const int EndElement = 4;

        /// <summary>ED: the body is complete, <see cref="CompactExiReader.Consumed"/> bytes long.</summary>
        public const int EndDocument = 5;

        /// <summary>The header is read, its body follows (only from <see cref="CompactExiReader.StartStream"/>).</summary>
        public const int StartDocument = 6;
    }
}
