#nullable disable

namespace IotXmpp.Device.Session
{
    /// <summary>How a connection becomes an EXI stream (XEP-0322).</summary>
    internal static class WayIn
    {
        /// <summary>EXI from the first octet, configuration named in the header (2.4, 3.11.1).</summary>
        public const int BinaryBinding = 0;

        /// <summary>XML, then stream compression with a quick configuration (2.2.6, 2.2.8).</summary>
        public const int StreamCompression = 1;

        /// <summary>XML all the way: for servers that do not know EXI.</summary>
        public const int PlainXml = 2;
    }
}
