using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Concentrator.Storage.Access;

/// <summary>Rules and open questions. Every change is durable on return; another process may write at the same time.</summary>
public interface IAccessStore
{
    /// <summary>The rules of a board, the oldest first; used and ended ones among them.</summary>
    ValueTask<IReadOnlyList<AccessRule>> ListRulesAsync(string device, CancellationToken ct);

    /// <summary>Adds rules, in order, and removes those they make idle, all or nothing.</summary>
    /// <param name="rules">The rules; their numbers do not matter.</param>
    /// <param name="replaced">Numbers of the rules to remove.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>The rules with their numbers.</returns>
    ValueTask<IReadOnlyList<AccessRule>> AddRulesAsync(IReadOnlyList<AccessRule> rules, IReadOnlyList<long> replaced, CancellationToken ct);

    /// <summary>Removes a rule; false if there is none of that number.</summary>
    ValueTask<bool> RemoveRuleAsync(long id, CancellationToken ct);

    /// <summary>Uses up rules that are good for one request; false, and no change, if one of them is used already or gone.</summary>
    ValueTask<bool> UseRulesAsync(IReadOnlyList<long> ids, DateTimeOffset at, CancellationToken ct);

    /// <summary>Names of the boards with a rule that ended in that time.</summary>
    /// <param name="after">Exclusive.</param>
    /// <param name="upTo">Inclusive.</param>
    /// <param name="ct">Cancels.</param>
    ValueTask<IReadOnlyList<string>> ListEndedAsync(DateTimeOffset after, DateTimeOffset upTo, CancellationToken ct);

    /// <summary>
    /// Stores a question and gives it the next number of its owner. Null, and no change, if one with the same board, requester and action is open, or
    /// <paramref name="maxOpen"/> of the owner are. Closed questions beyond the newest 200 of the owner are forgotten.
    /// </summary>
    ValueTask<AccessQuestion?> AskAsync(AccessQuestion question, int maxOpen, CancellationToken ct);

    /// <summary>The open questions of an owner, the oldest first.</summary>
    ValueTask<IReadOnlyList<AccessQuestion>> ListOpenAsync(Jid owner, CancellationToken ct);

    /// <summary>A question of an owner, open or closed; null if there is none of that number, or it is forgotten.</summary>
    ValueTask<AccessQuestion?> FindQuestionAsync(Jid owner, int number, CancellationToken ct);

    /// <summary>When the owner's last question was closed; null if none ever was.</summary>
    ValueTask<DateTimeOffset?> LastClosedAsync(Jid owner, CancellationToken ct);

    /// <summary>Closes a question and adds the rules that follow from the answer, all or nothing. Null, and no change, if it is not open.</summary>
    ValueTask<IReadOnlyList<AccessRule>?> AnswerAsync(Jid owner, int number, string answer, DateTimeOffset at, IReadOnlyList<AccessRule> rules, IReadOnlyList<long> replaced, CancellationToken ct);

    /// <summary>Forgets the rules and questions of a board.</summary>
    ValueTask RemoveAsync(string device, CancellationToken ct);
}
