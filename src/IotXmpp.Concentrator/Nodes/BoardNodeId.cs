namespace IotXmpp.Concentrator.Nodes;

/// <summary>
/// Ids of the things behind a board, such as a meter on its bus: the board's name, a slash, the id the board gives it
/// (<c>board1/meter1</c>). A slash is in no board's name (RFC 7622 3.3.1), so that an id names its board, and two boards may have a meter1 each.
/// </summary>
internal static class BoardNodeId
{
    private const char Separator = '/';

    /// <summary>The node id of a thing behind a board.</summary>
    public static string Of(string board, string local) => $"{board}{Separator}{local}";

    /// <summary>Name of the board a node id belongs to.</summary>
    public static string BoardOf(string nodeId)
    {
        int end = nodeId.IndexOf(Separator, StringComparison.Ordinal);
        return end < 0 ? nodeId : nodeId[..end];
    }

    /// <summary>What the board itself calls a node: the part after its own name, if that is there.</summary>
    public static string LocalOf(string board, string nodeId) =>
        nodeId.StartsWith(Of(board, ""), StringComparison.Ordinal) ? nodeId[(board.Length + 1)..] : nodeId;

    /// <summary>True for something a board may call a thing behind it.</summary>
    public static bool IsLocal(string local, int maxLength) => local.Length > 0 && local.Length <= maxLength && !local.Any(char.IsControl);
}
