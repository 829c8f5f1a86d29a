using IotXmpp.Concentrator.Bridging;
using IotXmpp.Concentrator.Storage;
using Microsoft.Extensions.Logging;

namespace IotXmpp.Concentrator.Service.Bridges.AzureIotHub;

/// <summary>What all devices of a hub share here.</summary>
internal sealed record HubServices
{
    public required AzureIotHubOptions Options { get; init; }

    public required IBridge Bridge { get; init; }

    public required IBoardGateway Gateway { get; init; }

    public required IReadingFeed Feed { get; init; }

    public required AssignedHubs Assigned { get; init; }

    public required TimeProvider Time { get; init; }

    public required Random Random { get; init; }

    public required ILogger Log { get; init; }
}
