namespace IotXmpp.Xmpp.Client;

/// <summary>The login failed.</summary>
/// <param name="condition">Condition of RFC 6120 6.5 as the server sent it, such as <c>not-authorized</c>; null if it was we who gave up.</param>
/// <param name="text">The server's explanation, or ours.</param>
public sealed class SaslException(string? condition, string? text) : Exception(condition is null ? text : $"{condition}: {text}")
{
    /// <summary>Condition as the server sent it; null if it was we who gave up.</summary>
    public string? Condition { get; } = condition;
}
