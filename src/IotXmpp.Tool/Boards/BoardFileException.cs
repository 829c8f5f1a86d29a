namespace IotXmpp.Tool.Boards;

/// <summary>A board's description cannot be used.</summary>
internal sealed class BoardFileException(string file, IReadOnlyList<BoardProblem> problems)
    : Exception(string.Join('\n', problems.Select(problem => problem.Line > 0 ? $"{file}({problem.Line}): {problem.Text}" : $"{file}: {problem.Text}")))
{
    /// <summary>All that is wrong, in the order of the file.</summary>
    public IReadOnlyList<BoardProblem> Problems { get; } = problems;
}
