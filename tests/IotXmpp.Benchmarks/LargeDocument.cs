using System.Globalization;
using System.Text;
using IotXmpp.Exi.Portable;
using IotXmpp.Exi.Schema;

namespace IotXmpp.Benchmarks;

/// <summary>A generated log of sensor readings with its schema: numbers, moments, enumerations, strings that repeat and strings that do not.</summary>
internal static class LargeDocument
{
    private const string Schema = """
        <xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:example:log" elementFormDefault="qualified">
          <xs:element name="log"><xs:complexType><xs:sequence>
            <xs:element name="reading" maxOccurs="unbounded"><xs:complexType><xs:sequence>
              <xs:element name="node" type="xs:string"/>
              <xs:element name="value" type="xs:decimal"/>
              <xs:element name="note" type="xs:string" minOccurs="0"/>
            </xs:sequence>
              <xs:attribute name="at" type="xs:dateTime" use="required"/>
              <xs:attribute name="seq" type="xs:unsignedInt" use="required"/>
              <xs:attribute name="state"><xs:simpleType><xs:restriction base="xs:string">
                <xs:enumeration value="ok"/><xs:enumeration value="warning"/><xs:enumeration value="alarm"/>
              </xs:restriction></xs:simpleType></xs:attribute>
            </xs:complexType></xs:element>
          </xs:sequence></xs:complexType></xs:element>
        </xs:schema>
        """;

    public static GrammarImage Grammar { get; } =
        ExiSchemaCompiler.Compile("log.xsd", [new ExiSchemaSource("log.xsd", Encoding.UTF8.GetBytes(Schema))]);

    /// <summary>UTF-8, the given number of bytes or a little more; the same for the same size.</summary>
    public static byte[] Generate(int bytes)
    {
        string[] states = ["ok", "ok", "ok", "ok", "warning", "alarm"];
        var random = new Random(20260101);
        var text = new StringBuilder("<log xmlns=\"urn:example:log\">");
        DateTime at = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        for (int seq = 0; text.Length < bytes; seq++)
        {
            at = at.AddMilliseconds(random.Next(1, 60_000));
            text.Append(CultureInfo.InvariantCulture, $"<reading at=\"{at:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}\" seq=\"{seq}\" state=\"{states[random.Next(states.Length)]}\"><node>node-{random.Next(200)}</node><value>{random.Next(-4000, 9000) / 100.0:F2}</value>");
            if (random.Next(4) == 0)
                text.Append(CultureInfo.InvariantCulture, $"<note>calibrated by operator {random.Next(100_000)}</note>");
            text.Append("</reading>");
        }

        return Encoding.UTF8.GetBytes(text.Append("</log>").ToString());
    }
}
