namespace IotXmpp.Xmpp.Sasl;

/// <summary>Why an authentication failed (RFC 6120 6.5).</summary>
public enum SaslFailureCondition
{
    Aborted,
    AccountDisabled,
    CredentialsExpired,
    EncryptionRequired,
    IncorrectEncoding,
    InvalidAuthzid,
    InvalidMechanism,
    MalformedRequest,
    MechanismTooWeak,
    NotAuthorized,
    TemporaryAuthFailure,
}

/// <summary>The conditions as they stand on the wire.</summary>
public static class SaslFailures
{
    /// <summary>Name of the condition's element, such as <c>not-authorized</c>.</summary>
    public static string WireName(this SaslFailureCondition condition) => condition switch
    {
        SaslFailureCondition.Aborted => "aborted",
        SaslFailureCondition.AccountDisabled => "account-disabled",
        SaslFailureCondition.CredentialsExpired => "credentials-expired",
        SaslFailureCondition.EncryptionRequired => "encryption-required",
        SaslFailureCondition.IncorrectEncoding => "incorrect-encoding",
        SaslFailureCondition.InvalidAuthzid => "invalid-authzid",
        SaslFailureCondition.InvalidMechanism => "invalid-mechanism",
        SaslFailureCondition.MalformedRequest => "malformed-request",
        SaslFailureCondition.MechanismTooWeak => "mechanism-too-weak",
        SaslFailureCondition.TemporaryAuthFailure => "temporary-auth-failure",
        _ => "not-authorized",
    };
}
