using System.Xml.Linq;
using IotXmpp.Exi.Portable;
using IotXmpp.Exi.Tests.Grammars;
using IotXmpp.Exi.Xml;
using IotXmpp.Testing;

namespace IotXmpp.Exi.Tests.Schema;

/// <summary>
/// Integers whose bounds leave few values, far from zero (EXI 7.1.5). Up to 28 digits: System.Xml.Schema refuses bounds beyond them.
/// </summary>
[Spec("EXI 7.1.5")]
public sealed class BigBoundsTests
{
    [Theory]
    [InlineData("1000000000000000000000000000", "1000000000000000000000000015", "1000000000000000000000000009", 9, 4)]
    [InlineData("-1000000000000000000000000015", "-1000000000000000000000000000", "-1000000000000000000000000015", 0, 4)]
    [InlineData("-9223372036854775808", "-9223372036854775807", "-9223372036854775808", 0, 1)]
    [InlineData("9223372036854775806", "9223372036854775809", "9223372036854775809", 3, 2)]
    public void They_are_offsets_from_the_smallest_value(string minimum, string maximum, string value, int offset, int width)
    {
        GrammarImage image = GrammarText.Compile($"""
            <xs:element name="e"><xs:simpleType><xs:restriction base="xs:integer">
              <xs:minInclusive value="{minimum}"/><xs:maxInclusive value="{maximum}"/>
            </xs:restriction></xs:simpleType></xs:element>
            """);
        var options = new ExiOptions { Strict = true };
        var written = new MemoryStream();
        using (var writer = ExiXmlWriter.Create(written, new ExiXmlWriterSettings { Grammar = image, Options = options, WriteHeader = false, LeaveOpen = true }))
            new XElement("e", value).WriteTo(writer);

        // Strict, one global element and SE(*): 1 bit; one value, no event code; the offset.
        written.ToArray().Should().Equal([(byte)(offset << (7 - width))]);
        written.Position = 0;
        using var reader = ExiXmlReader.Create(written, new ExiXmlReaderSettings { Grammar = image, Options = options, HasHeader = false });
        XElement.Load(reader).Value.Should().Be(value);
    }
}
