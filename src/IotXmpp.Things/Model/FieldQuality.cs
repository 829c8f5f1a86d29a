namespace IotXmpp.Things.Model;

/// <summary>
/// Quality of service of a field (XEP-0323 5.7), in the order of worth of the table there. The numbers are stored: never renumber.
/// </summary>
[Flags]
public enum FieldQuality
{
    /// <summary>No flag: means <see cref="AutomaticReadout"/>.</summary>
    None = 0,
    Missing = 1 << 0,
    InProgress = 1 << 1,
    AutomaticEstimate = 1 << 2,
    ManualEstimate = 1 << 3,
    ManualReadout = 1 << 4,
    AutomaticReadout = 1 << 5,
    TimeOffset = 1 << 6,
    Warning = 1 << 7,
    Error = 1 << 8,
    Signed = 1 << 9,
    Invoiced = 1 << 10,
    EndOfSeries = 1 << 11,
    PowerFailure = 1 << 12,
    InvoiceConfirmed = 1 << 13,
}
