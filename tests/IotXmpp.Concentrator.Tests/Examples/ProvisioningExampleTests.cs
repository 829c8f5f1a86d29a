using IotXmpp.Testing;

namespace IotXmpp.Concentrator.Tests.Examples;

/// <summary>The examples of XEP-0324, as provisioning server and as one who asks it.</summary>
public sealed class ProvisioningExampleTests
{
    private static readonly ExampleFile File = ExampleFile.Load("xep-0324.xml");

    public static TheoryData<Example> Examples => [.. File.All];

    [Theory]
    [MemberData(nameof(Examples), DisableDiscoveryEnumeration = true)]
    [Spec("PR-014", "PR-016", "PR-020", "PR-022", "PR-024", "PR-028", "PR-029", "PR-030", "PR-031", "PR-035", "PR-038", "PR-041", "PR-042", "PR-063")]
    public Task Example_is_answered_as_the_text_says(Example example) => new ProvisioningExampleRunner().RunAsync(example);
}
