namespace IotXmpp.Things.Concentrators;

/// <summary>What became of a command (XEP-0326 5.3). The names are the values on the wire.</summary>
public enum ResponseCode
{
    OK,
    NotFound,
    InsufficientPrivileges,
    Locked,
    NotImplemented,
    FormError,
    OtherError,
}
