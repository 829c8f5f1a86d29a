using IotXmpp.Exi.Bits;

namespace IotXmpp.Exi.Body;

/// <summary>Decodes bodies into events in document order: straight from the bits, or from blocks of channels.</summary>
internal interface IEventSource
{
    /// <summary>The event that <see cref="TryRead"/> found; the next one may reuse the object.</summary>
    BodyEvent Current { get; }

    /// <summary>ED was read.</summary>
    bool HasEnded { get; }

    /// <summary>Reads made so far: the measure of work.</summary>
    long TotalReads { get; }

    /// <summary>Starts a new body or stream.</summary>
    void Restart(ExiSessionBuffers keep);

    /// <summary>Reads up to the next event. False: the bytes ended; the reader stands where to go on.</summary>
    /// <exception cref="ExiException">The input is malformed or exceeds a limit.</exception>
    bool TryRead(ref BitReader bits);

    /// <summary>So many bits were dropped in front of the data that the next reader starts with: for messages.</summary>
    void Advance(long bits);

    /// <summary>An exception at a place of the body, with the path of the open elements.</summary>
    ExiException Failure(in BitReader bits, string message);
}
