using System.Buffers;
using IotXmpp.Exi.Tests.Vectors;
using IotXmpp.Testing;

namespace IotXmpp.Exi.Tests.Events;

/// <summary>Once warm, decoding stanza after stanza leaves no garbage.</summary>
[Spec("EXI-080")]
public class EventAllocationTests
{
    public static TheoryData<string> Groups() => ["strict", "si", "less", "si-byte", "less-byte", "si-pfx", "si-lex", "si-v64", "strict-v0", "si-pre", "less-pre", "si-comp", "less-comp"];

    [Theory]
    [MemberData(nameof(Groups))]
    public void Reading_events_allocates_nothing(string group)
    {
        (ExiReaderState state, byte[][] bodies) = Bodies(group);
        Allocated(() =>
        {
            foreach (byte[] body in bodies)
                Read(body, state);
        }).Should().Be(0);
    }

    [Theory]
    [MemberData(nameof(Groups))]
    public void Transcoding_allocates_nothing(string group)
    {
        VectorRecord first = VectorFiles.Read("xmpp.jsonl").First(record => record.Group == group);
        (_, byte[][] bodies) = Bodies(group);
        var transcoder = new ExiToXmlTranscoder(VectorFiles.GrammarOf(first), first.Options, ExiLimits.Untrusted);
        var output = new ArrayBufferWriter<byte>(64 * 1024);
        Allocated(() =>
        {
            foreach (byte[] body in bodies)
            {
                output.ResetWrittenCount();
                if (transcoder.Transcode(new ReadOnlySequence<byte>(body), output, out _) != ExiReadStatus.EndOfBody)
                    throw new InvalidOperationException("a body did not end");
            }
        }).Should().Be(0);
    }

    private static void Read(byte[] body, ExiReaderState state)
    {
        var reader = new ExiReader(body, state);
        int text = 0;
        while (reader.Read())
            text += reader.Text.Length;
        if (!state.HasEnded)
            throw new InvalidOperationException($"a body did not end after {text} characters");
    }

    private static (ExiReaderState State, byte[][] Bodies) Bodies(string group)
    {
        VectorRecord[] records = [.. VectorFiles.Read("xmpp.jsonl").Where(record => record.Group == group)];
        var state = new ExiReaderState(VectorFiles.GrammarOf(records[0]), records[0].Options, ExiLimits.Untrusted);
        return (state, [.. records.Select(static record => record.Streams[0].Exi[1..])]);
    }

    /// <summary>The least of a few runs: a collection that other tests bring about counts what was left of this thread's allocation context.</summary>
    private static long Allocated(Action action)
    {
        action();
        action();
        long least = long.MaxValue;
        for (int run = 0; run < 5 && least > 0; run++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            action();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
