namespace IotXmpp.Xmpp.Streams.Xml;

/// <summary>What <see cref="XmlStreamReader.Read"/> has found.</summary>
public enum XmlStreamEvent
{
    /// <summary>All bytes are taken, and nothing is complete yet.</summary>
    NeedMoreData,

    /// <summary>The stream header: <see cref="XmlStreamReader.Header"/>.</summary>
    StreamStart,

    /// <summary>A complete first-level child: <see cref="XmlStreamReader.Element"/>.</summary>
    Element,

    /// <summary>The closing tag of the stream.</summary>
    StreamEnd,
}
