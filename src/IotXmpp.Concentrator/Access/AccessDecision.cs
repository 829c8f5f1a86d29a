using IotXmpp.Things.Model;

namespace IotXmpp.Concentrator.Access;

/// <summary>
/// An answer of the access policy; possibly partial (XEP-0324 3.3.3). Ask <see cref="Covers(NodeRef, Field)"/> of everything before it is shown
/// or moved: nothing that is not covered is an error, it just is not there.
/// </summary>
internal sealed record AccessDecision
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

    /// <summary>True if nobody has said yet whether it is allowed, so that the owner may be asked. It is refused until then.</summary>
    public bool IsUndecided { get; init; }

    /// <summary>The types of fields that may be shown.</summary>
    public FieldTypes FieldTypes { get; init; } = FieldTypes.All;

    /// <summary>The question this answers, for <see cref="BoardAccess.RenewAsync"/>; null for the two constant answers.</summary>
    public AccessRequest? Request { get; init; }

    /// <summary>The numbers of the rules this rests on.</summary>
    public IReadOnlyList<long> Rules { get; init; } = [];

    /// <summary>Certificates whose keys the requester has shown to hold, by thumbprint.</summary>
    public IReadOnlyList<string> Certificates { get; init; } = [];

    /// <summary>The answer this one is a renewal of; null for a first answer.</summary>
    internal AccessDecision? First { get; init; }

    /// <summary>Everything that was asked for.</summary>
    public static AccessDecision Everything(AccessRequest request) => new(true, null) { Request = request };

    /// <summary>Some fields or parameters only, on every node; none at all is a denial.</summary>
    public static AccessDecision Partial(IReadOnlyList<string> names) =>
        names.Count > 0 ? Partial((_, name) => names.Contains(name, StringComparer.Ordinal)) : Deny;

    /// <summary>What fits only.</summary>
    /// <param name="covers">True for a node, null for that of the request, and the name of a field or parameter.</param>
    public static AccessDecision Partial(Func<NodeRef?, string, bool> covers) => new(true, covers);

    /// <summary>Nothing of what was asked for.</summary>
    /// <param name="request">The question.</param>
    /// <param name="isUndecided">True if nobody has said so.</param>
    public static AccessDecision Refused(AccessRequest request, bool isUndecided) => new(false, static (_, _) => false) { Request = request, IsUndecided = isUndecided };

    /// <summary>True if that field or parameter of the node that was asked about is allowed.</summary>
    public bool Covers(string name) => IsAllowed && (_covers is null || _covers(null, name));

    /// <summary>True if that field or parameter of a node is allowed.</summary>
    public bool Covers(NodeRef node, string name) => IsAllowed && (_covers is null || _covers(node, name));

    /// <summary>True if that field of a node may be shown.</summary>
    public bool Covers(NodeRef node, Field field) => (field.FieldTypes & FieldTypes) != 0 && Covers(node, field.Name);
}
