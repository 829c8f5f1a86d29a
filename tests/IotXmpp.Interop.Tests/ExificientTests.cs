extern alias exi;

using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using exi::IotXmpp.Exi;
using exi::IotXmpp.Exi.Portable;
using exi::IotXmpp.Exi.Schema;
using exi::IotXmpp.Exi.Xml;
using IotXmpp.Interop.Tests.Peers;

namespace IotXmpp.Interop.Tests;

/// <summary>
/// exificient.js, an independent EXI codec, live. Its package has one schema built in, that of EXI for JSON (W3C draft of 2016-08-23), so JSON is what we
/// exchange: strict schema-informed grammars, built-in grammars for the keys of objects, string tables. Not exchanged is what it gets wrong: it writes
/// false as true, 1e-7 as 0 and mantissas of more than 64 bits, splits characters beyond the basic plane, reads an array in an array into its
/// parent's parent, and has no learned productions for a key inside a key of the same name.
/// </summary>
public sealed class ExificientTests
{
    private const string Json = "http://www.w3.org/2015/EXI/json";

    /// <summary>The schema of EXI for JSON, as far as JSON itself needs it and in the order of its declarations.</summary>
    private const string Schema =
        """
        <xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:j="http://www.w3.org/2015/EXI/json" targetNamespace="http://www.w3.org/2015/EXI/json" elementFormDefault="qualified">
          <xs:element name="map" type="j:mapType"/>
          <xs:element name="array" type="j:arrayType"/>
          <xs:element name="string" type="j:stringType"/>
          <xs:element name="number" type="j:numberType"/>
          <xs:element name="boolean" type="j:booleanType"/>
          <xs:element name="null" type="j:nullType"/>
          <xs:element name="other" type="j:otherType"/>
          <xs:complexType name="mapType"><xs:sequence><xs:any namespace="http://www.w3.org/2015/EXI/json" processContents="lax" minOccurs="0" maxOccurs="unbounded"/></xs:sequence></xs:complexType>
          <xs:complexType name="arrayType"><xs:choice minOccurs="0" maxOccurs="unbounded">
            <xs:element ref="j:map"/><xs:element ref="j:array"/><xs:element ref="j:string"/><xs:element ref="j:number"/><xs:element ref="j:boolean"/><xs:element ref="j:null"/><xs:element ref="j:other"/>
          </xs:choice></xs:complexType>
          <xs:complexType name="stringType"><xs:simpleContent><xs:extension base="xs:string"/></xs:simpleContent></xs:complexType>
          <xs:complexType name="numberType"><xs:simpleContent><xs:extension base="xs:double"/></xs:simpleContent></xs:complexType>
          <xs:complexType name="booleanType"><xs:simpleContent><xs:extension base="xs:boolean"/></xs:simpleContent></xs:complexType>
          <xs:complexType name="nullType"/>
          <xs:complexType name="otherType"><xs:choice>
            <xs:element name="base64Binary" type="xs:base64Binary"/><xs:element name="dateTime" type="xs:dateTime"/><xs:element name="time" type="xs:time"/>
            <xs:element name="date" type="xs:date"/><xs:element name="integer" type="xs:integer"/><xs:element name="decimal" type="xs:decimal"/>
          </xs:choice></xs:complexType>
        </xs:schema>
        """;

    private static readonly string[] Values =
    [
        "[]", "{}", "[1]", "[-1,0,127,128,16384,4294967296]", "[1.5,-0.25,123456.789]", """["a","a","b",""]""", "[true,null,true]", """["ä","€","tab\tand\nline"]""",
        """{"a":1}""", """{"a":1,"b":"x"}""", """{"t":21.5,"u":"C","t2":21.5,"u2":"C"}""", """[{"a":1},{"a":2},{"a":"s"},{"b":null}]""",
        """{"name":"Temperature","value":21.5,"unit":"°C","nodes":[{"id":"board1","up":true},{"id":"board2","up":true}]}""",
        """{"long":"The quick brown fox jumps over the lazy dog. The quick brown fox jumps over the lazy dog. The quick brown fox jumps over the lazy dog."}""",
    ];

    private static readonly ExiOptions Options = new() { Strict = true };

    private static readonly GrammarImage Grammar = ExiSchemaCompiler.Compile([new ExiSchemaSource("exi4json.xsd", Encoding.UTF8.GetBytes(Schema))]);

    [Fact]
    public async Task We_read_what_it_writes_and_write_the_same_octets()
    {
        var theirs = await AskAsync(Values.Select(value => $$"""{"exify":{{value}}}"""));
        for (int i = 0; i < Values.Length; i++)
        {
            byte[] stream = Convert.FromHexString(theirs[i].GetValue<string>());
            ToJson(Decode(stream).Root!)!.ToJsonString().Should().Be(Parse(Values[i])!.ToJsonString());

            // It gives away its whole buffer: what follows the last octet is zero.
            byte[] ours = Encode(Values[i]);
            Convert.ToHexString(stream.AsSpan(0, ours.Length)).Should().Be(Convert.ToHexString(ours), Values[i]);
            stream.AsSpan(ours.Length).IndexOfAnyExcept((byte)0).Should().Be(-1, Values[i]);
        }
    }

    [Fact]
    public async Task It_reads_what_we_write()
    {
        var read = await AskAsync(Values.Select(value => $$"""{"parse":"{{Convert.ToHexString(Encode(value))}}"}"""));
        for (int i = 0; i < Values.Length; i++)
            read[i].ToJsonString().Should().Be(Parse(Values[i])!.ToJsonString());
    }

    private static async Task<List<JsonNode>> AskAsync(IEnumerable<string> requests)
    {
        string node = Peer.Require("node", "nodejs"), library = Peer.RequireExificient();
        string script = Path.Combine(AppContext.BaseDirectory, "Node", "exificient_peer.js");
        string file = Path.GetTempFileName();
        try
        {
            await File.WriteAllLinesAsync(file, requests, TestContext.Current.CancellationToken);
            var (code, output) = await Program.RunAsync(node, [script, library, file], TestContext.Current.CancellationToken);
            code.Should().Be(0, output);
            return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static JsonNode? Parse(string json) => JsonNode.Parse(json);

    private static XElement ToXml(JsonNode? node) => node switch
    {
        null => Element("null"),
        JsonObject map => Element("map", map.Select(pair => Element(pair.Key, ToXml(pair.Value)))),
        JsonArray array => Element("array", array.Select(ToXml)),
        JsonValue value => value.GetValueKind() switch
        {
            JsonValueKind.String => Element("string", value.GetValue<string>()),
            JsonValueKind.True => Element("boolean", "true"),
            JsonValueKind.False => Element("boolean", "false"),
            _ => Element("number", value.GetValue<JsonElement>().GetDouble().ToString("R", CultureInfo.InvariantCulture)),
        },
        _ => throw new InvalidOperationException(),
    };

    private static JsonNode? ToJson(XElement element) => element.Name.LocalName switch
    {
        "map" => new JsonObject(element.Elements().Select(key => KeyValuePair.Create(key.Name.LocalName, ToJson(key.Elements().Single())))),
        "array" => new JsonArray([.. element.Elements().Select(ToJson)]),
        "string" => JsonValue.Create(element.Value),
        "number" => Parse(element.Value),
        "boolean" => JsonValue.Create(element.Value == "true"),
        _ => null,
    };

    private static XElement Element(string name, params object?[] content) => new((XNamespace)Json + name, content);

    private static byte[] Encode(string json)
    {
        var stream = new MemoryStream();
        using (var writer = ExiXmlWriter.Create(stream, new ExiXmlWriterSettings { Options = Options, Grammar = Grammar, LeaveOpen = true }))
            new XDocument(ToXml(Parse(json))).Save(writer);
        return stream.ToArray();
    }

    private static XDocument Decode(byte[] stream)
    {
        using var reader = ExiXmlReader.Create(new MemoryStream(stream), new ExiXmlReaderSettings { Options = Options, Grammar = Grammar });
        return XDocument.Load(reader);
    }
}
