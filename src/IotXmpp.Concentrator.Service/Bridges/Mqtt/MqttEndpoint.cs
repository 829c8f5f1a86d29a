namespace IotXmpp.Concentrator.Service.Bridges.Mqtt;

/// <summary>Where the broker is and who we are there.</summary>
/// <param name="Host">Host name or address.</param>
/// <param name="Port">Port.</param>
/// <param name="ClientId">Client identifier.</param>
/// <param name="User">User name; null for none.</param>
/// <param name="Password">Its password; null for none.</param>
internal sealed record MqttEndpoint(string Host, int Port, string ClientId, string? User, string? Password)
{
    /// <summary>Never shows the password.</summary>
    public override string ToString() => $"{Host}:{Port}";
}
