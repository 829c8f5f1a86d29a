namespace IotXmpp.Things.Model;

/// <summary>Data type of a control parameter (XEP-0325 3.2).</summary>
public enum ControlParameterKind
{
    Boolean,

    /// <summary>RRGGBB or RRGGBBAA.</summary>
    Color,
    Date,
    DateTime,

    /// <summary>A number without a unit: that of the field of the same name (XEP-0325 5.2.3).</summary>
    Double,
    Duration,
    Int,
    Long,
    String,
    Time,
}
