namespace IotXmpp.Exi;

/// <summary>
/// Asks for Canonical EXI (W3C Recommendation of 7 June 2018): of all streams that mean the same, the one that every processor writes.
/// The values are the Canonical EXI Options of its section 2.
/// </summary>
/// <remarks>
/// Compared with other streams of this library: no cookie, the options document in its canonical form, pre-compression where
/// compression is asked for (section 3), namespace declarations and attributes in order whether there is a schema or not (4.4), white
/// space alone beside child elements left out unless <c>xml:space</c> says "preserve" (4.3.2), and values
/// in canonical form (4.5).
/// </remarks>
public sealed record CanonicalExi
{
    /// <summary><c>omitOptionsDocument</c>: the header has no options document. False by default.</summary>
    public bool OmitOptionsDocument { get; init; }

    /// <summary>
    /// <c>utcTime</c>: values of xs:dateTime and xs:time that have a time zone are written in UTC. False by default. Dates without time
    /// stand for a whole day in their zone and keep it.
    /// </summary>
    public bool UtcTime { get; init; }
}
