namespace IotXmpp.Exi.Tests.Vectors;

/// <summary>Value-aware comparison of two event texts, after the rules of tests/vectors/exi/README.md: that of <c>iotxmpp exi vectors</c>.</summary>
internal static class EventComparison
{
    /// <summary>The first difference, or null.</summary>
    public static string? Compare(string expected, string actual) => Tool.Vectors.EventComparison.Difference(expected, actual);
}
