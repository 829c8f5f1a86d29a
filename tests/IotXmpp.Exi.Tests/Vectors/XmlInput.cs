namespace IotXmpp.Exi.Tests.Vectors;

/// <summary>How the XML of a record reaches the encoder.</summary>
internal enum XmlInput
{
    /// <summary>Every character.</summary>
    AsWritten,

    /// <summary>
    /// As the W3C framework's encoders got it from SAX: without the internal DTD subset and without white space that stands alone
    /// beside child elements.
    /// </summary>
    AsSaxEncodersSawIt,
}
