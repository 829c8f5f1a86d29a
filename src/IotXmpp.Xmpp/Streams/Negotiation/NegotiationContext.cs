using IotXmpp.Xmpp.Streams.Exi;
using Microsoft.Extensions.Logging;

namespace IotXmpp.Xmpp.Streams.Negotiation;

/// <summary>What all negotiations of a server share.</summary>
/// <param name="Hosts">The hosts by domain.</param>
/// <param name="Options">Options of the server.</param>
/// <param name="Exi">EXI configurations that may be agreed.</param>
/// <param name="SaslSecret">Makes unknown accounts look like known ones.</param>
/// <param name="Log">Takes what happens.</param>
internal sealed record NegotiationContext(IReadOnlyDictionary<string, IStreamHost> Hosts, StreamServerOptions Options, ExiConfigurations Exi, ReadOnlyMemory<byte> SaslSecret, ILogger Log);
