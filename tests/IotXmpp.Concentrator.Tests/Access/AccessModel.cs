using IotXmpp.Concentrator.Access;

namespace IotXmpp.Concentrator.Tests.Access;

/// <summary>
/// What the rules mean, as simply as it can be said: a list of what the owner said, searched from its end. Knows nothing of numbers, storage, questions
/// or nodes.
/// </summary>
internal sealed class AccessModel
{
    private readonly List<Statement> _said = [];

    /// <summary>The owner said something.</summary>
    public void Say(string subject, AccessAction action, bool isAllowed, string? name, DateTimeOffset? until, bool isOnce) =>
        _said.Add(new Statement { Subject = subject, Action = action, IsAllowed = isAllowed, Name = name, Until = until, IsOnce = isOnce });

    /// <summary>Another owner: nothing was said.</summary>
    public void Clear() => _said.Clear();

    /// <summary>The names somebody gets, of those he asks for out of everything there is; uses up what is good for once.</summary>
    public IReadOnlySet<string> Take(string who, AccessAction action, IReadOnlyList<string> asked, IReadOnlyList<string> everything, DateTimeOffset now, string? certificate = null)
    {
        var wanted = asked.Count == 0 ? everything : asked;
        var withOnce = wanted.Where(name => Decide(who, action, name, now, true, certificate) is { IsAllowed: true }).ToHashSet(StringComparer.Ordinal);
        var without = wanted.Where(name => Decide(who, action, name, now, false, certificate) is { IsAllowed: true }).ToHashSet(StringComparer.Ordinal);
        var onces = wanted.Where(withOnce.Contains).Select(name => (name, said: Decide(who, action, name, now, true, certificate)!)).Where(pair => pair.said.IsOnce).ToList();
        if (onces.All(pair => without.Contains(pair.name)))
            return onces.Count == 0 ? withOnce : without;
        foreach (var (_, said) in onces)
            said.IsUsed = true;
        return withOnce;
    }

    /// <summary>True if somebody may know that the board is there.</summary>
    public bool MaySee(string who, IReadOnlyList<string> fields, IReadOnlyList<string> parameters, DateTimeOffset now)
    {
        var said = Last(who, AccessAction.See, "", now, once: true);
        if (said is not null && (said.IsAllowed || said.Subject == who))
            return said.IsAllowed;
        return fields.Any(name => Last(who, AccessAction.Read, name, now, once: true) is { IsAllowed: true })
            || parameters.Any(name => Last(who, AccessAction.Control, name, now, once: true) is { IsAllowed: true });
    }

    /// <summary>True if somebody has rights that last.</summary>
    public bool MayAlways(string who, AccessAction action, string name, DateTimeOffset now) => Last(who, action, name, now, once: false) is { IsAllowed: true };

    /// <summary>With the key of a certificate one is two: what either may, one may, unless the owner denied it to the address itself.</summary>
    private Statement? Decide(string who, AccessAction action, string name, DateTimeOffset now, bool once, string? certificate)
    {
        var said = Last(who, action, name, now, once);
        if (certificate is null || said is { IsAllowed: true } || said?.Subject == who)
            return said;
        return LastOf(certificate, action, name, now, once) is { IsAllowed: true } byKey ? byKey : said;
    }

    private Statement? Last(string who, AccessAction action, string name, DateTimeOffset now, bool once)
    {
        foreach (string subject in new[] { who, who[(who.IndexOf('@', StringComparison.Ordinal) + 1)..], "*" })
        {
            if (LastOf(subject, action, name, now, once) is { } said)
                return said;
        }

        return null;
    }

    private Statement? LastOf(string subject, AccessAction action, string name, DateTimeOffset now, bool once)
    {
        for (int i = _said.Count - 1; i >= 0; i--)
        {
            var said = _said[i];
            if (said.Subject == subject && said.Action == action && (said.Name is null || said.Name == name) && !(said.Until <= now) && !said.IsUsed && (once || !said.IsOnce))
                return said;
        }

        return null;
    }

    private sealed class Statement
    {
        public required string Subject { get; init; }

        public required AccessAction Action { get; init; }

        public required bool IsAllowed { get; init; }

        public required string? Name { get; init; }

        public required DateTimeOffset? Until { get; init; }

        public required bool IsOnce { get; init; }

        public bool IsUsed { get; set; }
    }
}
