using System.Xml.Linq;
using IotXmpp.Things.Model;

namespace IotXmpp.Concentrator.Tests.Examples;

/// <summary>The examples of one specification: a file under <c>tests/vectors/things</c>, whose README describes the format.</summary>
public sealed class ExampleFile
{
    internal static readonly XNamespace Ns = "urn:iotxmpp:examples";

    private ExampleFile(XElement root)
    {
        Specification = Required(root, "specification");
        Domain = Required(root, "domain");
        Owner = Required(root, "owner");
        Start = DateTimeOffset.Parse(Required(root, "start"), System.Globalization.CultureInfo.InvariantCulture);
        Kinds = [.. root.Elements(Ns + "kind").Select(ReadKind)];
        Allowed = [.. root.Elements(Ns + "allow").Select(allow => ((XNamespace)Required(allow, "ns") + Required(allow, "element"), (string?)allow.Attribute("attribute")))];
        All = [.. root.Elements(Ns + "example").Select(example =>
            new Example($"{Specification} {Required(example, "number")}: {Required(example, "title")}", this, [.. example.Elements()]))];
    }

    /// <summary>Such as <c>XEP-0323</c>.</summary>
    public string Specification { get; }

    /// <summary>The things domain of the examples.</summary>
    public string Domain { get; }

    /// <summary>Bare JID that owns the boards unless a board says otherwise.</summary>
    public string Owner { get; }

    /// <summary>What the clock shows at the beginning of each example.</summary>
    public DateTimeOffset Start { get; }

    /// <summary>Kinds of things in the examples.</summary>
    public IReadOnlyList<ThingDescription> Kinds { get; }

    /// <summary>What our answers may have beyond the examples: an element, or an attribute of it. Each has its reason in the file.</summary>
    public IReadOnlyList<(XName Element, string? Attribute)> Allowed { get; }

    /// <summary>The examples in order.</summary>
    public IReadOnlyList<Example> All { get; }

    /// <summary>Reads a file of <c>tests/vectors/things</c>.</summary>
    public static ExampleFile Load(string name)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null)
        {
            string path = Path.Combine(folder.FullName, "tests", "vectors", "things", name);
            if (File.Exists(path))
                return new ExampleFile(XDocument.Load(path).Root!);
            folder = folder.Parent;
        }

        throw new FileNotFoundException("tests/vectors/things/" + name);
    }

    internal static string Required(XElement element, string attribute) =>
        (string?)element.Attribute(attribute) ?? throw new FormatException($"{element.Name.LocalName} needs '{attribute}'.");

    private static ThingDescription ReadKind(XElement kind) => new()
    {
        Kind = Required(kind, "name"),
        Title = (string?)kind.Attribute("title") ?? Required(kind, "name"),
        Fields = [.. kind.Elements(Ns + "field").Select(field =>
            new FieldDescription(Required(field, "name"), Enum.Parse<FieldValueKind>(Required(field, "kind")), (string?)field.Attribute("unit") ?? ""))],
        Parameters = [.. kind.Elements(Ns + "parameter").Select(parameter => new ControlParameter
        {
            Name = Required(parameter, "name"),
            Kind = Enum.Parse<ControlParameterKind>(Required(parameter, "kind")),
            Minimum = (long?)parameter.Attribute("min"),
            Maximum = (long?)parameter.Attribute("max"),
            Unit = (string?)parameter.Attribute("unit") ?? "",
            Description = (string?)parameter.Attribute("description") ?? "",
            Label = (string?)parameter.Attribute("label"),
            Page = (string?)parameter.Attribute("page"),
            Group = (string?)parameter.Attribute("group"),
        })],
    };
}
