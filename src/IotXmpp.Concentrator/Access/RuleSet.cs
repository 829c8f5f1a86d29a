using IotXmpp.Concentrator.Storage.Access;
using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Concentrator.Access;

/// <summary>
/// The rules of a board as they stand for one requester. The most specific subject that something was said about decides, and of what was said
/// about it the last word that is about this node and name (<c>src/decisions/0013-access-rules.md</c>). Pure: no clock, no storage.
/// </summary>
internal sealed class RuleSet
{
    /// <summary>Stands for any node or name that no rule mentions. No XML can carry it.</summary>
    internal const string Other = "\0";

    private static readonly AccessSubjectKind[] Levels = [AccessSubjectKind.Person, AccessSubjectKind.Domain, AccessSubjectKind.Anyone];

    private readonly List<AccessRule> _rules;

    /// <param name="rules">Rules of one board and owner that count, in any order.</param>
    /// <param name="requester">Who asks.</param>
    /// <param name="certificates">Thumbprints of certificates whose keys the requester holds.</param>
    public RuleSet(IEnumerable<AccessRule> rules, Jid requester, IReadOnlyList<string> certificates)
    {
        _rules = [.. rules
            .Where(rule => rule.Subject.Includes(requester) || (rule.Subject.Kind == AccessSubjectKind.Certificate && certificates.Contains(rule.Subject.Value)))
            .OrderByDescending(rule => rule.Id)];
    }

    /// <summary>The rule that decides on one field or parameter of one node; null if nothing was said about it.</summary>
    public AccessRule? Deciding(AccessAction action, string node, string name)
    {
        AccessRule? decided = null;
        foreach (var level in Levels)
        {
            decided = _rules.Find(rule => rule.Subject.Kind == level && IsAbout(rule, action, node, name));
            if (decided is not null)
                break;
        }

        // What was said about the address itself stands, whoever the address says it acts for.
        if (decided is { IsAllowed: false, Subject.Kind: AccessSubjectKind.Person })
            return decided;
        if (decided is { IsAllowed: true })
            return decided;
        // Several identities: the most forgiving answer (XEP-0324 3.1.5), each by its own last word.
        var byCertificate = _rules
            .Where(rule => rule.Subject.Kind == AccessSubjectKind.Certificate && IsAbout(rule, action, node, name))
            .GroupBy(rule => rule.Subject.Value, StringComparer.Ordinal)
            .Select(rules => rules.First())
            .FirstOrDefault(rule => rule.IsAllowed);
        return byCertificate ?? decided;
    }

    /// <summary>
    /// The nodes and names at which the answer to a question can differ: those rules mention, and <see cref="Other"/>. If any field at all is
    /// allowed, one of these is.
    /// </summary>
    public IEnumerable<(string Node, string Name)> Points(AccessAction action, string? node, IReadOnlyList<string> names)
    {
        var points = new HashSet<(string, string)>();
        foreach (string name in names.Count > 0 ? names : [Other])
            points.Add((node ?? Other, name));
        foreach (var rule in _rules)
        {
            if (rule.Action != action || (node is not null && rule.Node is not null && rule.Node != node))
                continue;
            if (names.Count == 0)
                points.Add((node ?? rule.Node ?? Other, rule.Name ?? Other));
            foreach (string name in names.Where(name => rule.Name is null || rule.Name == name))
                points.Add((node ?? rule.Node ?? Other, name));
        }

        return points;
    }

    private static bool IsAbout(AccessRule rule, AccessAction action, string node, string name) =>
        rule.Action == action && (rule.Node is null || rule.Node == node) && (rule.Name is null || rule.Name == name);
}
