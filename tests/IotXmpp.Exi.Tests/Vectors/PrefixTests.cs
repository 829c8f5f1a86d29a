using System.Buffers;
using System.IO.Compression;
using System.Text.Json;
using System.Xml;
using IotXmpp.Testing;
using IotXmpp.Tool.Vectors;

namespace IotXmpp.Exi.Tests.Vectors;

/// <summary>
/// Streams of the vectors that end early, in the full codec: a prefix of a stream, as the whole input, asks for more. It is never a document,
/// never another exception than <see cref="ExiException"/>, gives no event that the whole stream does not give, and costs no more than that.
/// </summary>
/// <remarks>
/// <para>
/// The rule: let the whole stream's document end in byte N, where the bits behind its last event code are padding and, under compression, the
/// last DEFLATE stream that holds a byte of the document is read to the end of its final block. No prefix shorter than N is complete, whatever
/// it is cut in. What a stream has behind N are bytes of zeros or an empty DEFLATE stream, and a prefix that has all N bytes is the document.
/// The prefixes of a stream that is refused as a whole, as some of those are that an encoder wrote wrongly, want more or are refused; those
/// of one that is read wrongly to a want of more, want more.
/// </para>
/// <para>Which prefixes of long streams are tried, <see cref="PrefixLengths.Of"/> says.</para>
/// </remarks>
[Spec("EXI-080")]
public sealed class PrefixTests(ITestOutputHelper output)
{
    /// <summary>What is counted for an exception with its trace, and for the rest of the allocation block when another thread starts a collection.</summary>
    private const int AllocationSlack = 32 * 1024;

    /// <summary>The step that was cut is begun once more when its input ends.</summary>
    private const int WorkSlack = 8;

    /// <summary>The numbers: streams that are documents; that are refused; that want more even when they are whole.</summary>
    [Theory]
    [InlineData("xmpp.jsonl", 1267, 0, 0)]
    [InlineData("feature.jsonl", 1012, 9, 0)]
    [InlineData("w3c-interop.jsonl", 6100, 0, 0)]
    [InlineData("w3c-profile.jsonl", 218, 0, 0)]
    [InlineData("w3c-canonical.jsonl", 58, 0, 0)]
    [InlineData("disagreements.jsonl", 52, 6, 4)]
    public void A_prefix_of_a_stream_is_no_document(string file, int documents, int refused, int unfinished)
    {
        var wrong = new List<string>();
        var outcomes = new Dictionary<StreamPrefix, int>();
        int prefixes = 0;
        int trailing = 0;
        long most = 0;
        foreach (VectorRecord record in VectorFiles.Read(file))
        {
            foreach (VectorStream stream in record.Streams)
            {
                string at = record.Id + " of " + string.Join("+", stream.By);
                var reading = new StreamReading(record, stream.Exi);
                StreamPrefix whole = reading.ReadWhole();
                int end = whole == StreamPrefix.Complete ? reading.Consumed : stream.Exi.Length;
                (int events, long work, long allocated) = (reading.Events, reading.Work, reading.Allocated);
                outcomes[whole] = outcomes.GetValueOrDefault(whole) + 1;
                if (whole != StreamPrefix.Complete)
                    output.WriteLine($"{at}: {whole}");
                if (end < stream.Exi.Length)
                {
                    trailing++;
                    if (!IsEmpty(stream.Exi.AsSpan(end), record.Options.Compression))
                        wrong.Add($"{at}: {stream.Exi.Length - end} bytes behind the document");
                }

                foreach (int length in PrefixLengths.Of(stream.Exi.Length))
                {
                    prefixes++;
                    StreamPrefix outcome = Read(reading, length, at);
                    bool isExpected = whole == StreamPrefix.Refused
                        ? outcome != StreamPrefix.Complete
                        : outcome == (length < end ? StreamPrefix.NeedsMore : StreamPrefix.Complete);
                    if (!isExpected)
                        wrong.Add($"{at}: {length} of {stream.Exi.Length} bytes, document ends at {end}: {outcome}");
                    if (!reading.IsAsInWhole)
                        wrong.Add($"{at}: {length} of {stream.Exi.Length} bytes: event {reading.Events} is not that of the whole stream");
                    if (reading.Events > events || reading.Work > work + WorkSlack)
                        wrong.Add($"{at}: {length} of {stream.Exi.Length} bytes: work {reading.Work}, {work} for the whole stream");
                    // A pool whose buffers the collector has just taken back fills up again once; what a prefix itself takes, it takes every time.
                    if (reading.Allocated > allocated + AllocationSlack)
                        Read(reading, length, at);
                    if (reading.Allocated > allocated + AllocationSlack)
                        wrong.Add($"{at}: {length} of {stream.Exi.Length} bytes: {reading.Allocated} bytes taken, {allocated} for the whole stream");
                    most = Math.Max(most, reading.Allocated);
                }
            }
        }

        output.WriteLine($"{file}: {trailing} streams with bytes behind the document; {prefixes} prefixes, none took more than {most} bytes");
        wrong.Take(20).Should().BeEmpty($"{wrong.Count} cases are wrong");
        int Streams(StreamPrefix outcome) => outcomes.GetValueOrDefault(outcome);
        (Streams(StreamPrefix.Complete), Streams(StreamPrefix.Refused), Streams(StreamPrefix.NeedsMore)).Should().Be((documents, refused, unfinished));
    }

    /// <summary>
    /// In a session a body stands on those before it, so its prefixes are given one after the other, each a byte longer, without what was
    /// consumed: all of them, since that is linear work.
    /// </summary>
    [Fact]
    [Spec("EXI-050")]
    public void A_prefix_of_a_body_of_a_session_asks_for_more()
    {
        var wrong = new List<string>();
        int bodies = 0;
        using var sink = XmlWriter.Create(Stream.Null, new XmlWriterSettings { ConformanceLevel = ConformanceLevel.Fragment });
        foreach (string line in File.ReadLines(Path.Combine(VectorFiles.Root, "session.jsonl")))
        {
            using var json = JsonDocument.Parse(line);
            VectorRecord record = VectorRecord.Parse(json.RootElement, new Dictionary<string, string>());
            var keep = (ExiSessionBuffers)json.RootElement.GetProperty("keep").GetInt32();
            var reader = new ExiBodyReader(VectorFiles.GrammarOf(record), record.Options, ExiLimits.Untrusted, keep);
            foreach (JsonElement item in json.RootElement.GetProperty("bodies").EnumerateArray())
            {
                byte[] body = Convert.FromBase64String(item.GetProperty("exi").GetString()!);
                bodies++;
                long consumed = 0;
                for (int length = 0; length <= body.Length; length++)
                {
                    ExiReadStatus status = reader.Read(new ReadOnlySequence<byte>(body, (int)consumed, length - (int)consumed), sink, out long used);
                    consumed += used;
                    if (status == (length < body.Length ? ExiReadStatus.NeedMoreData : ExiReadStatus.EndOfBody))
                        continue;
                    wrong.Add($"{record.Id}, body {bodies}: {status} after {length} of {body.Length} bytes");
                    break;
                }
            }
        }

        wrong.Take(20).Should().BeEmpty($"{wrong.Count} bodies are wrong");
        bodies.Should().Be(4664);
    }

    /// <summary>Any exception but that of the codec ends the test; which input it was is said before.</summary>
    private StreamPrefix Read(StreamReading reading, int length, string at)
    {
        try
        {
            return reading.Read(length);
        }
        catch (Exception e) when (IsSaid(e))
        {
            throw;
        }

        bool IsSaid(Exception e)
        {
            output.WriteLine($"{at}, {length} bytes: {e.GetType().Name}");
            return false;
        }
    }

    /// <summary>Padding, or DEFLATE streams that hold nothing.</summary>
    private static bool IsEmpty(ReadOnlySpan<byte> rest, bool isCompressed)
    {
        if (!isCompressed)
            return !rest.ContainsAnyExcept((byte)0);
        using var inflater = new DeflateStream(new MemoryStream(rest.ToArray()), CompressionMode.Decompress);
        return inflater.ReadByte() < 0;
    }
}
