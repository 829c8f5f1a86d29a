namespace IotXmpp.Surface.Checks;

/// <summary>Members that exist on the board but give wrong results, or that sans-IO code must not touch.</summary>
internal static class ForbiddenCalls
{
    private const string SansIo = "device code is sans-IO: time, randomness and bytes come in as arguments";

    private const string Culture = "depends on the culture off the board: compare characters (Ordinal)";

    private static readonly Dictionary<string, string> Members = new()
    {
        ["System.String System.Enum::ToString()"] = "the board has no enum names and prints the number: write a switch",
        ["System.String System.Double::ToString()"] = "prints 22.536999999999999 on the board: use ToString(\"F2\") or a scaled integer",
        ["System.String System.Single::ToString()"] = "prints too many digits on the board: use ToString(\"F2\") or a scaled integer",
        ["System.DateTime System.DateTime::Parse(System.String)"] = "reads \".789Z\" as 789 ticks and ignores \"+01:00\" on the board",
        ["System.Boolean System.DateTime::TryParse(System.String,System.DateTime&)"] = "reads \".789Z\" as 789 ticks and ignores \"+01:00\" on the board",
        ["System.DateTime System.Convert::ToDateTime(System.String)"] = "same flaws as DateTime.Parse on the board",
        ["System.Int32 System.IO.Stream::Read(System.SpanByte)"] = "NetworkStream throws on it: read into a byte[]",
        ["System.Boolean System.String::StartsWith(System.String)"] = Culture,
        ["System.Boolean System.String::EndsWith(System.String)"] = Culture,
        ["System.Int32 System.String::IndexOf(System.String)"] = Culture,
        ["System.Int32 System.String::LastIndexOf(System.String)"] = Culture,
        ["System.Int32 System.String::Compare(System.String,System.String)"] = Culture,
        ["System.Int32 System.String::CompareTo(System.String)"] = Culture,
        ["System.String System.String::ToLower()"] = Culture,
        ["System.String System.String::ToUpper()"] = Culture,
    };

    private static readonly HashSet<string> ClockAndChance =
    [
        "System.DateTime System.DateTime::get_UtcNow()", "System.DateTime System.DateTime::get_Today()", "System.Guid System.Guid::NewGuid()",
    ];

    private static readonly HashSet<string> Types =
    [
        "System.Console", "System.Random", "System.Threading.Thread", "System.Threading.Timer", "System.Threading.AutoResetEvent",
        "System.Threading.ManualResetEvent", "System.Threading.WaitHandle", "System.Threading.Monitor", "System.Threading.Interlocked",
        "System.Threading.SpinWait", "System.Diagnostics.Debug", "System.Diagnostics.Debugger",
    ];

    /// <summary>Why a call is refused, or null when it is fine.</summary>
    /// <param name="fullName">The member as Mono.Cecil spells it, parameters included.</param>
    /// <param name="declaringType">Full name of its type.</param>
    /// <param name="isSansIo">True for code that must not touch clocks, randomness, threads and the console.</param>
    public static string? Reason(string fullName, string declaringType, bool isSansIo) =>
        Members.TryGetValue(fullName, out string? reason) ? reason
        : isSansIo && (Types.Contains(declaringType) || ClockAndChance.Contains(fullName)) ? SansIo
        : null;
}
