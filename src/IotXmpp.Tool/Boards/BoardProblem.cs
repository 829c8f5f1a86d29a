namespace IotXmpp.Tool.Boards;

/// <summary>Something wrong in a board's description.</summary>
/// <param name="Line">Line in the file, from 1; 0 for the file as a whole.</param>
/// <param name="Text">What, and what it should be.</param>
internal sealed record BoardProblem(int Line, string Text);
