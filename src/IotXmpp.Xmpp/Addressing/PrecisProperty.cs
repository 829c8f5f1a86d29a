namespace IotXmpp.Xmpp.Addressing;

/// <summary>What PRECIS makes of a code point (RFC 8264 8).</summary>
internal enum PrecisProperty : byte
{
    /// <summary>Allowed in both string classes.</summary>
    Valid,

    /// <summary>Allowed in the FreeformClass only (<c>ID_DIS or FREE_PVAL</c>).</summary>
    FreeformOnly,

    /// <summary>Allowed where a rule about its neighbours holds (<c>CONTEXTJ</c> and <c>CONTEXTO</c>).</summary>
    Contextual,

    /// <summary>Not allowed.</summary>
    Disallowed,

    /// <summary>Not a character of the Unicode version we run on; not allowed.</summary>
    Unassigned,
}
