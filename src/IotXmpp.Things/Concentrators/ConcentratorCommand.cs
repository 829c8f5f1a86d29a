using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Things.Concentrators;

/// <summary>One command of XEP-0326: its description, and what answers it. The list of them is what <c>getCapabilities</c> tells.</summary>
/// <param name="Name">Name of the element; the answer is called so with <c>Response</c> behind.</param>
/// <param name="Type">Get or set; null where peers use either.</param>
/// <param name="Parts">What it carries.</param>
/// <param name="Execute">Answers it.</param>
public sealed record ConcentratorCommand(
    string Name,
    IqType? Type,
    RequestParts Parts,
    Func<ConcentratorRequest, CancellationToken, ValueTask<ConcentratorResult>> Execute);
