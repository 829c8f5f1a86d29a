using System.Buffers;
using System.Text;
using IotXmpp.Xmpp.Streams.Xml;

namespace IotXmpp.Xmpp.Tests.Streams.Xml;

/// <summary>Reads a whole stream into text lines, one for each event: what the tests compare.</summary>
internal static class XmlStreamReading
{
    internal const string Header = "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' to='localhost' version='1.0'>";

    internal static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    internal static List<string> ReadAll(this XmlStreamReader reader, string text) => reader.ReadAll([Bytes(text)]);

    internal static List<string> ReadAll(this XmlStreamReader reader, IEnumerable<byte[]> pieces)
    {
        var events = new List<string>();
        foreach (byte[] piece in pieces)
        {
            var rest = new ReadOnlySequence<byte>(piece);
            while (true)
            {
                var found = reader.Read(rest, out long consumed);
                rest = rest.Slice(consumed);
                if (found == XmlStreamEvent.NeedMoreData)
                {
                    rest.Length.Should().Be(0, "a reader that needs more data takes all it got");
                    break;
                }

                events.Add(found == XmlStreamEvent.Element ? reader.Element.ToString() : found.ToString());
            }
        }

        return events;
    }

    internal static IEnumerable<byte[]> Split(byte[] bytes, params int[] at)
    {
        int start = 0;
        foreach (int end in at.Append(bytes.Length))
        {
            yield return bytes[start..end];
            start = end;
        }
    }

    /// <summary>A sequence of one segment for each piece.</summary>
    internal static ReadOnlySequence<byte> Sequence(IEnumerable<byte[]> pieces)
    {
        Segment? first = null, last = null;
        foreach (byte[] piece in pieces)
        {
            last = last is null ? new Segment(piece, 0) : last.Append(piece);
            first ??= last;
        }

        return new ReadOnlySequence<byte>(first!, 0, last!, last!.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        internal Segment(byte[] bytes, long index)
        {
            Memory = bytes;
            RunningIndex = index;
        }

        internal Segment Append(byte[] bytes)
        {
            var next = new Segment(bytes, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
