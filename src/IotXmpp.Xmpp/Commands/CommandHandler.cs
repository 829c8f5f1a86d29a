using System.Security.Cryptography;
using IotXmpp.Xmpp.Forms;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Routing;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Xmpp.Commands;

/// <summary>Carries ad-hoc commands through their stages (XEP-0050).</summary>
public sealed class CommandHandler(IAdHocCommands commands, CommandLimits limits, TimeProvider time) : IIqHandler
{
    private readonly CommandSessions _sessions = new(limits, time);

    /// <inheritdoc/>
    public QName Payload => new(Ns.Commands, "command");

    /// <inheritdoc/>
    public IqType? Type => IqType.Set;

    /// <inheritdoc/>
    public IReadOnlyList<string> Features => [Ns.Commands, Ns.DataForms];

    /// <summary>Commands under way.</summary>
    public int SessionCount => _sessions.Count;

    /// <inheritdoc/>
    public async ValueTask<Iq?> HandleAsync(Iq request, CancellationToken ct)
    {
        var payload = request.Request!;
        string node = CommandXml.ReadNode(payload);
        var action = CommandXml.ReadAction(payload);
        // Whether the command is there, and is this requester's to run, is asked at each stage: rights may have changed since the last.
        var command = await commands.FindAsync(request.From!, request.To!, node, ct) ?? throw new StanzaException(StanzaErrors.ItemNotFound("There is no such command."));
        return request.Result(CommandXml.ReadSessionId(payload) is { } id
            ? await ContinueAsync(request, node, id, action, ct)
            : await StartAsync(request, command, action, ct));
    }

    private async ValueTask<XmppElement> StartAsync(Iq request, AdHocCommand command, CommandAction action, CancellationToken ct)
    {
        if (action != CommandAction.Execute)
            throw new StanzaException(CommandErrors.BadAction());
        var session = new CommandSession(RandomNumberGenerator.GetHexString(32, lowercase: true), request.From!, request.To!, command.Node);
        return Show(session, await command.Start(ct));
    }

    private async ValueTask<XmppElement> ContinueAsync(Iq request, string node, string id, CommandAction action, CancellationToken ct)
    {
        var session = _sessions.Take(id) ?? throw new StanzaException(_sessions.HasEnded(id) ? CommandErrors.SessionExpired() : CommandErrors.BadSessionId());
        bool isOver = false;
        try
        {
            if (!session.Fits(request.From!, request.To!, node))
                throw new StanzaException(CommandErrors.BadSessionId());
            if (action == CommandAction.Cancel)
            {
                isOver = true;
                return CommandXml.WriteCanceled(node, id);
            }

            var stage = session.Stages.Peek();
            if (action == CommandAction.Prev)
            {
                if (session.Stages.Count < 2)
                    throw new StanzaException(CommandErrors.BadAction());
                session.Stages.Pop();
                return CommandXml.WriteStage(session, session.Stages.Peek(), session.Stages.Count > 1);
            }

            if (action is CommandAction.Next or CommandAction.Complete && stage.IsLast != (action == CommandAction.Complete))
                throw new StanzaException(CommandErrors.BadAction());
            var form = ReadForm(request.Request!);
            string? reason = DataFormCheck.FirstError(stage.Form, form);
            var next = reason is null ? await stage.Submit(form, ct) : new CommandStage.Refuse(reason);
            // What was filled in stays filled in: for another try, and for whoever comes back to this stage.
            session.Stages.Pop();
            session.Stages.Push(stage with { Form = stage.Form.Filled(form), Notes = [] });
            isOver = next is CommandStage.End;
            return Answer(session, next);
        }
        finally
        {
            // An error leaves the session as it was: the requester may do it right. There was room for it a moment ago.
            if (isOver || !_sessions.TryPut(session))
                _sessions.End(id);
        }
    }

    private XmppElement Show(CommandSession session, CommandStage first)
    {
        var answer = Answer(session, first);
        if (first is CommandStage.End)
            _sessions.End(session.Id);
        else if (!_sessions.TryPut(session))
            throw new StanzaException(CommandErrors.TooManySessions());
        return answer;
    }

    private static XmppElement Answer(CommandSession session, CommandStage stage)
    {
        switch (stage)
        {
            case CommandStage.End end:
                return CommandXml.WriteEnd(session.Node, session.Id, end);
            case CommandStage.Refuse refusal:
                return CommandXml.WriteStage(session, session.Stages.Peek() with { Notes = [CommandNote.Error(refusal.Reason)] }, session.Stages.Count > 1);
            default:
                var ask = (CommandStage.Ask)stage;
                session.Stages.Push(ask);
                return CommandXml.WriteStage(session, ask, session.Stages.Count > 1);
        }
    }

    private DataForm ReadForm(XmppElement command)
    {
        try
        {
            return CommandXml.ReadForm(command, limits.Forms) ?? throw new StanzaException(CommandErrors.BadPayload("The filled-in form is missing."));
        }
        catch (StanzaException e) when (e.Error.Application is null)
        {
            throw new StanzaException(CommandErrors.BadPayload(e.Error.Text ?? "The form cannot be read."));
        }
    }
}
