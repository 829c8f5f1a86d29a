using System.IO.Enumeration;

namespace IotXmpp.Concentrator.Storage;

/// <summary>How long the history is kept.</summary>
/// <param name="Rules">The first that fits a field counts.</param>
public sealed record Retention(IReadOnlyList<RetentionRule> Rules)
{
    private static readonly RetentionRule Everything = new("*", "*");

    /// <summary>The defaults of <see cref="RetentionRule"/> for every field.</summary>
    public static Retention Default { get; } = new([Everything]);

    /// <summary>The rule of a field; that of <see cref="Default"/> if none fits.</summary>
    public RetentionRule For(string device, string field) => Rules.FirstOrDefault(rule => Fits(rule.Board, device) && Fits(rule.Field, field)) ?? Everything;

    private static bool Fits(string pattern, string name) => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false);
}
