using System.Buffers;
using IotXmpp.Exi.Bits;
using IotXmpp.Exi.Body;

namespace IotXmpp.Exi.Xml;

/// <summary>Writes one body and hands it over when it is complete.</summary>
internal sealed class BodyXmlWriter(BodyEncoder encoder, PendingNodes pending, BitWriter bits, IBufferWriter<byte> destination, Action<bool> ended)
    : EncodingXmlWriter(encoder, pending, fragment: false)
{
    private bool _closed;

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (!_closed && disposing)
        {
            _closed = true;
            bool complete = IsComplete;
            if (complete)
            {
                EndDocument();
                bits.Align();
                bits.DrainTo(destination);
            }

            ended(complete);
        }

        base.Dispose(disposing);
    }
}
