using System.Buffers;
using System.Text;
using System.Xml;

namespace IotXmpp.Exi.Fuzz.Targets;

/// <summary>Bodies that arrive in pieces give what they give at once, to the same error at the same bit.</summary>
internal sealed class DripTarget(Seeds seeds) : IFuzzTarget
{
    public string Name => "drip";

    /// <summary>The vectors' streams that have a header of one byte: what follows is a body.</summary>
    public IEnumerable<byte[]> Seeds => seeds.Streams()
        .Where(static input => input.Length > StreamInput.Prefix + 1 && input[StreamInput.Prefix] == 0x80 && (input[0] & 8) == 0)
        .Select(static input => (byte[])[.. input.AsSpan(0, StreamInput.Prefix), .. input.AsSpan(StreamInput.Prefix + 1)]);

    public IReadOnlyList<byte[]> Words => [];

    public void Run(byte[] input)
    {
        if (StreamInput.Parse(input, seeds) is not { Options.Fragment: false } parsed)
            return;
        string whole = Read(parsed, int.MaxValue);
        int piece = 1 + (parsed.Stream.Length % 3);
        string pieces = Read(parsed, piece);
        if (whole != pieces)
            throw new FuzzFinding($"pieces of {piece} bytes: \"{pieces}\", at once \"{whole}\"");
    }

    /// <summary>What is read, and how it ends.</summary>
    private static string Read(StreamInput input, int piece)
    {
        var text = new StringBuilder();
        var reader = new ExiBodyReader(input.Grammar, input.Options, StreamInput.Limits);
        int consumed = 0;
        int given = 0;
        try
        {
            while (given < input.Stream.Length)
            {
                // Written piecemeal, the document would otherwise be lost at the first error.
                using var writer = XmlWriter.Create(text, new XmlWriterSettings { CheckCharacters = true, OmitXmlDeclaration = true, ConformanceLevel = ConformanceLevel.Auto });
                ExiReadStatus status;
                do
                {
                    given = piece > input.Stream.Length - given ? input.Stream.Length : given + piece;
                    status = reader.Read(new ReadOnlySequence<byte>(input.Stream, consumed, given - consumed), writer, out long done);
                    consumed += (int)done;
                }
                while (status == ExiReadStatus.NeedMoreData && given < input.Stream.Length);
                writer.Flush();
                text.Append('|').Append(status).Append('|');
                if (status == ExiReadStatus.EndOfBody)
                    given = consumed;
            }
        }
        catch (ExiException e)
        {
            // Positions under compression are those of inflated bytes, and of how many are there depends on the pieces.
            text.Append("|error at ").Append(input.Options.Compression ? "" : $"{e.BitPosition}");
        }

        return text.ToString();
    }
}
