using IotXmpp.Testing;

namespace IotXmpp.Concentrator.Tests.Examples;

/// <summary>The examples of XEP-0325.</summary>
public sealed class ControlExampleTests
{
    private static readonly ExampleFile File = ExampleFile.Load("xep-0325.xml");

    public static TheoryData<Example> Examples => [.. File.All];

    [Theory]
    [MemberData(nameof(Examples), DisableDiscoveryEnumeration = true)]
    [Spec("CT-001", "CT-002", "CT-004", "CT-005", "CT-006", "CT-009", "CT-011", "CT-012", "CT-016", "CT-017", "CT-020", "CT-021", "CT-022", "CT-024", "CT-025", "CT-027", "CT-028", "CT-029", "CT-039")]
    public Task Example_is_answered_as_the_text_says(Example example) => new ExampleRunner().RunAsync(example);
}
