using System.Buffers;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using IotXmpp.Exi.Portable;
using IotXmpp.Exi.Schema;
using IotXmpp.Exi.Tests.Bodies;
using IotXmpp.Testing;

namespace IotXmpp.Exi.Tests.Vectors;

/// <summary>Classic mistakes of EXI implementers that the vectors do not show, with bits written down by hand. PITFALLS.md lists all.</summary>
public sealed class PitfallTests
{
    /// <summary>SE(*) in DocContent: no bits; uri "" is entry 0, code 1 of 2 bits; then the local name, its length plus 1.</summary>
    private const string StartA = "01 00000010 01100001 ";

    [Fact]
    [Spec("EXI 7.3.3")]
    public void The_empty_string_is_a_literal_of_length_2_and_never_a_hit() =>
        Both("<a b='' c=''/>", StartA + "01 01 00000010 01100010 00000010  1 01 01 00000010 01100011 00000010  10 00");

    [Fact]
    [Spec("EXI 7.3.3")]
    public void A_value_is_found_in_the_global_partition_by_1() =>
        Both("<a b='xy' c='xy'/>", StartA + "01 01 00000010 01100010 00000100 01111000 01111001  1 01 01 00000010 01100011 00000001  10 00");

    [Fact]
    [Spec("EXI 7.3.3")]
    public void A_value_is_found_in_the_local_partition_by_0_before_the_global_one() =>
        Both(
            "<a><b>xy</b><b>xy</b></a>",
            StartA + "10 01 00000010 01100010  11 00000100 01111000 01111001 0  1 0 01 00000000 1  0 00000000 0  01");

    [Fact]
    [Spec("EXI 7.1.10")]
    public void Lengths_count_code_points() =>
        Both("<a>\U0001F600</a>", StartA + "11 00000011 10000000 11101100 00000111 0");

    [Fact]
    [Spec("EXI 8.4.3")]
    public void The_end_of_an_empty_element_is_learned_once()
    {
        // The second b says EE by its long code once more. Were it learned again, the third b's short code would have 2 bits.
        const string bits = "01 00000010 01110010  10 01 00000010 01100010 00  1 0 01 00000000 1 1 00  00 0  01";
        Read(bits).Should().Be("<r><b /><b /><b /></r>");
        ReadCompact(bits).Should().Be("<r><b></b><b></b><b></b></r>");
    }

    [Fact]
    [Spec("EXI 8.4.3")]
    public void Characters_are_learned_once()
    {
        const string bits = "01 00000010 01110010  10 01 00000010 01100010 11 00000011 01111000 0  1 0 01 00000000 1 1 11 00000011 01111001 0  00 0 00000011 01111010 0  01";
        Read(bits).Should().Be("<r><b>x</b><b>y</b><b>z</b></r>");
        ReadCompact(bits).Should().Be("<r><b>x</b><b>y</b><b>z</b></r>");
    }

    private static void Both(string xml, string bits)
    {
        var written = new ArrayBufferWriter<byte>();
        using (XmlWriter writer = new ExiBodyWriter(null, ExiOptions.Default).BeginBody(written))
            XElement.Parse(xml).WriteTo(writer);
        Convert.ToHexString(written.WrittenSpan).Should().Be(Convert.ToHexString(Bytes(bits)));
        XNode.DeepEquals(XElement.Parse(Read(bits)), XElement.Parse(xml)).Should().BeTrue();
    }

    private static string Read(string bits) => BodyText.Read(new ExiBodyReader(null, ExiOptions.Default, ExiLimits.Untrusted), Bytes(bits));

    private static string ReadCompact(string bits)
    {
        var options = new CompactExiOptions
        {
            Strict = false,
            ValueMaxLength = CompactExiOptions.Unbounded,
            ValuePartitionCapacity = CompactExiOptions.Unbounded,
            LocalValuePartitions = true,
            MaxBuiltInGrammars = 8,
            MaxBuiltInProductions = 32,
        };
        var reader = new CompactExiReader(ExiSchemaCompiler.SchemaLess(), options);
        byte[] body = Bytes(bits);
        reader.Start(body, 0, body.Length);
        var text = new StringBuilder();
        var open = new Stack<string>();
        while (true)
        {
            int found = reader.Read();
            switch (found)
            {
                case CompactExiEvent.StartElement:
                    open.Push(reader.GetLocalName(reader.Name));
                    text.Append('<').Append(open.Peek()).Append('>');
                    break;
                case CompactExiEvent.Characters:
                    text.Append(reader.GetString());
                    break;
                case CompactExiEvent.EndElement:
                    text.Append("</").Append(open.Pop()).Append('>');
                    break;
                case CompactExiEvent.EndDocument:
                    return text.ToString();
                default:
                    return $"{text} then {found}, error {reader.ErrorCode}";
            }
        }
    }

    private static byte[] Bytes(string bits)
    {
        string dense = bits.Replace(" ", "", StringComparison.Ordinal);
        dense = dense.PadRight((dense.Length + 7) / 8 * 8, '0');
        return [.. Enumerable.Range(0, dense.Length / 8).Select(i => Convert.ToByte(dense.Substring(i * 8, 8), 2))];
    }
}
