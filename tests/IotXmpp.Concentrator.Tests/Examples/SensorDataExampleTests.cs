using IotXmpp.Testing;

namespace IotXmpp.Concentrator.Tests.Examples;

/// <summary>The examples of XEP-0323.</summary>
public sealed class SensorDataExampleTests
{
    private static readonly ExampleFile File = ExampleFile.Load("xep-0323.xml");

    public static TheoryData<Example> Examples => [.. File.All];

    [Theory]
    [MemberData(nameof(Examples), DisableDiscoveryEnumeration = true)]
    [Spec("SD-001", "SD-002", "SD-009", "SD-012", "SD-015", "SD-016", "SD-019", "SD-021", "SD-022", "SD-027", "SD-028", "SD-029", "SD-030", "SD-031", "SD-059")]
    public Task Example_is_answered_as_the_text_says(Example example) => new ExampleRunner().RunAsync(example);
}
