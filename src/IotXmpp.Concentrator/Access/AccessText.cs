using System.Globalization;
using IotXmpp.Concentrator.Nodes;
using IotXmpp.Concentrator.Storage.Access;

namespace IotXmpp.Concentrator.Access;

/// <summary>Rules, questions and times in words.</summary>
internal static class AccessText
{
    /// <summary>"read Pressure of board1", "control board2", "see when board1 is up".</summary>
    public static string What(AccessAction action, string device, string? node, IReadOnlyList<string> names)
    {
        string thing = node is null || node == device ? device : $"{ValueText.Clean(BoardNodeId.LocalOf(device, node))} of {device}";
        return action switch
        {
            AccessAction.See => $"see when {thing} is up",
            AccessAction.Manage => $"change {thing}",
            _ when names.Count == 0 => $"{Verb(action)} {thing}",
            _ => $"{Verb(action)} {Names(names)} of {thing}",
        };
    }

    /// <summary>What a rule is about.</summary>
    public static string What(AccessRule rule) => What(rule.Action, rule.Device, rule.Node, rule.Name is null ? [] : [rule.Name]);

    /// <summary>A rule in a sentence, without its subject: "may read Pressure of board1 until 18:00 UTC".</summary>
    public static string Sentence(AccessRule rule, DateTimeOffset now, TimeSpan offset)
    {
        string end = rule.Until is { } until ? $" {Until(until, now, offset)}" : "";
        string once = rule.IsOnce ? rule.Used is null ? ", once" : ", once (done)" : "";
        return $"{(rule.IsAllowed ? "may" : "may not")} {What(rule)}{once}{end}";
    }

    /// <summary>"until 18:00 UTC", with the date if it is not today's.</summary>
    public static string Until(DateTimeOffset until, DateTimeOffset now, TimeSpan offset)
    {
        var local = until.ToOffset(offset);
        string format = local.Date == now.ToOffset(offset).Date ? "HH:mm" : "yyyy-MM-dd HH:mm";
        return $"until {local.ToString(format, CultureInfo.InvariantCulture)} {Zone(offset)}";
    }

    /// <summary>"2026-07-01 12:00 UTC".</summary>
    public static string At(DateTimeOffset at, TimeSpan offset) => $"{at.ToOffset(offset).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} {Zone(offset)}";

    /// <summary>Names in a row: "A, B and C".</summary>
    public static string Names(IReadOnlyList<string> names)
    {
        List<string> clean = [.. names.Select(ValueText.Clean)];
        return clean.Count < 2 ? string.Concat(clean) : $"{string.Join(", ", clean[..^1])} and {clean[^1]}";
    }

    private static string Zone(TimeSpan offset) => offset == TimeSpan.Zero
        ? "UTC"
        : string.Create(CultureInfo.InvariantCulture, $"UTC{(offset < TimeSpan.Zero ? '-' : '+')}{offset:hh\\:mm}");

    private static string Verb(AccessAction action) => action == AccessAction.Control ? "control" : "read";
}
