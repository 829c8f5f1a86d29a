namespace IotXmpp.Simulator;

/// <summary>How a board gets from a TCP connection to an EXI stream (XEP-0322).</summary>
public enum WayIn
{
    /// <summary>EXI from the first octet on the port of its own (XEP-0322 2.4).</summary>
    BinaryBinding,

    /// <summary>An XML stream on the XMPP port that switches to EXI by stream compression (XEP-0322 2.2, XEP-0138).</summary>
    StreamCompression,

    /// <summary>XML all the way, for servers that do not know EXI.</summary>
    PlainXml,
}
