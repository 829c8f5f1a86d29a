using System.IO.Enumeration;

namespace IotXmpp.Concentrator.Bridging;

/// <summary>
/// What may cross a bridge: lists of names with <c>*</c> and <c>?</c>; case matters. Nothing crosses that is not listed. On top of it the owner of each board decides
/// (<see cref="BridgeAddress"/>).
/// </summary>
public sealed record BridgeRoute
{
    /// <summary>Boards. Default none.</summary>
    public IReadOnlyList<string> Boards { get; init; } = [];

    /// <summary>Fields that go out. Default all of the boards listed.</summary>
    public IReadOnlyList<string> Fields { get; init; } = ["*"];

    /// <summary>Parameters that may be set from outside. Default none.</summary>
    public IReadOnlyList<string> Parameters { get; init; } = [];

    /// <summary>True if the board crosses at all.</summary>
    public bool HasBoard(string board) => Matches(Boards, board);

    /// <summary>True if that field of a board goes out.</summary>
    public bool HasField(string board, string field) => HasBoard(board) && Matches(Fields, field);

    /// <summary>True if that parameter of a board may be set from outside.</summary>
    public bool HasParameter(string board, string parameter) => HasBoard(board) && Matches(Parameters, parameter);

    private static bool Matches(IReadOnlyList<string> patterns, string name)
    {
        foreach (string pattern in patterns)
        {
            if (FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false))
                return true;
        }

        return false;
    }
}
