namespace IotXmpp.Concentrator.PubSub;

/// <summary>
/// Names of the nodes that boards have in the things domain: <c>boards/board1</c> for everything it reports, <c>boards/board1/Temperature</c> for one field,
/// <c>boards/board1/meter1/Energy</c> for a field of a thing behind it; the same behind <c>json/</c>. A slash or percent sign inside of a name is <c>%2F</c> or <c>%25</c>.
/// </summary>
/// <param name="Board">The board.</param>
/// <param name="Thing">What the board calls the thing behind it; null for the board itself.</param>
/// <param name="Field">The field; null for all of the board and of what is behind it.</param>
internal sealed record BoardNodeName(string Board, string? Thing, string? Field)
{
    private const string Root = "boards/";
    private const string JsonRoot = "json/";

    /// <summary>True for the mirror in JSON.</summary>
    public bool IsJson { get; init; }

    /// <summary>True for a name that only the service itself gives.</summary>
    public static bool IsReserved(string node) => node is "boards" or "json" || node.StartsWith(Root, StringComparison.Ordinal) || node.StartsWith(JsonRoot, StringComparison.Ordinal);

    /// <summary>Reads the name of a node; null if it is none of a board.</summary>
    public static BoardNodeName? Parse(string node)
    {
        bool isJson = node.StartsWith(JsonRoot, StringComparison.Ordinal);
        string name = isJson ? node[JsonRoot.Length..] : node;
        if (!name.StartsWith(Root, StringComparison.Ordinal))
            return null;
        string[] parts = [.. name[Root.Length..].Split('/').Select(Unescape)];
        return parts switch
        {
            [var board] => new BoardNodeName(board, null, null) { IsJson = isJson },
            [var board, var field] => new BoardNodeName(board, null, field) { IsJson = isJson },
            [var board, var thing, var field] => new BoardNodeName(board, thing, field) { IsJson = isJson },
            _ => null,
        };
    }

    /// <summary>The name as it is on the wire.</summary>
    public override string ToString() =>
        (IsJson ? JsonRoot : "") + Root + string.Join('/', new[] { Board, Thing, Field }.OfType<string>().Select(Escape));

    private static string Escape(string part) => part.Replace("%", "%25", StringComparison.Ordinal).Replace("/", "%2F", StringComparison.Ordinal);

    private static string Unescape(string part) => part.Replace("%2F", "/", StringComparison.Ordinal).Replace("%25", "%", StringComparison.Ordinal);
}
