using System.Globalization;
using System.Text.Json.Nodes;
using System.Text;
using Microsoft.Extensions.Logging;

namespace IotXmpp.Concentrator.Service.Bridges.AzureIotHub;

/// <summary>
/// Messages from the cloud. The hub keeps them for up to two days, and does not say how old one is: a command among them is carried out only if it says until when
/// it holds, by its expiry or by a property <c>expires</c>. Nothing is answered but by what the boards report then.
/// </summary>
/// <remarks>
/// Property <c>command</c> is <c>set</c> with a body as the method takes it; or the body is a line, <c>on Relay</c>, <c>off Relay</c> or <c>set Brightness 40</c>, with the
/// property <c>board</c> where the hub's device is not the board.
/// </remarks>
internal sealed class CloudMessages(HubIdentity identity, BoardMethods methods, TimeProvider time, ILogger log)
{
    /// <summary>A command may say that it holds for at most this long: nothing waits for days to move something.</summary>
    private static readonly TimeSpan MaxAge = TimeSpan.FromHours(1);

    /// <summary>Ids remembered: a message whose acknowledgement was lost comes again.</summary>
    private const int MaxRemembered = 256;

    private const int MaxLine = 1024;

    private const int MaxShownId = 64;

    private readonly Queue<string> _order = new();
    private readonly HashSet<string> _handled = new(StringComparer.Ordinal);

    /// <summary>Deals with a message; on return it may be acknowledged. One at a time.</summary>
    public async ValueTask HandleAsync(IReadOnlyDictionary<string, string?> properties, byte[] body, CancellationToken ct)
    {
        string id = properties.GetValueOrDefault("$.mid") ?? "";
        if (id.Length > 0 && _handled.Contains(id))
            return;
        // Before it is carried out: if we are interrupted, it may have been done, and is not done again.
        Remember(id);
        string shown = Uri.EscapeDataString(id[..Math.Min(id.Length, MaxShownId)]);
        if (Command(properties, body) is not { } command)
        {
            AzureLog.UnknownMessage(log, identity.DeviceId, shown);
        }
        else if (!IsInTime(properties))
        {
            AzureLog.LateMessage(log, identity.DeviceId, shown);
        }
        else
        {
            var answer = await methods.InvokeAsync(identity, "set", command, ct);
            AzureLog.MessageHandled(log, identity.DeviceId, shown, answer.Status, (string?)answer.Payload["error"] ?? "done");
        }
    }

    private static byte[]? Command(IReadOnlyDictionary<string, string?> properties, byte[] body)
    {
        if (properties.TryGetValue("command", out string? command))
            return command == "set" ? body : null;
        if (body.Length > MaxLine)
            return null;
        string[] words = Encoding.UTF8.GetString(body).Trim().Split(' ', 3, StringSplitOptions.RemoveEmptyEntries);
        JsonNode? value = words switch
        {
            ["on", _] => true,
            ["off", _] => false,
            ["set", _, "true"] => true,
            ["set", _, "false"] => false,
            ["set", _, var text] when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) => number,
            ["set", _, var text] => text,
            _ => null,
        };
        if (value is null)
            return null;
        var request = new JsonObject { ["values"] = new JsonObject { [words[1]] = value } };
        if (properties.GetValueOrDefault("board") is { } board)
            request["board"] = board;
        return Encoding.UTF8.GetBytes(request.ToJsonString());
    }

    private bool IsInTime(IReadOnlyDictionary<string, string?> properties)
    {
        string? text = properties.GetValueOrDefault("expires") ?? properties.GetValueOrDefault("$.exp");
        var now = time.GetUtcNow();
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var until) && until > now && until <= now + MaxAge;
    }

    private void Remember(string id)
    {
        if (id.Length == 0 || !_handled.Add(id))
            return;
        _order.Enqueue(id);
        if (_order.Count > MaxRemembered)
            _handled.Remove(_order.Dequeue());
    }
}
