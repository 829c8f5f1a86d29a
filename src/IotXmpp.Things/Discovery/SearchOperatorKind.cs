namespace IotXmpp.Things.Discovery;

/// <summary>How a tag is compared (XEP-0347 3.15).</summary>
public enum SearchOperatorKind
{
    Eq,
    NEq,
    Gt,
    GtEq,
    Lt,
    LtEq,

    /// <summary>Between two values.</summary>
    Range,

    /// <summary>Outside of a range.</summary>
    NRange,

    /// <summary>With wildcards; for texts only.</summary>
    Mask,
}
