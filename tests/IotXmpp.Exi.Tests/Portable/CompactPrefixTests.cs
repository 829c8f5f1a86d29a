using IotXmpp.Exi.Portable;
using IotXmpp.Exi.Tests.Vectors;
using IotXmpp.Testing;
using IotXmpp.Tool.Vectors;

namespace IotXmpp.Exi.Tests.Portable;

/// <summary>
/// Streams of the vectors that end early, in the compact codec as far as it has their options: what <see cref="PrefixTests"/> demands of the
/// full one, and no allocation at all behind the header. The rule is the same: no prefix shorter than the document's last byte is complete, one that has it is
/// the document.
/// </summary>
[Spec("EXI-080")]
public sealed class CompactPrefixTests
{
    /// <summary>The number: streams that are documents.</summary>
    [Theory]
    [InlineData("xmpp", 405)]
    [InlineData("feature", 160)]
    [InlineData("w3c-interop", 982)]
    [InlineData("w3c-profile", 21)]
    [InlineData("disagreements", 32)]
    public void A_prefix_of_a_stream_is_no_document(string file, int documents)
    {
        var wrong = new List<string>();
        int complete = 0;
        var codec = new CompactVectorCodec();
        foreach (var record in VectorFolder.Load(file).Records)
        {
            if (codec.Unsupported(record.Options, record.Xsd != null || record.SchemaTypesOnly) != null)
                continue;
            var reader = new CompactExiReader(VectorFolder.Schemas.Find(record.XsdPath, record.SchemaTypesOnly), CompactVectorCodec.Options(record.Options, sessionWide: false));
            foreach (var stream in record.Streams)
            {
                var reading = new Reading(reader, CompactVectorCodec.AsFinalVersion(stream.Exi));
                reading.Check($"{record.Id} of {string.Join("+", stream.By)}", wrong);
                complete += reading.IsDocument ? 1 : 0;
            }
        }

        wrong.Take(20).Should().BeEmpty($"{wrong.Count} cases are wrong");
        complete.Should().Be(documents);
    }

    /// <summary>A body that is not complete rolls the values of the session back, as often as it is tried.</summary>
    [Fact]
    [Spec("EXI-050")]
    public void A_prefix_of_a_body_of_a_session_needs_more_and_changes_nothing()
    {
        var wrong = new List<string>();
        int bodies = 0;
        var codec = new CompactVectorCodec();
        foreach (var session in VectorFolder.Load("session").Sessions)
        {
            if (codec.Unsupported(session) != null)
                continue;
            bool isSessionWide = session.Keep == VectorKeep.ValuePartitions;
            var image = VectorFolder.Schemas.Find(session.XsdPath);
            var expected = codec.DecodeSession(image, session);
            var reader = new CompactExiReader(image, CompactVectorCodec.Options(session.Options, isSessionWide));
            for (int i = 0; i < session.Bodies.Count; i++)
            {
                byte[] body = session.Bodies[i].Exi;
                foreach (int length in PrefixLengths.Of(body.Length))
                {
                    reader.Start(body[..length], 0, length);
                    if (CompactBodies.ReadAll(reader) != CompactExiEvent.NeedMore)
                        wrong.Add($"{session.Id}, body {i}: {length} of {body.Length} bytes");
                }

                reader.Start(body, 0, body.Length);
                if (CompactVectorCodec.Events(reader) != expected[i])
                    wrong.Add($"{session.Id}, body {i}: other events after its prefixes");
                bodies++;
            }
        }

        wrong.Take(20).Should().BeEmpty($"{wrong.Count} cases are wrong");
        bodies.Should().Be(1398);
    }

    /// <summary>One stream: what all of it gives, and what its prefixes give.</summary>
    private sealed class Reading(CompactExiReader reader, byte[] stream)
    {
        private const int Rounds = 5;

        private readonly List<int> _trail = [];
        private readonly byte[] _value = new byte[1 << 16];
        private int _events;
        private long _allocated;
        private bool _isAsInWhole;

        public bool IsDocument { get; private set; }

        public void Check(string at, List<string> wrong)
        {
            int whole = Read(stream, isWhole: true);
            IsDocument = whole == CompactExiEvent.EndDocument;
            int end = IsDocument ? reader.Consumed : stream.Length;
            if (whole == CompactExiEvent.NeedMore)
                wrong.Add($"{at}: the whole stream wants more");
            foreach (int length in PrefixLengths.Of(stream.Length))
            {
                // Exactly sized, so that a read beyond the count would throw.
                byte[] prefix = stream[..length];
                int outcome = Read(prefix, isWhole: false);
                // A collection that another thread starts counts the rest of this thread's allocation block; what the code itself takes, it
                // takes in every round.
                for (int round = 1; round < Rounds && _allocated > 0; round++)
                    outcome = Read(prefix, isWhole: false);
                bool isExpected = whole == CompactExiEvent.Error
                    ? outcome is CompactExiEvent.NeedMore or CompactExiEvent.Error
                    : outcome == (length < end ? CompactExiEvent.NeedMore : CompactExiEvent.EndDocument);
                if (!isExpected)
                    wrong.Add($"{at}: {length} of {stream.Length} bytes, document ends at {end}: {outcome}, error {reader.ErrorCode}");
                if (!_isAsInWhole)
                    wrong.Add($"{at}: {length} of {stream.Length} bytes: event {_events} is not that of the whole stream");
                if (_allocated != 0)
                    wrong.Add($"{at}: {length} of {stream.Length} bytes: {_allocated} bytes taken");
            }

            if (Read(stream, isWhole: false) != whole || !_isAsInWhole || _events != _trail.Count)
                wrong.Add($"{at}: other events after its prefixes");
        }

        private int Read(byte[] input, bool isWhole)
        {
            _events = 0;
            _allocated = 0;
            _isAsInWhole = true;
            int started = reader.StartStream(input, 0, input.Length);
            if (started != CompactExiEvent.StartDocument)
                return started;
            // The schemaId of the header, which is a string, is there by now.
            long allocated = GC.GetAllocatedBytesForCurrentThread();
            int ended = ReadBody(isWhole);
            _allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
            return ended;
        }

        private int ReadBody(bool isWhole)
        {
            int hash = 0;
            while (true)
            {
                int found = reader.Read();
                if (found is CompactExiEvent.NeedMore or CompactExiEvent.Error or CompactExiEvent.EndDocument)
                    return found;
                hash = HashCode.Combine(hash, found, reader.Name, reader.Depth, ValueHash(found));
                if (isWhole)
                    _trail.Add(hash);
                else if (_events >= _trail.Count || _trail[_events] != hash)
                    _isAsInWhole = false;
                if (!_isAsInWhole)
                    return found; // whatever goes on without end stops here
                _events++;
            }
        }

        private int ValueHash(int found)
        {
            if (found is not (CompactExiEvent.Attribute or CompactExiEvent.Characters))
                return 0;
            int length = reader.CopyValue(_value, 0);
            var hash = default(HashCode);
            hash.AddBytes(_value.AsSpan(0, Math.Max(length, 0)));
            return hash.ToHashCode();
        }
    }
}
