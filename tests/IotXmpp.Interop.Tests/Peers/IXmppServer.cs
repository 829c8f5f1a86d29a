namespace IotXmpp.Interop.Tests.Peers;

/// <summary>A server with accounts <c>owner@localhost</c> and <c>stranger@localhost</c> that accepts <c>things.localhost</c> as a component.</summary>
internal interface IXmppServer : IAsyncDisposable
{
    const string OwnerPassword = "owner-secret-1";
    const string StrangerPassword = "stranger-secret-1";
    const string ComponentSecret = "component-secret-1";

    /// <summary>The server's own pub-sub service; the owner and the things domain may make nodes there.</summary>
    const string PubSubService = "pubsub.localhost";

    /// <summary>Port for chat clients.</summary>
    int ClientPort { get; }

    /// <summary>Port for components (XEP-0114).</summary>
    int ComponentPort { get; }

    /// <summary>Ends the server hard and starts it again on the same ports.</summary>
    Task RestartAsync(CancellationToken ct);
}
