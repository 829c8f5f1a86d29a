namespace IotXmpp.Xmpp.Commands;

/// <summary>A command that a person can run from a chat client (XEP-0050).</summary>
/// <param name="Node">Its node, unique at its address.</param>
/// <param name="Name">Name for people.</param>
/// <param name="Start">Starts it.</param>
public sealed record AdHocCommand(string Node, string Name, Func<CancellationToken, ValueTask<CommandStage>> Start);
