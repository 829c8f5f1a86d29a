using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace IotXmpp.Concentrator.Service.Bridges.Mqtt;

/// <summary>
/// Our topics. A name that MQTT or we ourselves use otherwise is escaped as in a URL, so that two names never share a topic; a long one is cut and told apart by its
/// hash.
/// </summary>
internal sealed class MqttTopics(string prefix)
{
    public const string Online = "online";

    public const string Offline = "offline";

    private const string StateName = "state";
    private const string AvailabilityName = "availability";
    private const string HistoryName = "history";
    private const string ResponseName = "response";
    private const string SetName = "set";

    /// <summary>Longest part of a topic made of one name, octets: a topic stays far below the 65,535 of MQTT.</summary>
    private const int MaxPart = 200;

    private static readonly string[] Reserved = [StateName, AvailabilityName, HistoryName, ResponseName, SetName];

    private readonly string _start = prefix + "/";

    /// <summary>Whether the bridge is there; its last will.</summary>
    public string Status => _start + "status";

    /// <summary>Everything we may have left at the broker.</summary>
    public string Own => _start + "#";

    /// <summary>Commands with several parameters, as JSON.</summary>
    public string SetFilter => $"{_start}+/{SetName}";

    /// <summary>Commands with one parameter, plain.</summary>
    public string SetParameterFilter => $"{_start}+/+/{SetName}";

    /// <summary>Whether a board can be asked.</summary>
    public string Availability(string board) => $"{_start}{Part(board)}/{AvailabilityName}";

    /// <summary>The last values of a board, or of a thing behind it.</summary>
    public string State(string nodeId) => $"{Node(nodeId)}/{StateName}";

    /// <summary>The last value of a field.</summary>
    public string Field(string nodeId, string field) => $"{Node(nodeId)}/{Part(field)}";

    /// <summary>Values that are older than what was published before.</summary>
    public string History(string nodeId) => $"{Node(nodeId)}/{HistoryName}";

    /// <summary>Commands to a board, as JSON.</summary>
    public string Set(string board) => $"{_start}{Part(board)}/{SetName}";

    /// <summary>A command for one parameter.</summary>
    public string Set(string board, string parameter) => $"{_start}{Part(board)}/{Part(parameter)}/{SetName}";

    /// <summary>What became of commands to a board.</summary>
    public string Response(string board) => $"{_start}{Part(board)}/{ResponseName}";

    /// <summary>True for a topic below our prefix.</summary>
    public bool IsOwn(string topic) => topic.StartsWith(_start, StringComparison.Ordinal);

    /// <summary>True for a topic that belongs to a board.</summary>
    public bool IsOf(string topic, string board) => topic.StartsWith($"{_start}{Part(board)}/", StringComparison.Ordinal);

    /// <summary>The board a command is for, and the parameter if it is for one.</summary>
    public bool TryReadSet(string topic, out string board, out string? parameter)
    {
        board = "";
        parameter = null;
        if (!IsOwn(topic))
            return false;
        string[] parts = topic[_start.Length..].Split('/');
        if (parts.Length is < 2 or > 3 || parts[^1] != SetName)
            return false;
        board = Uri.UnescapeDataString(parts[0]);
        parameter = parts.Length == 3 ? Uri.UnescapeDataString(parts[1]) : null;
        return board.Length > 0 && parameter is not "";
    }

    private string Node(string nodeId)
    {
        int slash = nodeId.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? _start + Part(nodeId) : $"{_start}{Part(nodeId[..slash])}/{Part(nodeId[(slash + 1)..])}";
    }

    /// <summary>One level of a topic made of a name.</summary>
    private static string Part(string name)
    {
        var builder = new StringBuilder(name.Length);
        bool reserved = name.Length == 0 || Reserved.Contains(name, StringComparer.Ordinal);
        foreach (var rune in name.EnumerateRunes())
        {
            // U+0000 is forbidden in MQTT, other control characters break brokers and tools (MQTT 5 1.5.4).
            if (reserved || rune.Value is '+' or '#' or '/' or '%' || Rune.IsControl(rune))
                builder.Append(CultureInfo.InvariantCulture, $"%{rune.Value:X2}");
            else
                builder.Append(rune.ToString());
            reserved = false;
        }

        string part = builder.ToString();
        if (Encoding.UTF8.GetByteCount(part) <= MaxPart)
            return part.Length == 0 ? "%" : part;
        string hash = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(name)), 0, 8);
        int cut = char.IsHighSurrogate(part[(MaxPart / 4) - 1]) ? (MaxPart / 4) - 1 : MaxPart / 4;
        return $"{part[..cut]}%{hash}";
    }
}
