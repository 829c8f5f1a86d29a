namespace IotXmpp.Concentrator.Service.Bridges.AzureIotHub;

/// <summary>A message to the hub with readings of one board.</summary>
/// <param name="Board">The board.</param>
/// <param name="Id">Message id: made of the first reading's place in the feed, so that it is the same if it is sent again.</param>
/// <param name="Created">When it was made.</param>
/// <param name="Readings">How many readings are in it.</param>
/// <param name="Body">JSON.</param>
internal sealed record Telemetry(string Board, string Id, DateTimeOffset Created, int Readings, byte[] Body)
{
    /// <summary>What stands in the topic. Without content type and encoding a hub cannot route by what is in the body.</summary>
    public IEnumerable<KeyValuePair<string, string?>> Properties =>
    [
        new("$.ct", "application/json"),
        new("$.ce", "utf-8"),
        new("$.mid", Id),
        new("$.ctime", BoardJson.Time(Created)),
        new("board", Board),
    ];
}
