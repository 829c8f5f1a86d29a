using IotXmpp.Testing;

namespace IotXmpp.Concentrator.Tests.Examples;

/// <summary>The examples of XEP-0347.</summary>
public sealed class DiscoveryExampleTests
{
    private static readonly ExampleFile File = ExampleFile.Load("xep-0347.xml");

    public static TheoryData<Example> Examples => [.. File.All];

    [Theory]
    [MemberData(nameof(Examples), DisableDiscoveryEnumeration = true)]
    [Spec("DI-013", "DI-017", "DI-021", "DI-022", "DI-025", "DI-027", "DI-028", "DI-029", "DI-034", "DI-035", "DI-036", "DI-041", "DI-044", "DI-045", "DI-046", "DI-048", "DI-049",
        "DI-050", "DI-055", "DI-057", "DI-058", "DI-059", "DI-060", "DI-061", "DI-062")]
    public Task Example_is_answered_as_the_text_says(Example example) => new DiscoveryExampleRunner().RunAsync(example);
}
