namespace IotXmpp.Surface.Listing;

/// <summary>A type of the declared API with its visible members.</summary>
/// <param name="Keyword"><c>class</c>, <c>struct</c>, <c>interface</c>, <c>enum</c> or <c>delegate</c>.</param>
/// <param name="Modifiers">Words before the keyword.</param>
/// <param name="FullName">Namespace, outer types and name, separated by dots; type parameters stay in it.</param>
/// <param name="Bases">Base class and interfaces, as listed; for an enum its underlying type.</param>
/// <param name="ReturnType">A delegate's return type.</param>
/// <param name="Parameters">A delegate's parameters.</param>
/// <param name="Obsolete">The list marks it obsolete.</param>
internal sealed record ApiType(
    string Keyword,
    string Modifiers,
    string FullName,
    IReadOnlyList<string> Bases,
    string ReturnType,
    IReadOnlyList<ApiParameter> Parameters,
    bool Obsolete)
{
    /// <summary>Members in the order of the list.</summary>
    public List<ApiMember> Members { get; } = [];

    /// <summary>Says whether a modifier stands before the type.</summary>
    public bool Is(string modifier) => Modifiers.Split(' ').Contains(modifier);
}
