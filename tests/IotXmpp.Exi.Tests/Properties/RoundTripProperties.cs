using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using CsCheck;
using IotXmpp.Exi.Portable;
using IotXmpp.Exi.Tests.Grammars;
using IotXmpp.Exi.Tests.Vectors;
using IotXmpp.Exi.Xml;
using IotXmpp.Testing;

namespace IotXmpp.Exi.Tests.Properties;

/// <summary>Random schemas, documents that are valid to them and documents that are not, under every kind of options: what was written is read.</summary>
[Spec("EXI 6", "EXI 7", "EXI 8", "EXI 9")]
public sealed class RoundTripProperties
{
    private static readonly string[] s_attributes =
    [
        "<xs:attribute name='i' type='xs:int'/>", "<xs:attribute name='d' type='xs:decimal' use='required'/>", "<xs:attribute name='t' type='xs:dateTime'/>",
        "<xs:attribute name='e'><xs:simpleType><xs:restriction base='xs:string'><xs:enumeration value='on'/><xs:enumeration value='off'/></xs:restriction></xs:simpleType></xs:attribute>",
        "<xs:attribute name='p'><xs:simpleType><xs:restriction base='xs:string'><xs:pattern value='[a-f]*'/></xs:restriction></xs:simpleType></xs:attribute>",
        "<xs:attribute name='l'><xs:simpleType><xs:list itemType='xs:boolean'/></xs:simpleType></xs:attribute>",
        "<xs:attribute name='s' type='xs:string'/>",
    ];

    private static readonly string[] s_valid = ["i=7", "d=-12.05", "t=2026-11-22T21:00:00.25Z", "e=off", "p=face", "l=true false", "s=x y"];

    private static readonly Gen<ExiOptions> s_options = Gen.Select(
        Gen.Int[0, 3], Gen.Bool, Gen.Int[0, 31], ModelGenerator.Of<int?>(null, 0, 1, 3), ModelGenerator.Of<int?>(null, 0, 3), Gen.Bool, ModelGenerator.Of(1, 3, ExiOptions.DefaultBlockSize), Gen.Int[0, 2])
        .Select(static (alignment, strict, preserve, capacity, length, local, block, extra) => new ExiOptions
        {
            Alignment = alignment switch { 1 => ExiAlignment.ByteAlignment, 2 => ExiAlignment.PreCompression, _ => ExiAlignment.BitPacked },
            Compression = alignment == 3,
            Strict = strict,
            Preserve = strict ? (ExiPreserve)preserve & ExiPreserve.LexicalValues : (ExiPreserve)preserve,
            ValuePartitionCapacity = capacity,
            ValueMaxLength = length,
            LocalValuePartitions = local,
            BlockSize = block,
            Fragment = extra == 1,
            SelfContained = extra == 2 && !strict && alignment < 2,
            SelfContainedElements = [new XmlQualifiedName("a"), new XmlQualifiedName("b")],
        });

    [Fact]
    public void Documents_of_random_schemas_are_read_as_they_were_written() =>
        Gen.Select(ModelGenerator.Group, s_options, Gen.Int).Sample(
            static (model, options, seed) => FindDifference(model, options, seed) is null,
            iter: 400,
            print: static sample => $"{sample.Item1.ToXsd()}\n{sample.Item2}\n{FindDifference(sample.Item1, sample.Item2, sample.Item3)}");

    private static string? FindDifference(Model model, ExiOptions options, int seed)
    {
        var random = new Random(seed);
        int attributes = random.Next(1 << s_attributes.Length);
        string declarations = string.Concat(s_attributes.Where((_, i) => (attributes >> i & 1) != 0));
        GrammarImage? image = !options.Strict && random.Next(4) == 0
            ? null
            : GrammarText.Compile($"<xs:element name='r' nillable='true'><xs:complexType mixed='{(random.Next(3) == 0 ? "true" : "false")}'>{model.ToXsd()}{declarations}</xs:complexType></xs:element><xs:element name='z' type='xs:int'/>");
        var document = new XElement("r");
        for (int i = 0; i < s_attributes.Length; i++)
        {
            if ((attributes >> i & 1) != 0 && (s_attributes[i].Contains("required", StringComparison.Ordinal) || random.Next(2) == 0))
                document.Add(new XAttribute(s_valid[i][..1], s_valid[i][2..]));
        }

        if (!AddChildren(document, model, random) && options.Strict)
            return null;
        if (!options.Strict && random.Next(2) == 0)
            Deviate(document, random);

        string expected = Vectors.EventText.Of(document.CreateReader(), prefixes: false);
        byte[] stream = Write(document, image, options);
        using ExiXmlReader reader = ExiXmlReader.Create(new MemoryStream(stream), new ExiXmlReaderSettings { Grammar = image, Options = options, Limits = ExiLimits.Trusted });
        string actual;
        try
        {
            actual = Vectors.EventText.Of(reader, prefixes: false);
        }
        catch (ExiException e)
        {
            return $"{document}: {e.Message}";
        }

        return EventComparison.Compare(WithoutNamespaces(expected), WithoutNamespaces(actual)) is { } difference ? $"{document}: {difference}" : null;
    }

    private static byte[] Write(XElement document, GrammarImage? image, ExiOptions options)
    {
        var stream = new MemoryStream();
        using (var writer = ExiXmlWriter.Create(stream, new ExiXmlWriterSettings { Grammar = image, Options = options, WriteOptions = true, LeaveOpen = true }))
            document.WriteTo(writer);
        return stream.ToArray();
    }

    /// <summary>A random walk through the content model; false if it came to no place where it may end.</summary>
    private static bool AddChildren(XElement parent, Model model, Random random)
    {
        var oracle = new ModelOracle(model);
        SortedSet<int> places = oracle.Start;
        for (int step = 0; step < 200; step++)
        {
            IReadOnlyList<string> terminals = oracle.Terminals(places);
            bool mayEnd = terminals[^1] == "EE";
            if (mayEnd && (terminals.Count == 1 || random.Next(4) == 0))
                return true;
            string chosen = terminals[random.Next(terminals.Count - (mayEnd ? 1 : 0))];
            parent.Add(new XElement(chosen == "*" ? "z" : chosen, random.Next(-200, 70_000).ToString(CultureInfo.InvariantCulture)));
            places = oracle.Step(places, chosen);
        }

        return false;
    }

    /// <summary>What the schema does not allow.</summary>
    private static void Deviate(XElement document, Random random)
    {
        for (int i = random.Next(1, 4); i > 0; i--)
        {
            switch (random.Next(5))
            {
                case 0: document.SetAttributeValue("unknown" + random.Next(3), "v" + random.Next(3)); break;
                case 1: document.SetAttributeValue("i", "no number"); break;
                case 2: document.Add(new XElement("stranger", new XAttribute("x", random.Next(3)), new XElement("a", "text"))); break;
                case 3: document.AddFirst(new XElement("b", "no number")); break;
                case 4: document.Add(new XText("text " + random.Next(3))); break;
            }
        }
    }

    /// <summary>Only names and values count here; the reader declares what the prefixes of its choice need.</summary>
    private static string WithoutNamespaces(string events) =>
        string.Join('\n', events.Split('\n').Where(static line => !line.StartsWith("NS ", StringComparison.Ordinal)));
}
