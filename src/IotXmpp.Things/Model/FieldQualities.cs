namespace IotXmpp.Things.Model;

/// <summary>What quality flags mean for a value.</summary>
public static class FieldQualities
{
    /// <summary>
    /// The flags that say how reliable a value is, by their numbers in the order of importance of XEP-0323 5.7. The others say what happened while it was measured.
    /// </summary>
    private const FieldQuality Reliability = FieldQuality.AutomaticEstimate | FieldQuality.ManualEstimate | FieldQuality.ManualReadout | FieldQuality.AutomaticReadout
        | FieldQuality.Signed | FieldQuality.Invoiced | FieldQuality.InvoiceConfirmed;

    /// <summary>
    /// Importance of a value: a stored one is overwritten only by one of the same field and instant that is more important (XEP-0323 5.7). Signing
    /// adds to it: signed and invoiced is worth more than invoiced.
    /// </summary>
    public static int Importance(this FieldQuality quality)
    {
        // Both say that the value is not to be relied on, whatever else is said.
        if ((quality & FieldQuality.Missing) != 0)
            return (int)FieldQuality.Missing;
        if ((quality & FieldQuality.InProgress) != 0)
            return (int)FieldQuality.InProgress;
        var reliability = quality & Reliability;
        return (int)(reliability == FieldQuality.None ? FieldQuality.AutomaticReadout : reliability);
    }
}
