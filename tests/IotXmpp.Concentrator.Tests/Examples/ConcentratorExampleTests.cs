using IotXmpp.Testing;

namespace IotXmpp.Concentrator.Tests.Examples;

/// <summary>The examples of XEP-0326, told with our nodes.</summary>
public sealed class ConcentratorExampleTests
{
    private static readonly ExampleFile File = ExampleFile.Load("xep-0326.xml");

    public static TheoryData<Example> Examples => [.. File.All];

    [Theory]
    [MemberData(nameof(Examples), DisableDiscoveryEnumeration = true)]
    [Spec("CO-001", "CO-010", "CO-015", "CO-017", "CO-018", "CO-019", "CO-020", "CO-025", "CO-026", "CO-027", "CO-029", "CO-030", "CO-031", "CO-032", "CO-034", "CO-035", "CO-036",
        "CO-037", "CO-038", "CO-039", "CO-040", "CO-041", "CO-042", "CO-043", "CO-048", "CO-049", "CO-050", "CO-051", "CO-054", "CO-057", "CO-062", "CO-063", "CO-067", "CO-068",
        "CO-070", "CO-071", "CO-072", "CO-073", "CO-074", "CO-075", "CO-077", "CO-080", "CO-081", "CO-084", "CO-086", "CO-087", "CO-089", "CO-090", "CO-094", "CO-125", "CO-126",
        "CO-127", "CO-128", "CO-129")]
    public Task Example_is_answered_as_the_text_says(Example example) => new DiscoveryExampleRunner().RunAsync(example);
}
