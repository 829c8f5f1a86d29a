namespace IotXmpp.Things.Concentrators;

/// <summary>Type of a node parameter (XEP-0326 5.2).</summary>
public enum NodeParameterKind
{
    String,
    Boolean,

    /// <summary>Six hexadecimal digits, RRGGBB.</summary>
    Color,
    DateTime,
    Double,
    Duration,
    Int,
    Long,
    Time,
}
