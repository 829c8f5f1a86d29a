using System.Xml;
using IotXmpp.Exi.Portable;

namespace IotXmpp.Tool.Vectors;

/// <summary>A codec under test.</summary>
public abstract class VectorCodec
{
    /// <summary>Shown in results.</summary>
    public abstract string Name { get; }

    /// <summary>Why the codec does not take part in vectors with these options; null if it does.</summary>
    /// <param name="options">Options of the vector.</param>
    /// <param name="schemaInformed">A schema is in force.</param>
    public abstract string? Unsupported(VectorOptions options, bool schemaInformed);

    /// <summary>Why the codec does not take part in a session; null if it does.</summary>
    public abstract string? Unsupported(VectorSession session);

    /// <summary>The events of a stream with header.</summary>
    /// <exception cref="VectorFailure">The stream is refused.</exception>
    public abstract string Decode(GrammarImage image, VectorOptions options, byte[] stream);

    /// <summary>A stream, with header, of a document.</summary>
    /// <param name="image">Grammars.</param>
    /// <param name="options">Options of the vector.</param>
    /// <param name="write">Writes the document.</param>
    /// <exception cref="VectorFailure">The document is refused.</exception>
    public abstract byte[] Encode(GrammarImage image, VectorOptions options, Action<XmlWriter> write);

    /// <summary>The events of each body of a session.</summary>
    public abstract IReadOnlyList<string> DecodeSession(GrammarImage image, VectorSession session);

    /// <summary>The bodies of a session.</summary>
    public abstract IReadOnlyList<byte[]> EncodeSession(GrammarImage image, VectorSession session);
}
