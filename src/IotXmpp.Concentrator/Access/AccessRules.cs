using IotXmpp.Concentrator.Storage.Access;
using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Concentrator.Access;

/// <summary>Makes and takes back the rules of a board, by its owner's word, and tells those who act on them.</summary>
internal sealed class AccessRules(IAccessStore store, AccessAudit audit, TimeProvider time)
{
    /// <summary>Rules of one board. More than an owner can oversee; a bound on what one decision looks through.</summary>
    private const int MaxRules = 500;

    /// <summary>A used rule is kept this long: a readout it has opened may still run.</summary>
    private static readonly TimeSpan KeptWhenUsed = TimeSpan.FromHours(24);

    /// <summary>Called with the name of a board and its new rules after they have changed. Set once, before anything runs.</summary>
    public Func<string, IReadOnlyList<AccessRule>, CancellationToken, ValueTask> Changed { get; set; } = static (_, _, _) => default;

    /// <summary>The rules of a board that count for its present owner, the oldest first.</summary>
    public async ValueTask<IReadOnlyList<AccessRule>> ListAsync(string device, Jid owner, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        return [.. (await store.ListRulesAsync(device, ct)).Where(rule => rule.Owner == owner.Bare && rule.IsAlive(now))];
    }

    /// <summary>Adds rules of one board.</summary>
    /// <returns>The rules with their numbers; null if the board has too many.</returns>
    public async ValueTask<IReadOnlyList<AccessRule>?> AddAsync(IReadOnlyList<AccessRule> rules, Jid by, CancellationToken ct)
    {
        string device = rules[0].Device;
        if (await ReplacedAsync(rules, ct) is not { } replaced)
            return null;
        var added = await store.AddRulesAsync(rules, replaced, ct);
        await PublishAsync(device, added, by, ct);
        return added;
    }

    /// <summary>Answers a question and adds the rules that follow, all or nothing.</summary>
    /// <returns>False if the question is not open any more, or the board has too many rules.</returns>
    public async ValueTask<bool> AnswerAsync(AccessQuestion question, string answer, IReadOnlyList<AccessRule> rules, Jid by, CancellationToken ct)
    {
        if (await ReplacedAsync(rules, ct) is not { } replaced)
            return false;
        if (await store.AnswerAsync(question.Owner, question.Number, answer, time.GetUtcNow(), rules, replaced, ct) is not { } added)
            return false;
        string what = $"{question.Requester}: {AccessText.What(question.Action, question.Device, question.Node, question.Names)}: {answer}";
        await audit.WriteAsync(question.Device, by, AuditEvent.Answered, what, [.. added.Select(rule => rule.Id)], ct);
        await PublishAsync(question.Device, added, by, ct);
        return true;
    }

    /// <summary>Takes a rule of an owner back.</summary>
    /// <returns>The rule; null if the board has none of that number.</returns>
    public async ValueTask<AccessRule?> RemoveAsync(string device, Jid owner, long id, CancellationToken ct)
    {
        var rule = (await ListAsync(device, owner, ct)).FirstOrDefault(each => each.Id == id);
        if (rule is null || !await store.RemoveRuleAsync(id, ct))
            return null;
        await audit.WriteAsync(device, owner, AuditEvent.RuleRemoved, Describe(rule), [id], ct);
        await Changed(device, [], ct);
        return rule;
    }

    private async ValueTask PublishAsync(string device, IReadOnlyList<AccessRule> added, Jid by, CancellationToken ct)
    {
        foreach (var rule in added)
            await audit.WriteAsync(device, by, AuditEvent.RuleAdded, Describe(rule), [rule.Id], ct);
        if (added.Count > 0)
            await Changed(device, added, ct);
    }

    private string Describe(AccessRule rule) => $"{rule.Subject} {AccessText.Sentence(rule, time.GetUtcNow(), TimeSpan.Zero)}";

    /// <summary>The rules that can decide nothing any more once these are there: the last word about the same has been said.</summary>
    private async ValueTask<IReadOnlyList<long>?> ReplacedAsync(IReadOnlyList<AccessRule> rules, CancellationToken ct)
    {
        if (rules.Count == 0)
            return [];
        var now = time.GetUtcNow();
        var known = await store.ListRulesAsync(rules[0].Device, ct);
        List<long> replaced = [.. known
            .Where(old => old.Owner != rules[0].Owner || old.Until <= now || old.Used <= now - KeptWhenUsed || rules.Any(rule => Replaces(rule, old)))
            .Select(old => old.Id)];
        return known.Count - replaced.Count + rules.Count <= MaxRules ? replaced : null;
    }

    private static bool Replaces(AccessRule rule, AccessRule old) =>
        rule is { Until: null, IsOnce: false }
        && old.Subject == rule.Subject
        && old.Action == rule.Action
        && (rule.Node is null || rule.Node == old.Node)
        && (rule.Name is null || rule.Name == old.Name);
}
