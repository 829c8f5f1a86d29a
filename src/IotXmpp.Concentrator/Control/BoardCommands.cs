using IotXmpp.Concentrator.Access;
using IotXmpp.Concentrator.Devices;
using IotXmpp.Concentrator.Diagnostics;
using IotXmpp.Concentrator.Nodes;
using IotXmpp.Concentrator.Storage;
using IotXmpp.Things.Model;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Stanzas;
using Microsoft.Extensions.Logging;

namespace IotXmpp.Concentrator.Control;

/// <summary>
/// Commands from the moment they are allowed to their end. One is stored before it is sent and sent at most once; one that may wait is sent when the
/// board comes back, if it is still allowed and its time has not passed. See <c>src/decisions/0014-commands.md</c>.
/// </summary>
internal sealed class BoardCommands(
    ConcentratorOptions options, BoardTable boards, BoardAccess access, ICommandStore store, Func<Stanza, CancellationToken, ValueTask> send, SerialWork work, TimeProvider time, ILogger log)
    : IBoardObserver
{
    /// <summary>How long commands that are over are kept.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromDays(30);

    private readonly Lock _lock = new();
    private readonly List<Pending> _pending = [];
    private readonly HashSet<string> _delivering = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CommandRecord> _last = new(StringComparer.Ordinal);

    /// <summary>Takes up what was left when the service ended: what waited waits on or has expired, what was sent is not known.</summary>
    public async ValueTask StartAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        await store.RemoveAsync(now - Memory, ct);
        foreach (var record in await store.ListAsync(now - Memory, ct))
        {
            if (record.IsOver)
                Remember(record);
            else if (await boards.FindAsync(record.Device, ct) is { } board)
            {
                // Whoever gave it has no answer.
                var pending = new Pending(board, record) { HasWaited = true };
                lock (_lock)
                    _pending.Add(pending);
                if (record.State != CommandState.Queued)
                    await EndAsync(pending, CommandState.Unknown, new ControlOutcome(ControlOutcomeKind.Interrupted), ct);
                else
                    work.Start(token => ExpireAsync(pending, token));
            }
        }
    }

    /// <summary>Sends a command, or has it wait if it may and the board is away.</summary>
    public async ValueTask<SubmittedCommand> SubmitAsync(CommandOrder order, CancellationToken ct)
    {
        var board = order.Board;
        var now = time.GetUtcNow();
        if (order.NotAfter <= now)
            return SubmittedCommand.Ended(ControlOutcomeKind.Expired);
        var mailbox = await boards.ReachAsync(board, ct);
        if (mailbox is null && order.NotAfter is null)
        {
            Report(order.Requester, board, order.Values, ControlOutcomeKind.Away);
            return SubmittedCommand.Ended(ControlOutcomeKind.Away);
        }

        if (mailbox is null && Waiting(board).Count >= options.Limits.MaxWaitingCommands)
        {
            return new SubmittedCommand(null, Task.FromResult(new ControlOutcome(
                ControlOutcomeKind.Refused, StanzaErrors.ResourceConstraint($"{options.Limits.MaxWaitingCommands} commands wait for {board.Name} already."))));
        }

        var pending = new Pending(board, new CommandRecord
        {
            Id = Guid.NewGuid().ToString("N"),
            Device = board.Name,
            Requester = order.Requester,
            Address = order.Address,
            Values = order.Values,
            Created = now,
            Expires = order.NotAfter ?? now + options.ControlTimeout,
            TellsByChat = order.TellsByChat,
            State = mailbox is null ? CommandState.Queued : CommandState.Sent,
            Changed = now,
        });
        var record = pending.Record;
        await store.AddAsync(record, ct);
        lock (_lock)
            _pending.Add(pending);
        if (mailbox is not null)
            await SendAsync(pending, mailbox, mayWait: order.NotAfter is not null, ct);
        if (pending.Record.State == CommandState.Queued)
        {
            work.Start(token => ExpireAsync(pending, token));
            // It may have come back while we wrote.
            await DeliverAsync(board, ct);
        }

        return new SubmittedCommand(record with { State = pending.Record.State }, pending.Ended.Task);
    }

    /// <summary>The commands that wait for a board, in order.</summary>
    public IReadOnlyList<CommandRecord> Waiting(Board board)
    {
        lock (_lock)
            return [.. _pending.Where(pending => pending.Board == board && pending.Record.State == CommandState.Queued).Select(pending => pending.Record)];
    }

    /// <summary>The last command to a board, under way or over; null if there was none for long.</summary>
    public CommandRecord? Last(Board board)
    {
        lock (_lock)
            return _pending.FindLast(pending => pending.Board == board)?.Record ?? _last.GetValueOrDefault(board.Name);
    }

    /// <summary>Takes back commands that wait.</summary>
    /// <param name="board">The board.</param>
    /// <param name="which">Which of them.</param>
    /// <param name="reason">Why, for people.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>What was taken back.</returns>
    public async ValueTask<IReadOnlyList<CommandRecord>> CancelAsync(Board board, Func<CommandRecord, bool> which, string reason, CancellationToken ct)
    {
        List<Pending> waiting;
        lock (_lock)
            waiting = [.. _pending.Where(pending => pending.Board == board && pending.Record.State == CommandState.Queued && which(pending.Record))];
        var cancelled = new List<CommandRecord>();
        foreach (var pending in waiting)
        {
            if (await EndAsync(pending, CommandState.Cancelled, new ControlOutcome(ControlOutcomeKind.Refused, StanzaErrors.NotAllowed(reason)), ct))
                cancelled.Add(pending.Record);
        }

        return cancelled;
    }

    public ValueTask OnAvailabilityAsync(Board board, CancellationToken ct)
    {
        if (board.IsUp && Waiting(board).Count > 0)
            work.Start(token => DeliverAsync(board, token));
        return default;
    }

    public ValueTask OnValuesAsync(Board board, bool switched, CancellationToken ct) => default;

    /// <summary>Sends what waits for a board, one after the other. Only one call at a time does so for one board.</summary>
    private async ValueTask DeliverAsync(Board board, CancellationToken ct)
    {
        while (await boards.ReachAsync(board, ct) is not null)
        {
            lock (_lock)
            {
                if (!_pending.Any(pending => pending.Board == board && pending.Record.State == CommandState.Queued) || !_delivering.Add(board.Name))
                    return;
            }

            try
            {
                while (await boards.ReachAsync(board, ct) is { } mailbox && NextOf(board) is { } pending)
                {
                    await DeliverAsync(pending, mailbox, ct);
                    // It could not be sent after all: the board's coming back is heard of.
                    if (pending.Record.State == CommandState.Queued)
                        return;
                }
            }
            finally
            {
                lock (_lock)
                    _delivering.Remove(board.Name);
            }
        }
    }

    private async ValueTask DeliverAsync(Pending pending, IDeviceMailbox mailbox, CancellationToken ct)
    {
        var record = pending.Record;
        if (record.Expires <= time.GetUtcNow())
        {
            await EndAsync(pending, CommandState.Expired, new ControlOutcome(ControlOutcomeKind.Expired), ct);
            return;
        }

        // It was allowed when it was given; what counts is now.
        var names = record.Values.Select(value => value.Name).ToList();
        var decision = await access.CheckAsync(pending.Board, new AccessRequest(record.Requester, pending.Board.Record, AccessAction.Control) { Names = names, IsLasting = true }, ct);
        if (!names.All(name => decision.Covers(new NodeRef(record.Device), name)))
        {
            await EndAsync(pending, CommandState.Refused, new ControlOutcome(ControlOutcomeKind.Refused, StanzaErrors.Refused("You may not control this any more.")), ct);
            return;
        }

        if (await MoveAsync(pending, CommandState.Queued, CommandState.Sent, null, ct))
            await SendAsync(pending, mailbox, mayWait: true, ct);
    }

    private async ValueTask SendAsync(Pending pending, IDeviceMailbox mailbox, bool mayWait, CancellationToken ct)
    {
        var record = pending.Record;
        var latest = time.GetUtcNow() + options.ControlTimeout;
        var outcome = await mailbox.SetAsync(
            record.Values,
            record.Expires < latest ? record.Expires : latest,
            () => work.Start(async token => await MoveAsync(pending, CommandState.Sent, CommandState.Accepted, null, token)),
            ct);
        if (outcome.Kind == ControlOutcomeKind.Away && mayWait && await MoveAsync(pending, CommandState.Sent, CommandState.Queued, null, ct))
            return;
        if (outcome.Kind == ControlOutcomeKind.Done)
            pending.Board.Confirm(record.Values);
        var state = outcome.Kind switch
        {
            ControlOutcomeKind.Done => CommandState.Done,
            ControlOutcomeKind.Refused => CommandState.Refused,
            ControlOutcomeKind.Away or ControlOutcomeKind.Expired => CommandState.Expired,
            _ => CommandState.Unknown,
        };
        await EndAsync(pending, state, outcome, ct);
    }

    private async ValueTask ExpireAsync(Pending pending, CancellationToken ct)
    {
        var left = pending.Record.Expires - time.GetUtcNow();
        if (left > TimeSpan.Zero)
            await Task.Delay(left, time, ct);
        if (pending.Record.State == CommandState.Queued)
            await EndAsync(pending, CommandState.Expired, new ControlOutcome(ControlOutcomeKind.Expired), ct);
    }

    private Pending? NextOf(Board board)
    {
        lock (_lock)
            return _pending.Find(pending => pending.Board == board && pending.Record.State == CommandState.Queued);
    }

    /// <summary>The end of a command; false if somebody else was first.</summary>
    private async ValueTask<bool> EndAsync(Pending pending, CommandState state, ControlOutcome outcome, CancellationToken ct)
    {
        var before = pending.Record;
        string? reason = outcome.Error?.Text;
        // The board's acknowledgement may be noted at the same moment.
        bool ended = await MoveAsync(pending, before.State, state, reason, ct)
            || (before.State == CommandState.Sent && await MoveAsync(pending, CommandState.Accepted, state, reason, ct));
        if (!ended)
            return false;
        lock (_lock)
            _pending.Remove(pending);
        Remember(pending.Record);
        Report(before.Requester, pending.Board, before.Values, outcome.Kind);
        pending.Ended.TrySetResult(outcome);
        if (before.TellsByChat && pending.HasWaited && state != CommandState.Cancelled)
        {
            string text = CommandText.End(pending.Record, pending.Board, time.GetUtcNow());
            await send(new Message { Type = MessageType.Chat, From = before.Address.Bare, To = before.Requester.Bare, Payloads = [Message.BodyOf(text)] }, ct);
        }

        return true;
    }

    private async ValueTask<bool> MoveAsync(Pending pending, CommandState from, CommandState to, string? reason, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (!await store.TryMoveAsync(pending.Record.Id, from, to, now, reason, ct))
            return false;
        lock (_lock)
        {
            pending.Record = pending.Record with { State = to, Changed = now, Reason = reason };
            pending.HasWaited |= to == CommandState.Queued;
        }

        return true;
    }

    private void Remember(CommandRecord record)
    {
        lock (_lock)
        {
            if (!_last.TryGetValue(record.Device, out var last) || last.Changed <= record.Changed)
                _last[record.Device] = record;
        }
    }

    private void Report(Jid requester, Board board, IReadOnlyList<ControlValue> values, ControlOutcomeKind outcome)
    {
        ConcentratorMetrics.Commands.Add(1, new KeyValuePair<string, object?>("outcome", outcome.ToString()));
        ConcentratorLog.Control(log, requester.ToString(), string.Join(", ", values.Select(value => value.Name)), board.Name, outcome.ToString());
    }

    private sealed class Pending(Board board, CommandRecord record)
    {
        public Board Board { get; } = board;

        public CommandRecord Record { get; set; } = record;

        /// <summary>True once it has waited: then its requester has an answer that says so, and wants to know how it ended.</summary>
        public bool HasWaited { get; set; } = record.State == CommandState.Queued;

        public TaskCompletionSource<ControlOutcome> Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
