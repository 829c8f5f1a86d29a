using IotXmpp.Xmpp.Forms;

namespace IotXmpp.Xmpp.Commands;

/// <summary>Bounds on commands under way.</summary>
public sealed record CommandLimits
{
    /// <summary>Commands under way in all. Default 1,000.</summary>
    public int MaxSessions { get; init; } = 1_000;

    /// <summary>Commands under way for one person (bare JID). Default 10: clients open a window for each.</summary>
    public int MaxSessionsPerPerson { get; init; } = 10;

    /// <summary>How long a form may lie unanswered. Default 15 minutes, as XEP-0336 3.7 proposes.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Sessions that have ended and are still known as such. Default 1,000.</summary>
    public int MaxEnded { get; init; } = 1_000;

    /// <summary>Bounds on the forms that come back.</summary>
    public DataFormLimits Forms { get; init; } = DataFormLimits.Default;
}
