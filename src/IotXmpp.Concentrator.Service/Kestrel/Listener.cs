using System.Net;
using IotXmpp.Concentrator.Service.Options;
using IotXmpp.Xmpp.Streams;

namespace IotXmpp.Concentrator.Service.Kestrel;

/// <summary>One listener of the service.</summary>
/// <param name="Name">Name of its setting below <c>Concentrator__Listen</c>, such as <c>Xmpp</c>.</param>
/// <param name="EndPoint">Address; after the start the real one, if port 0 asked for any.</param>
/// <param name="Entry">How its connections begin; null for HTTP.</param>
internal sealed record Listener(string Name, IPEndPoint EndPoint, StreamEntry? Entry)
{
    /// <summary>Its setting as an environment variable.</summary>
    public string Setting => $"{ServiceOptions.Section}__Listen__{Name}";
}
