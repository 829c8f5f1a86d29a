using IotXmpp.Things.Concentrators;

namespace IotXmpp.Concentrator.Sources;

/// <summary>How the start of a query on one node went.</summary>
/// <param name="Refusal">Why it does not run; null if it does.</param>
/// <param name="Run">Finds the result, part by part; null if it does not run.</param>
internal readonly record struct QueryStart(ConcentratorResult? Refusal, Func<CancellationToken, IAsyncEnumerable<QueryEvent>>? Run);
