namespace IotXmpp.Concentrator.Access;

/// <summary>An answer of the access policy; possibly partial (XEP-0324 <c>canRead</c> with some fields only).</summary>
internal sealed record AccessDecision
{
    private AccessDecision(bool isAllowed, IReadOnlyList<string>? names)
    {
        IsAllowed = isAllowed;
        Names = names;
    }

    /// <summary>Everything asked for.</summary>
    public static AccessDecision Allow { get; } = new(true, null);

    /// <summary>Nothing.</summary>
    public static AccessDecision Deny { get; } = new(false, null);

    /// <summary>True if at least something is allowed.</summary>
    public bool IsAllowed { get; }

    /// <summary>The only fields or parameters that are allowed; null for all.</summary>
    public IReadOnlyList<string>? Names { get; }

    /// <summary>Some fields or parameters only; none at all is a denial.</summary>
    public static AccessDecision Partial(IReadOnlyList<string> names) => names.Count > 0 ? new(true, names) : Deny;

    /// <summary>True if that field or parameter is allowed.</summary>
    public bool Covers(string name) => IsAllowed && (Names is null || Names.Contains(name, StringComparer.Ordinal));
}
