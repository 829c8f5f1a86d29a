using IotXmpp.Xmpp.Forms;
using IotXmpp.Xmpp.Portable;
using IotXmpp.Xmpp.Stanzas;

namespace IotXmpp.Xmpp.Commands;

/// <summary>Ad-hoc commands on the wire (XEP-0050 4).</summary>
internal static class CommandXml
{
    /// <summary>Longest node or session id that is looked at, in characters.</summary>
    private const int MaxName = 256;

    /// <summary>The node a request names.</summary>
    /// <exception cref="StanzaException">None, or an endless one.</exception>
    public static string ReadNode(XmppElement command) => command.Attribute("node") is { Length: > 0 and <= MaxName } node ? node : throw new StanzaException(StanzaErrors.BadRequest("A command needs a node."));

    /// <summary>The session a request goes on with; null if it starts one.</summary>
    /// <exception cref="StanzaException">The id cannot be one of ours.</exception>
    public static string? ReadSessionId(XmppElement command) => command.Attribute("sessionid") switch
    {
        null => null,
        { Length: > 0 and <= MaxName } id => id,
        _ => throw new StanzaException(CommandErrors.BadSessionId()),
    };

    /// <summary>The action of a request.</summary>
    /// <exception cref="StanzaException">There is no such action.</exception>
    public static CommandAction ReadAction(XmppElement command) => command.Attribute("action") switch
    {
        null or "execute" => CommandAction.Execute,
        "next" => CommandAction.Next,
        "prev" => CommandAction.Prev,
        "complete" => CommandAction.Complete,
        "cancel" => CommandAction.Cancel,
        _ => throw new StanzaException(CommandErrors.MalformedAction()),
    };

    /// <summary>The form of a request; null if there is none. A form of type cancel counts as submitted (XEP-0050 3.5.1).</summary>
    /// <exception cref="StanzaException">It cannot be read.</exception>
    public static DataForm? ReadForm(XmppElement command, DataFormLimits limits) =>
        command.Element(Ns.DataForms, "x") is { } x ? DataFormXml.Read(x, limits) with { Type = DataFormType.Submit } : null;

    /// <summary>A stage with a form.</summary>
    /// <param name="session">The session.</param>
    /// <param name="stage">The stage.</param>
    /// <param name="hasPrevious">True if one can go back.</param>
    public static XmppElement WriteStage(CommandSession session, CommandStage.Ask stage, bool hasPrevious) => Write(session.Node, session.Id, CommandStatus.Executing, stage.Notes, stage.Form, w =>
    {
        string forward = stage.IsLast ? "complete" : "next";
        w.WriteStartElement("actions", Ns.Commands);
        w.WriteAttributeString("execute", forward);
        if (hasPrevious)
        {
            w.WriteStartElement("prev", Ns.Commands);
            w.WriteEndElement();
        }

        w.WriteStartElement(forward, Ns.Commands);
        w.WriteEndElement();
        w.WriteEndElement();
    });

    /// <summary>The end of a command.</summary>
    public static XmppElement WriteEnd(string node, string sessionId, CommandStage.End end) => Write(node, sessionId, CommandStatus.Completed, end.Notes, end.Result, null);

    /// <summary>A command that was cancelled.</summary>
    public static XmppElement WriteCanceled(string node, string sessionId) => Write(node, sessionId, CommandStatus.Canceled, [], null, null);

    private static XmppElement Write(string node, string sessionId, CommandStatus status, IReadOnlyList<CommandNote> notes, DataForm? form, Action<System.Xml.XmlWriter>? actions) =>
        XmppElement.Build(Ns.Commands, "command", w =>
        {
            w.WriteAttributeString("node", node);
            w.WriteAttributeString("sessionid", sessionId);
            w.WriteAttributeString("status", status switch { CommandStatus.Executing => "executing", CommandStatus.Completed => "completed", _ => "canceled" });
            w.WriteAttributeString("xml", "lang", Ns.Xml, "en");
            actions?.Invoke(w);
            foreach (var note in notes)
            {
                w.WriteStartElement("note", Ns.Commands);
                w.WriteAttributeString("type", note.Type switch { CommandNoteType.Info => "info", CommandNoteType.Warn => "warn", _ => "error" });
                w.WriteString(note.Text);
                w.WriteEndElement();
            }

            form?.WriteTo(w);
        });
}
