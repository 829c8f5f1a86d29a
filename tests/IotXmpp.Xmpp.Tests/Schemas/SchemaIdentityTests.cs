using System.Text;
using System.Xml.Linq;
using IotXmpp.Testing;
using IotXmpp.Xmpp.Schemas;
using IotXmpp.Xmpp.Streams.Exi;

namespace IotXmpp.Xmpp.Tests.Schemas;

public sealed class SchemaIdentityTests
{
    /// <summary>The hashes are those of RFC 1321 A.5.</summary>
    [Theory]
    [InlineData("", 0, "d41d8cd98f00b204e9800998ecf8427e")]
    [InlineData("abc", 3, "900150983cd24fb0d6963f7d28e17f72")]
    [InlineData("message digest", 14, "f96b697d7cb7938d525a2f31aaf161d0")]
    [Spec("EXI-007", "EXI-061", "EXI-074")]
    public void A_schema_is_named_by_the_bytes_of_its_file(string file, int bytes, string md5)
    {
        var schema = ExiSchema.Of("urn:example", Encoding.ASCII.GetBytes(file));
        schema.Should().Be(new ExiSchema("urn:example", bytes, md5));
        ExiSchema.Of("urn:example", Encoding.ASCII.GetBytes(file + "\n")).Md5Hash.Should().NotBe(md5, "a patched file is another schema");
    }

    [Fact]
    [Spec("EXI-065", "EXI-066")]
    public void The_canonical_schema_imports_in_ascending_order_whatever_order_they_come_in()
    {
        var schemas = XmppSchemas.All;
        byte[] written = CanonicalSchema.Write(schemas);
        CanonicalSchema.Write(schemas.Reverse()).Should().Equal(written);
        XNamespace xs = "http://www.w3.org/2001/XMLSchema";
        var root = XDocument.Load(new MemoryStream(written)).Root!;
        root.Attribute("targetNamespace")!.Value.Should().Be("urn:xmpp:exi:cs");
        root.Elements().Select(element => element.Name).Should().OnlyContain(name => name == xs + "import");
        root.Elements().Select(element => element.Attribute("namespace")!.Value).Should().HaveCount(schemas.Count).And.BeInAscendingOrder(StringComparer.Ordinal);
    }
}
