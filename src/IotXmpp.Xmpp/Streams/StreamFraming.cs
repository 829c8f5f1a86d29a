using System.Buffers;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Xmpp.Streams;

/// <summary>
/// How headers, elements and the end of a stream stand in bytes: as XML, as EXI bodies, or in WebSocket messages. The seam that keeps
/// everything above it the same.
/// </summary>
/// <remarks>Reading and writing may happen at the same time; each alone is for one caller at a time. What is written goes to the output given at construction.</remarks>
internal abstract class StreamFraming
{
    /// <summary>True when stanzas are EXI bodies.</summary>
    public virtual bool IsExi => false;

    /// <summary>
    /// Finds the next event. With <see cref="StreamEventKind.NeedMoreData"/> the caller keeps the bytes behind <paramref name="consumed"/> and comes back with more.
    /// </summary>
    /// <exception cref="StreamException">The bytes cannot be what this framing expects, or break a limit.</exception>
    public abstract StreamEvent Read(ReadOnlySequence<byte> data, out long consumed);

    /// <summary>The stream begins anew on the same connection, after TLS or authentication (RFC 6120 4.3.3).</summary>
    public abstract void Restart();

    /// <summary>The peer has authenticated: it may send stanzas of full size.</summary>
    public abstract void Trust();

    /// <summary>Writes our header.</summary>
    public abstract void WriteHeader(StreamHeader header);

    /// <summary>Writes a first-level element other than a stanza.</summary>
    public abstract void WriteElement(XmppElement element);

    /// <summary>Writes a stanza; false, and nothing written, if this stream cannot carry it.</summary>
    public abstract bool TryWriteStanza(Stanza stanza);

    /// <summary>Closes our direction of the stream.</summary>
    public abstract void WriteEnd();

    /// <summary>Refuses a stream for which no header of ours was written, if this framing has a form for that; else false.</summary>
    public virtual bool TryWriteRefusal() => false;
}
