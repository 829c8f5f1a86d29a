namespace IotXmpp.Surface.Checks;

/// <summary>Something the compiler lets pass and a board does not run.</summary>
/// <param name="Rule">Stable id, NANO001...</param>
/// <param name="Where">Source position as path(line,column), or the member's full name.</param>
/// <param name="Message">What is wrong and what to write instead.</param>
internal sealed record Violation(string Rule, string Where, string Message)
{
    /// <summary>The compiler's error format, which the build shows as an error of its own.</summary>
    public override string ToString() => $"{Where}: error {Rule}: {Message}";
}
