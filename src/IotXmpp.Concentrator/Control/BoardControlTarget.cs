using System.Globalization;
using IotXmpp.Concentrator.Access;
using IotXmpp.Concentrator.Devices;
using IotXmpp.Concentrator.Diagnostics;
using IotXmpp.Concentrator.Nodes;
using IotXmpp.Things.Control;
using IotXmpp.Things.Model;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Stanzas;
using Microsoft.Extensions.Logging;

namespace IotXmpp.Concentrator.Control;

/// <summary>Control by the world (XEP-0325): everything is checked against every board before anything moves.</summary>
internal sealed class BoardControlTarget(ConcentratorOptions options, BoardTable boards, NodeResolver nodes, BoardAccess access, TimeProvider time, ILogger log) : IControlTarget
{
    public async ValueTask<ControlResult> SetAsync(Jid requester, Jid address, ControlRequest request, CancellationToken ct)
    {
        var (targets, error) = await TargetsAsync(requester, address, request.Nodes, [.. request.Values.Select(value => value.Name)], ct);
        if (error is not null)
            return new ControlResult(error);

        var plans = new List<(Board Board, List<ControlValue> Values)>();
        foreach (var board in targets)
        {
            if (!TryCheck(board, request.Values, out var values, out error))
                return new ControlResult(error);
            plans.Add((board, values));
        }

        foreach (var board in targets)
        {
            if (await boards.ReachAsync(board, ct) is null)
                return new ControlResult(Away(board));
        }

        var done = new List<string>();
        foreach (var (board, values) in plans)
        {
            var outcome = await SetAsync(requester, board, values, ct);
            if (Error(board, outcome) is { } failed)
                return new ControlResult(done.Count == 0 ? failed : failed with { Text = $"{failed.Text} Done before: {string.Join(", ", done)}." });
            done.Add(board.Name);
        }

        return ControlResult.Done;
    }

    public async ValueTask<ControlFormResult> GetFormAsync(Jid requester, Jid address, IReadOnlyList<NodeRef> nodeRefs, CancellationToken ct)
    {
        var (targets, error) = await TargetsAsync(requester, address, nodeRefs, [], ct);
        if (error is not null)
            return new ControlFormResult(null, error);
        var common = targets[0].Description.Parameters.Where(parameter => targets.All(board =>
            board.Description.Parameter(parameter.Name) is { } other && other.Kind == parameter.Kind)).ToList();
        if (common.Count == 0)
            return new ControlFormResult(null, StanzaErrors.ItemNotFound("There is nothing to control here."));
        var current = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var parameter in common)
        {
            var values = targets.Select(board => board.CurrentValue(parameter)).Distinct().ToList();
            if (values is [{ } value])
                current.Add(parameter.Name, value);
        }

        string title = targets.Count == 1 ? $"{targets[0].Name} ({targets[0].Description.Title})" : $"{targets.Count} boards";
        return new ControlFormResult(ControlForm.Write(title, common, current, Guid.NewGuid().ToString("N")), null);
    }

    /// <summary>Sends checked values to a board and records who did.</summary>
    public async ValueTask<ControlOutcome> SetAsync(Jid requester, Board board, IReadOnlyList<ControlValue> values, CancellationToken ct)
    {
        var outcome = await boards.ReachAsync(board, ct) is { } mailbox ? await mailbox.SetAsync(values, ct) : new ControlOutcome(ControlOutcomeKind.Away);
        if (outcome.Kind == ControlOutcomeKind.Done)
            board.Confirm(values);
        ConcentratorMetrics.Commands.Add(1, new KeyValuePair<string, object?>("outcome", outcome.Kind.ToString()));
        ConcentratorLog.Control(log, requester.ToString(), string.Join(", ", values.Select(value => value.Name)), board.Name, outcome.Kind.ToString());
        return outcome;
    }

    /// <summary>What went wrong, as a stanza error; null if nothing did.</summary>
    public StanzaError? Error(Board board, ControlOutcome outcome)
    {
        string seconds = options.ControlTimeout.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        return outcome.Kind switch
        {
            ControlOutcomeKind.Done => null,
            ControlOutcomeKind.Away => Away(board),
            ControlOutcomeKind.TimedOut => StanzaErrors.RemoteServerTimeout(
                $"{board.Name} did not answer within {seconds} s. It may or may not have done it; it will not do it later."),
            ControlOutcomeKind.Interrupted => StanzaErrors.RemoteServerTimeout(
                $"The connection to {board.Name} broke. It may or may not have done it; it will not do it later."),
            _ => outcome.Error is { } error
                ? error with { Text = error.Text is { } text ? ValueText.Clean(text) : $"{board.Name} refused: {error.Condition}." }
                : StanzaErrors.NotAcceptable($"{board.Name} refused."),
        };
    }

    private async ValueTask<(IReadOnlyList<Board> Boards, StanzaError? Error)> TargetsAsync(Jid requester, Jid address, IReadOnlyList<NodeRef> nodeRefs, IReadOnlyList<string> names, CancellationToken ct)
    {
        var (targets, unknown) = await nodes.ResolveAsync(address, nodeRefs, ct);
        if (unknown is not null)
            return ([], ControlErrors.UnknownNode(ValueText.Clean(unknown)));
        if (targets.Count == 0)
            return ([], StanzaErrors.BadRequest("Name the nodes to control."));
        foreach (var board in targets)
        {
            var decision = await access.CheckAsync(requester, board, AccessAction.Control, names, ct);
            if (!decision.IsAllowed || !names.All(decision.Covers))
                return ([], ControlErrors.Forbidden());
        }

        return (targets, null);
    }

    private static bool TryCheck(Board board, IReadOnlyList<ControlValue> values, out List<ControlValue> @checked, out StanzaError? error)
    {
        @checked = [];
        error = null;
        var parameters = board.Description.Parameters;
        // Of a kind we know nothing of, the board itself knows what it takes.
        if (parameters.Count == 0)
        {
            @checked.AddRange(values);
            return true;
        }

        var errors = new List<ParameterError>();
        foreach (var value in values)
        {
            if (parameters.FirstOrDefault(parameter => parameter.Name == value.Name) is not { } parameter)
            {
                error = ControlErrors.UnknownParameter(value.Name, $"{board.Name} has no parameter '{ValueText.Clean(value.Name)}'.");
                return false;
            }

            if (parameter.TryCheck(value, out var good, out string? reason))
                @checked.Add(good!);
            else
                errors.Add(new ParameterError(value.Name, reason!));
        }

        if (errors.Count > 0)
            error = ControlErrors.BadParameters(errors);
        return errors.Count == 0;
    }

    private StanzaError Away(Board board) => StanzaErrors.RecipientUnavailable(
        $"{board.Name} has been away for {ValueText.Span(time.GetUtcNow() - board.Since)}. Nothing was done, and nothing will be done later.");
}
