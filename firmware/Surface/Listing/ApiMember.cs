namespace IotXmpp.Surface.Listing;

/// <summary>
/// One member line of an API list, split at the name of its type: <c>M public int System.Array.IndexOf(...)</c>.
/// </summary>
/// <param name="Kind">What the line declares.</param>
/// <param name="Modifiers">Words before the type: <c>public static</c>, <c>protected abstract</c>...</param>
/// <param name="Type">Type of the value or the return type; empty for constructors and enum constants.</param>
/// <param name="Name">Name without the declaring type; <c>this</c> for an indexer.</param>
/// <param name="Parameters">Parameter declarations, in order, with default values; none for fields.</param>
/// <param name="Constant">The constant's text, or null.</param>
/// <param name="CanRead">A property has a visible getter.</param>
/// <param name="CanWrite">A property has a visible setter.</param>
/// <param name="Obsolete">The list marks it obsolete.</param>
internal sealed record ApiMember(
    ApiKind Kind,
    string Modifiers,
    string Type,
    string Name,
    IReadOnlyList<ApiParameter> Parameters,
    string? Constant,
    bool CanRead,
    bool CanWrite,
    bool Obsolete)
{
    /// <summary>Says whether a modifier stands before the member.</summary>
    public bool Is(string modifier) => Modifiers.Split(' ').Contains(modifier);

    /// <summary>Name and parameter types: what decides whether a member implements an interface's.</summary>
    public string Signature => $"{Name}({string.Join(",", Parameters.Select(p => p.Passing + p.Type))})";
}
