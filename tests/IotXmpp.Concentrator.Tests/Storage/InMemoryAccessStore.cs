using IotXmpp.Concentrator.Storage.Access;
using IotXmpp.Xmpp.Addressing;

namespace IotXmpp.Concentrator.Tests.Storage;

/// <summary>Rules and questions in memory.</summary>
public sealed class InMemoryAccessStore : IAccessStore
{
    private readonly Lock _lock = new();
    private readonly List<AccessRule> _rules = [];
    private readonly List<AccessQuestion> _questions = [];
    private long _lastRule;

    public ValueTask<IReadOnlyList<AccessRule>> ListRulesAsync(string device, CancellationToken ct)
    {
        lock (_lock)
            return new([.. _rules.Where(rule => rule.Device == device)]);
    }

    public ValueTask<IReadOnlyList<AccessRule>> AddRulesAsync(IReadOnlyList<AccessRule> rules, IReadOnlyList<long> replaced, CancellationToken ct)
    {
        lock (_lock)
            return new(Add(rules, replaced));
    }

    public ValueTask<bool> RemoveRuleAsync(long id, CancellationToken ct)
    {
        lock (_lock)
            return new(_rules.RemoveAll(rule => rule.Id == id) == 1);
    }

    public ValueTask<bool> UseRulesAsync(IReadOnlyList<long> ids, DateTimeOffset at, CancellationToken ct)
    {
        lock (_lock)
        {
            var places = ids.Select(id => _rules.FindIndex(rule => rule.Id == id && rule.IsOnce && rule.Used is null)).ToList();
            if (places.Contains(-1))
                return new(false);
            foreach (int place in places)
                _rules[place] = _rules[place] with { Used = at };
            return new(true);
        }
    }

    public ValueTask<IReadOnlyList<string>> ListEndedAsync(DateTimeOffset after, DateTimeOffset upTo, CancellationToken ct)
    {
        lock (_lock)
            return new([.. _rules.Where(rule => rule.Until > after && rule.Until <= upTo).Select(rule => rule.Device).Distinct().Order(StringComparer.Ordinal)]);
    }

    public ValueTask<AccessQuestion?> AskAsync(AccessQuestion question, int maxOpen, CancellationToken ct)
    {
        lock (_lock)
        {
            var open = _questions.Where(each => each.Closed is null).ToList();
            if (open.Any(each => each.Device == question.Device && each.Requester == question.Requester && each.Action == question.Action)
                || open.Count(each => each.Owner == question.Owner) >= maxOpen)
                return new((AccessQuestion?)null);
            int number = _questions.Where(each => each.Owner == question.Owner).Select(each => each.Number + 1).DefaultIfEmpty(0).Max();
            var asked = question with { Number = number };
            _questions.Add(asked);
            _questions.RemoveAll(each => each.Owner == question.Owner && each.Closed is not null && each.Number <= number - 200);
            return new(asked);
        }
    }

    public ValueTask<IReadOnlyList<AccessQuestion>> ListOpenAsync(Jid owner, CancellationToken ct)
    {
        lock (_lock)
            return new([.. _questions.Where(each => each.Owner == owner && each.Closed is null).OrderBy(each => each.Number)]);
    }

    public ValueTask<AccessQuestion?> FindQuestionAsync(Jid owner, int number, CancellationToken ct)
    {
        lock (_lock)
            return new(_questions.FirstOrDefault(each => each.Owner == owner && each.Number == number));
    }

    public ValueTask<DateTimeOffset?> LastClosedAsync(Jid owner, CancellationToken ct)
    {
        lock (_lock)
            return new(_questions.Where(each => each.Owner == owner).Max(each => each.Closed));
    }

    public ValueTask<IReadOnlyList<AccessRule>?> AnswerAsync(
        Jid owner, int number, string answer, DateTimeOffset at, IReadOnlyList<AccessRule> rules, IReadOnlyList<long> replaced, CancellationToken ct)
    {
        lock (_lock)
        {
            int place = _questions.FindIndex(each => each.Owner == owner && each.Number == number && each.Closed is null);
            if (place < 0)
                return new((IReadOnlyList<AccessRule>?)null);
            _questions[place] = _questions[place] with { Closed = at, Answer = answer };
            return new(Add(rules, replaced));
        }
    }

    public ValueTask RemoveAsync(string device, CancellationToken ct)
    {
        lock (_lock)
        {
            _rules.RemoveAll(rule => rule.Device == device);
            for (int i = 0; i < _questions.Count; i++)
            {
                if (_questions[i].Device == device && _questions[i].Closed is null)
                    _questions[i] = _questions[i] with { Closed = _questions[i].Asked, Answer = "The board is gone." };
            }
        }

        return default;
    }

    private IReadOnlyList<AccessRule> Add(IReadOnlyList<AccessRule> rules, IReadOnlyList<long> replaced)
    {
        _rules.RemoveAll(rule => replaced.Contains(rule.Id));
        List<AccessRule> added = [.. rules.Select(rule => rule with { Id = ++_lastRule })];
        _rules.AddRange(added);
        return added;
    }
}
