namespace IotXmpp.Xmpp.Forms;

/// <summary>Bounds on forms that are kept open for clients.</summary>
public sealed record DynamicFormLimits
{
    /// <summary>How long a form is kept without anything happening. Default 15 minutes, which XEP-0336 5.2 calls sufficient.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Forms open for one client (full JID); one more closes the oldest. Default 10.</summary>
    public int MaxForms { get; init; } = 10;

    /// <summary>Forms open in all; one more closes the oldest. Default 1,000.</summary>
    public int MaxAllForms { get; init; } = 1_000;

    /// <summary>Bounds on what is posted back.</summary>
    public DataFormLimits Form { get; init; } = DataFormLimits.Default;
}
