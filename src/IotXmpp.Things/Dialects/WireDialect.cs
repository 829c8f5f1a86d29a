namespace IotXmpp.Things.Dialects;

/// <summary>
/// How the model looks on the wire towards one peer. The names are those of XEP-0323 and XEP-0325; what differs is what older
/// peers need besides. A later generation of names becomes another dialect, not another model.
/// </summary>
public sealed record WireDialect
{
    /// <summary>The published XEPs and nothing else: for boards, whose EXI grammars know nothing else.</summary>
    public static WireDialect Xep { get; } = new();

    /// <summary>For everybody outside: the XEPs, and the response code that controllers of versions 0.1 and 0.2 wait for and others ignore.</summary>
    public static WireDialect Compatible { get; } = new() { ResponseCode = true };

    /// <summary>For the plugins of slixmpp and SleekXMPP: they take no stanza error for an end, and know no field elements <c>int</c> and <c>long</c>.</summary>
    public static WireDialect Slixmpp { get; } = Compatible with { Rejected = true, RepeatIntegersAsNumeric = true, FailureEnds = true };

    /// <summary>A refused readout carries <c>rejected</c> beside the stanza error (XEP-0323 before 0.3).</summary>
    public bool Rejected { get; init; }

    /// <summary>Answers to <c>set</c> carry <c>responseCode</c>, errors too (XEP-0325 before 0.3).</summary>
    public bool ResponseCode { get; init; }

    /// <summary>Fields of type int and long are repeated as numeric without unit.</summary>
    public bool RepeatIntegersAsNumeric { get; init; }

    /// <summary>A failure is taken for the end of a readout, whatever it says.</summary>
    public bool FailureEnds { get; init; }

    /// <summary>
    /// The dialect for a readout request: slixmpp gives itself away by using one number as <c>seqnr</c> and as the id of the iq.
    /// </summary>
    public static WireDialect ForReadout(string? iqId, string sequenceNumber) => iqId == sequenceNumber ? Slixmpp : Compatible;
}
