namespace IotXmpp.Exi.Schema;

/// <summary>The {namespace constraint} of a wildcard (XML Schema 1.0, 3.10.1): any, not one namespace, or one of a list. "" is absent.</summary>
internal sealed class NamespaceConstraint
{
    private readonly string? _not;

    private NamespaceConstraint(string? not, IReadOnlyList<string> list, bool isList)
    {
        _not = not;
        List = list;
        IsList = isList;
    }

    public static NamespaceConstraint Any { get; } = new(null, [], isList: false);

    /// <summary>False: any, or all but one, which EXI treats alike.</summary>
    public bool IsList { get; }

    /// <summary>The namespaces in the order in which the schema names them.</summary>
    public IReadOnlyList<string> List { get; }

    /// <summary>Reads a <c>namespace</c> attribute; null is its default, ##any.</summary>
    public static NamespaceConstraint Parse(string? value, string targetNamespace)
    {
        string[] words = (value ?? "##any").Split([' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
        return words switch
        {
            ["##any"] => Any,
            ["##other"] => new(targetNamespace, [], isList: false),
            _ => OneOf(words.Select(word => word switch
            {
                "##targetNamespace" => targetNamespace,
                "##local" => "",
                _ => word,
            })),
        };
    }

    /// <summary>XML Schema 1.0, 3.10.6, Attribute Wildcard Union.</summary>
    public NamespaceConstraint Union(NamespaceConstraint other)
    {
        if (IsList && other.IsList)
            return OneOf(List.Concat(other.List));
        if (!IsList && !other.IsList)
            return _not == other._not ? this : Any;
        (NamespaceConstraint open, NamespaceConstraint list) = IsList ? (other, this) : (this, other);
        if (open._not is null)
            return Any;
        bool hasName = list.List.Contains(open._not);
        bool hasAbsent = list.List.Contains("");
        if (open._not.Length == 0)
            return hasAbsent ? Any : open;
        return (hasName, hasAbsent) switch
        {
            (true, true) => Any,
            // "not and absent": EXI only asks whether the constraint is a list, so the exact complement does not matter.
            (true, false) => new("", [], isList: false),
            _ => open,
        };
    }

    /// <summary>XML Schema 1.0, 3.10.6, Attribute Wildcard Intersection.</summary>
    public NamespaceConstraint Intersect(NamespaceConstraint other)
    {
        if (IsList && other.IsList)
            return OneOf(List.Where(other.List.Contains));
        if (!IsList && !other.IsList)
            return _not is null || _not.Length == 0 ? other._not is null ? this : other : this;
        (NamespaceConstraint open, NamespaceConstraint list) = IsList ? (other, this) : (this, other);
        return open._not is null ? list : OneOf(list.List.Where(uri => uri.Length > 0 && uri != open._not));
    }

    private static NamespaceConstraint OneOf(IEnumerable<string> uris) => new(null, [.. uris.Distinct()], isList: true);
}
