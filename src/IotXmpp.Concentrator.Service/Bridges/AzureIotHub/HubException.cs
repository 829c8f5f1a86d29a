namespace IotXmpp.Concentrator.Service.Bridges.AzureIotHub;

/// <summary>The hub cannot be reached, or does not want us. Without secrets.</summary>
internal sealed class HubException : IOException
{
    public HubException(string message, bool isRefused = false, Exception? inner = null)
        : base(message, inner) => IsRefused = isRefused;

    /// <summary>True if trying again with the same credential is of no use.</summary>
    public bool IsRefused { get; }

    /// <summary>How long the hub wants us to wait; null if it did not say.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
