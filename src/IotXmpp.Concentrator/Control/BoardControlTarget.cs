using System.Globalization;
using IotXmpp.Concentrator.Access;
using IotXmpp.Concentrator.Devices;
using IotXmpp.Concentrator.Nodes;
using IotXmpp.Things.Control;
using IotXmpp.Things.Model;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Concentrator.Control;

/// <summary>Control by the world (XEP-0325): everything is checked against every board before anything moves.</summary>
internal sealed class BoardControlTarget(
    ConcentratorOptions options, BoardTable boards, NodeResolver nodes, BoardAccess access, ControlForms forms, BoardCommands commands, TimeProvider time) : IControlTarget
{
    public async ValueTask<ControlResult> SetAsync(Jid requester, Jid address, ControlRequest request, CancellationToken ct)
    {
        var targets = await ControlTargets.FindAsync(nodes, access, requester, address, request.Nodes, request.Tokens, [.. request.Values.Select(value => value.Name)], ct);
        if (targets.Error is not null)
            return new ControlResult(targets.Error);
        var asked = request.Values.Where(value => targets.Cover(value.Name)).ToList();
        if (asked.Count == 0 && request.Values.Count > 0)
            return new ControlResult(ControlErrors.Forbidden());

        var plans = new List<(Board Board, List<ControlValue> Values)>();
        foreach (var (board, _) in targets.Boards)
        {
            if (!TryCheck(board, asked, out var values, out var error))
                return new ControlResult(error);
            plans.Add((board, values));
        }

        if (Mixed(targets, asked) is { } mixed)
            return new ControlResult(mixed);
        if (request.NotAfter > time.GetUtcNow() + options.Limits.MaxCommandWait)
            return new ControlResult(StanzaErrors.PolicyViolation("A command does not wait that long."));
        if (asked.Count > 0 && await ExecuteAsync(requester, address, plans, request.NotAfter, ct) is { } failure)
            return new ControlResult(failure);

        forms.Close(requester, request.FormSession);
        return ControlResult.Done with
        {
            Nodes = targets.AreRestricted ? [.. targets.Boards.Select(target => new NodeRef(target.Board.Name))] : [],
            Parameters = asked.Count < request.Values.Count ? [.. asked.Select(value => value.Name)] : [],
        };
    }

    public async ValueTask<ControlFormResult> GetFormAsync(Jid requester, Jid address, ControlFormRequest request, CancellationToken ct)
    {
        var targets = await ControlTargets.FindAsync(nodes, access, requester, address, request.Nodes, request.Tokens, [], ct);
        if (targets.Error is not null)
            return new ControlFormResult(null, targets.Error);
        var form = new OpenControlForm(address, targets, access);
        return form.Parameters.Count > 0
            ? new ControlFormResult(forms.Open(requester, form), null)
            : new ControlFormResult(null, StanzaErrors.ItemNotFound("There is nothing to control here."));
    }

    private async ValueTask<StanzaError?> ExecuteAsync(Jid requester, Jid address, List<(Board Board, List<ControlValue> Values)> plans, DateTimeOffset? notAfter, CancellationToken ct)
    {
        // Together or not at all: what may not wait for one board is not begun on another.
        foreach (var (board, _) in plans)
        {
            if (notAfter is null && await boards.ReachAsync(board, ct) is null)
                return Away(board);
        }

        var running = new List<(Board Board, SubmittedCommand Command)>();
        var done = new List<string>();
        StanzaError? failure = null;
        foreach (var (board, values) in plans)
        {
            running.Add((board, await commands.SubmitAsync(new CommandOrder(requester, address, board, values) { NotAfter = notAfter }, ct)));
            // One that is answered comes before the next; one that waits does not hold up the others.
            if (!running[^1].Command.Waits && Error(board, await running[^1].Command.Outcome.WaitAsync(ct)) is not null)
                break;
        }

        foreach (var (board, command) in running)
        {
            if (Error(board, await command.Outcome.WaitAsync(ct)) is { } error)
                failure ??= error;
            else
                done.Add(board.Name);
        }

        return failure is null || done.Count == 0 ? failure : failure with { Text = $"{failure.Text} Done: {string.Join(", ", done)}." };
    }

    /// <summary>What went wrong, as a stanza error; null if nothing did.</summary>
    public StanzaError? Error(Board board, ControlOutcome outcome)
    {
        string seconds = options.ControlTimeout.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        return outcome.Kind switch
        {
            ControlOutcomeKind.Done => null,
            ControlOutcomeKind.Away => Away(board),
            ControlOutcomeKind.Expired => StanzaErrors.RecipientUnavailable($"Its time passed before {board.Name} could do it. Nothing was done, and nothing will be done later."),
            ControlOutcomeKind.TimedOut => StanzaErrors.RemoteServerTimeout(
                $"{board.Name} did not answer within {seconds} s. It may or may not have done it; it will not do it later."),
            ControlOutcomeKind.Interrupted => StanzaErrors.RemoteServerTimeout(
                $"The connection to {board.Name} broke. It may or may not have done it; it will not do it later."),
            _ => outcome.Error is { } error
                ? error with { Text = error.Text is { } text ? ValueText.Clean(text) : $"{board.Name} refused: {error.Condition}." }
                : StanzaErrors.NotAcceptable($"{board.Name} refused."),
        };
    }

    /// <summary>A value from a form fits several boards only if they mean one type by its name (XEP-0325 3.4.7).</summary>
    private static StanzaError? Mixed(ControlTargets targets, List<ControlValue> values)
    {
        var errors = values
            .Where(value => value.Kind is null && targets.Boards.Select(target => target.Board.Description.Parameter(value.Name)?.Kind).Distinct().Count() > 1)
            .Select(value => new ParameterError(value.Name, $"{ValueText.Clean(value.Name)} is not of one type on all of the nodes."))
            .ToList();
        return errors.Count > 0 ? ControlErrors.BadParameters(errors) : null;
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
