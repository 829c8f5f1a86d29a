using System.Buffers;
using System.IO.Compression;
using System.Text;
using System.Xml;
using CsCheck;
using IotXmpp.Testing;

namespace IotXmpp.Exi.Tests.Events;

/// <summary>
/// Compressed bodies made by the platform's deflater, at every level, in any pieces: a block of at most 100 values is the bytes of a
/// pre-compressed one in a single DEFLATE stream (EXI 9.3).
/// </summary>
[Spec("EXI 9.3")]
public class InflaterTests
{
    private static readonly ExiOptions PreCompressed = new() { Alignment = ExiAlignment.PreCompression };

    private static readonly ExiOptions Compressed = new() { Compression = true };

    [Fact]
    public void What_any_deflater_made_is_inflated_and_ends_at_its_last_byte()
    {
        Gen.Select(Gen.Int[0, 60_000], Gen.Int[1, 90], Gen.Enum<CompressionLevel>(), Gen.Int[1, 5000], Gen.Int).Sample((length, alphabet, level, piece, seed) =>
        {
            string first = Text(new Random(seed), length, alphabet);
            string second = Text(new Random(seed + 1), length / 3, 90);
            byte[] input = [.. Deflate(Body(first), level), .. Deflate(Body(second), level)];
            var state = new ExiReaderState(null, Compressed, ExiLimits.Untrusted);
            int at = 0;
            return Read(state, input, piece, ref at) == first && Read(state, input, piece, ref at) == second && at == input.Length;
        }, iter: 100);
    }

    [Theory]
    [InlineData("00020002FF", "a stored block whose length is garbled")]
    [InlineData("07", "reserved kind")]
    [InlineData("030200000000000000", "in front of the stream")]
    [InlineData("05FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF", "impossible code lengths")]
    public void Noise_is_refused_with_its_reason(string hexadecimal, string reason)
    {
        byte[] input = Convert.FromHexString(hexadecimal);
        FluentActions.Invoking(() =>
        {
            int at = 0;
            return Read(new ExiReaderState(null, Compressed, ExiLimits.Untrusted), input, input.Length, ref at);
        }).Should().Throw<ExiException>().WithMessage($"*{reason}*");
    }

    private static byte[] Body(string text)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (XmlWriter writer = new ExiBodyWriter(null, PreCompressed).BeginBody(buffer))
            writer.WriteElementString("a", text);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads one body and gives its text.</summary>
    private static string Read(ExiReaderState state, byte[] input, int piece, ref int at)
    {
        var text = new StringBuilder();
        for (int end = Math.Min(at + piece, input.Length); ; end = Math.Min(end + piece, input.Length))
        {
            var reader = new ExiReader(input.AsSpan(at, end - at), state);
            while (reader.Read())
            {
                if (reader.EventType == ExiEventType.Characters)
                    text.Append(reader.Text);
                if (reader.EventType != ExiEventType.EndDocument)
                    continue;
                at += (int)reader.BytesConsumed;
                return text.ToString();
            }

            at += (int)reader.BytesConsumed;
            if (end == input.Length)
                throw new ExiException("the input ends inside the body");
        }
    }

    private static string Text(Random random, int length, int alphabet)
    {
        var text = new char[length];
        for (int i = 0; i < length; i++)
            text[i] = i > 300 && random.Next(3) > 0 ? text[i - random.Next(1, 300)] : (char)(' ' + random.Next(alphabet));
        return new string(text);
    }

    private static byte[] Deflate(byte[] data, CompressionLevel level)
    {
        var output = new MemoryStream();
        using (var deflater = new DeflateStream(output, level, leaveOpen: true))
            deflater.Write(data);
        return output.ToArray();
    }
}
