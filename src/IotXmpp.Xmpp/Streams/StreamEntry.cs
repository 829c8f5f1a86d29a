namespace IotXmpp.Xmpp.Streams;

/// <summary>How the first byte of a connection is to be read; a property of the listener.</summary>
public enum StreamEntry
{
    /// <summary>XML, with STARTTLS if a certificate is there (RFC 6120). Port 5222.</summary>
    Xml,

    /// <summary>TLS from the first byte, then XML (XEP-0368). Port 5223.</summary>
    DirectTls,

    /// <summary>EXI from the first byte (XEP-0322 2.4), or TLS from the first byte and EXI inside. Port 15222.</summary>
    Exi,
}
