using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Routing;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Xmpp.Disco;

/// <summary>Answers what time it is here (XEP-0202): in UTC, so that nobody learns where we are (6).</summary>
public sealed class EntityTimeHandler(TimeProvider time) : IIqHandler
{
    /// <inheritdoc/>
    public QName Payload => new(Ns.Time, "time");

    /// <inheritdoc/>
    public IqType? Type => IqType.Get;

    /// <inheritdoc/>
    public IReadOnlyList<string> Features => [Ns.Time];

    /// <inheritdoc/>
    public ValueTask<Iq?> HandleAsync(Iq request, CancellationToken ct) => ValueTask.FromResult<Iq?>(request.Result(new EntityTime(time.GetUtcNow()).ToElement()));
}
