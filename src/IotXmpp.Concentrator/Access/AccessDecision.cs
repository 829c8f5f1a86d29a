using IotXmpp.Things.Model;

namespace IotXmpp.Concentrator.Access;

/// <summary>
/// An answer of the access policy; possibly partial (XEP-0324 3.3.3). Ask <see cref="Covers(NodeRef, string)"/> of everything before it is shown
/// or moved: nothing that is not covered is an error, it just is not there.
/// </summary>
internal sealed class AccessDecision
{
    /// <summary>What is covered, by node and name; null for everything.</summary>
    private readonly Func<NodeRef?, string, bool>? _covers;

    private AccessDecision(bool isAllowed, Func<NodeRef?, string, bool>? covers)
    {
        IsAllowed = isAllowed;
        _covers = covers;
    }

    /// <summary>Everything asked for.</summary>
    public static AccessDecision Allow { get; } = new(true, null);

    /// <summary>Nothing.</summary>
    public static AccessDecision Deny { get; } = new(false, static (_, _) => false);

    /// <summary>True if at least something is allowed.</summary>
    public bool IsAllowed { get; }

    /// <summary>True if only some of it is allowed.</summary>
    public bool IsPartial => IsAllowed && _covers is not null;

    /// <summary>The types of fields that may be shown.</summary>
    public FieldTypes FieldTypes { get; init; } = FieldTypes.All;

    /// <summary>The question this answers, for <see cref="BoardAccess.RenewAsync"/>; null for the two constant answers.</summary>
    public AccessRequest? Request { get; init; }

    /// <summary>What the answer rests on, for the log of decisions: the numbers of rules.</summary>
    public IReadOnlyList<long> Rules { get; init; } = [];

    /// <summary>Some fields or parameters only, on every node; none at all is a denial.</summary>
    public static AccessDecision Partial(IReadOnlyList<string> names) =>
        names.Count > 0 ? Partial((_, name) => names.Contains(name, StringComparer.Ordinal)) : Deny;

    /// <summary>What fits only.</summary>
    /// <param name="covers">True for a node, null for that of the request, and the name of a field or parameter.</param>
    public static AccessDecision Partial(Func<NodeRef?, string, bool> covers) => new(true, covers);

    /// <summary>True if that field or parameter of the node that was asked about is allowed.</summary>
    public bool Covers(string name) => IsAllowed && (_covers is null || _covers(null, name));

    /// <summary>True if that field or parameter of a node is allowed.</summary>
    public bool Covers(NodeRef node, string name) => IsAllowed && (_covers is null || _covers(node, name));

    /// <summary>True if that field of a node may be shown.</summary>
    public bool Covers(NodeRef node, Field field) => (field.FieldTypes & FieldTypes) != 0 && Covers(node, field.Name);
}
