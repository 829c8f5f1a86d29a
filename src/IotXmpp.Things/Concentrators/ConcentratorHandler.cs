using IotXmpp.Things.Control;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Routing;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Things.Concentrators;

/// <summary>
/// Answers the commands of XEP-0326 from one table. <c>getCapabilities</c> tells exactly what the table holds; everything else in the namespace is
/// <see cref="ResponseCode.NotImplemented"/>, as an error of the stanza with the response element in it: the text asks for a result, its
/// examples show an error (XEP-0326 5.4), and peers look for either.
/// </summary>
public sealed class ConcentratorHandler : IIqHandler
{
    private readonly Dictionary<string, ConcentratorCommand> _commands;
    private readonly Predicate<Jid> _serves;
    private readonly ConcentratorRequestLimits _limits;
    private readonly TimeProvider _time;
    private readonly Func<Stanza, CancellationToken, ValueTask> _send;

    /// <summary>Builds a handler.</summary>
    /// <param name="commands">The table; <c>getCapabilities</c> is added.</param>
    /// <param name="serves">True for addresses that are concentrators: at all others these commands are <c>service-unavailable</c>.</param>
    /// <param name="send">Sends an answer that something follows: a client must know a query's id before its first part.</param>
    /// <param name="limits">Bounds.</param>
    /// <param name="time">For the zone of times that carry none (XEP-0326 6.2).</param>
    public ConcentratorHandler(IReadOnlyList<ConcentratorCommand> commands, Predicate<Jid> serves, Func<Stanza, CancellationToken, ValueTask> send, ConcentratorRequestLimits limits, TimeProvider time)
    {
        _serves = serves;
        _send = send;
        _limits = limits;
        _time = time;
        Commands = [new("getCapabilities", IqType.Get, RequestParts.None, GetCapabilitiesAsync), .. commands];
        _commands = Commands.ToDictionary(command => command.Name, StringComparer.Ordinal);
    }

    /// <summary>The table.</summary>
    public IReadOnlyList<ConcentratorCommand> Commands { get; }

    /// <inheritdoc/>
    public QName Payload { get; } = new(Ns.Concentrators, IqDispatcher.AnyName);

    /// <inheritdoc/>
    public IqType? Type => null;

    /// <inheritdoc/>
    public IReadOnlyList<string> Features { get; } = [Ns.Concentrators];

    /// <inheritdoc/>
    public async ValueTask<Iq?> HandleAsync(Iq request, CancellationToken ct)
    {
        var payload = request.Request!;
        if (request.To is not { } address || request.From is not { } requester || !_serves(address))
            return request.Fail(StanzaErrors.ServiceUnavailable());
        if (!_commands.TryGetValue(payload.LocalName, out var command))
            return ConcentratorXml.Answer(request, new ConcentratorResult(ResponseCode.NotImplemented));
        try
        {
            // What changes something must not come as a get: a get may be repeated by anybody on the way.
            if (command.Type is { } type && type != request.Type)
                throw new StanzaException(StanzaErrors.BadRequest($"{command.Name} goes by iq {(type == IqType.Get ? "get" : "set")}."));
            var read = ConcentratorXml.ReadRequest(payload, command.Parts, requester, address, _time.LocalTimeZone, _limits);
            var result = await command.Execute(read, ct);
            var answer = ConcentratorXml.Answer(request, result);
            if (result.Then is not { } follow)
                return answer;
            try
            {
                await _send(answer, ct);
            }
            finally
            {
                // What was begun ends by itself, even if nobody can be told of it.
                follow();
            }

            return null;
        }
        catch (StanzaException e)
        {
            return ConcentratorXml.Answer(request, new ConcentratorResult(ResponseCode.OtherError) { Condition = e.Error.Condition, Text = e.Error.Text });
        }
    }

    private ValueTask<ConcentratorResult> GetCapabilitiesAsync(ConcentratorRequest request, CancellationToken ct) =>
        new(ConcentratorResult.Of(w => ConcentratorXml.WriteValues(w, Commands.Select(command => command.Name))));
}
