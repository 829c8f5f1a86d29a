using System.Globalization;
using IotXmpp.Concentrator.Nodes;
using IotXmpp.Concentrator.Storage;
using IotXmpp.Things.Model;

namespace IotXmpp.Concentrator.Control;

/// <summary>Commands as people read them.</summary>
internal static class CommandText
{
    /// <summary>What is to be set: <c>Relay on, Brightness 40 %</c>.</summary>
    public static string Values(CommandRecord command, Board board) => string.Join(", ", command.Values.Select(value => Value(value, board)));

    /// <summary>A time of day in UTC, with the day if it is not today's.</summary>
    public static string At(DateTimeOffset at, DateTimeOffset now) =>
        at.UtcDateTime.ToString(at.UtcDateTime.Date == now.UtcDateTime.Date ? "HH:mm:ss" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) + " UTC";

    /// <summary>How a command that waited ended.</summary>
    public static string End(CommandRecord command, Board board, DateTimeOffset now)
    {
        string what = $"your command of {At(command.Created, now)} ({Values(command, board)})";
        return command.State switch
        {
            CommandState.Done => $"{board.Name} has carried out {what}.",
            CommandState.Expired => $"{board.Name} was away too long for {what}. Nothing was done, and nothing will be done later.",
            CommandState.Refused => $"{board.Name} did not carry out {what}: {ValueText.Clean(command.Reason ?? "it refused")} Nothing was done.",
            _ => $"{board.Name} did not answer to {what}. It may or may not have done it; it will not do it later.",
        };
    }

    /// <summary>A state in a sentence about the last command.</summary>
    public static string State(CommandRecord command, DateTimeOffset now)
    {
        string ago = ValueText.Ago(now - command.Changed);
        return command.State switch
        {
            CommandState.Queued => $"waiting until {At(command.Expires, now)}",
            CommandState.Sent => $"sent {ago}, not answered yet",
            CommandState.Accepted => $"taken by the board {ago}, not answered yet",
            CommandState.Done => $"done {ago}",
            CommandState.Refused => $"refused {ago}",
            CommandState.Expired => $"expired {ago}, nothing was done",
            CommandState.Cancelled => $"cancelled {ago}",
            _ => $"not answered {ago}, it may or may not have been done",
        };
    }

    private static string Value(ControlValue value, Board board)
    {
        string unit = board.Description.Parameter(value.Name)?.Unit ?? "";
        string text = value.Kind == ControlParameterKind.Boolean ? ValueText.OnOff(value.Text) : ValueText.Clean(value.Text);
        return unit.Length > 0 ? $"{ValueText.Clean(value.Name)} {text} {unit}" : $"{ValueText.Clean(value.Name)} {text}";
    }
}
