using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace IotXmpp.Concentrator.Service.Bridges.AzureIotHub;

/// <summary>The topics of a hub and of the provisioning service: there are no others ("Communicate with an IoT hub using the MQTT protocol").</summary>
internal static class HubTopics
{
    public const string TwinResults = "$iothub/twin/res/#";
    public const string Desired = "$iothub/twin/PATCH/properties/desired/#";
    public const string Methods = "$iothub/methods/POST/#";
    public const string Registrations = "$dps/registrations/res/#";

    private const string TwinResultPrefix = "$iothub/twin/res/";
    private const string DesiredPrefix = "$iothub/twin/PATCH/properties/desired/";
    private const string MethodPrefix = "$iothub/methods/POST/";
    private const string RegistrationPrefix = "$dps/registrations/res/";

    /// <summary>True for what may be a device id: part of what the hub allows, without the characters that topics and user names would need escaped.</summary>
    public static bool IsDeviceId(string text) => text.Length is >= 1 and <= 128 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or ':');

    /// <summary>Where readings go.</summary>
    public static string Events(string device, IEnumerable<KeyValuePair<string, string?>> properties) => $"devices/{device}/messages/events/{Format(properties)}";

    /// <summary>Filter for messages to a device.</summary>
    public static string DeviceBound(string device) => $"{DeviceBoundPrefix(device)}#";

    public static string TwinGet(string request) => $"$iothub/twin/GET/?$rid={request}";

    public static string Report(string request) => $"$iothub/twin/PATCH/properties/reported/?$rid={request}";

    public static string MethodResult(int status, string request) => string.Create(CultureInfo.InvariantCulture, $"$iothub/methods/res/{status}/?$rid={request}");

    public static string Register(string request) => $"$dps/registrations/PUT/iotdps-register/?$rid={request}";

    public static string Operation(string request, string operation) => $"$dps/registrations/GET/iotdps-get-operationstatus/?$rid={request}&operationId={Uri.EscapeDataString(operation)}";

    /// <summary>An answer about the twin.</summary>
    public static bool TryTwinResult(string topic, out int status, [NotNullWhen(true)] out string? request) => TryResult(topic, TwinResultPrefix, out status, out request, out _);

    /// <summary>An answer of the provisioning service.</summary>
    public static bool TryRegistration(string topic, out int status, [NotNullWhen(true)] out string? request, out TimeSpan? retryAfter)
    {
        retryAfter = null;
        if (!TryResult(topic, RegistrationPrefix, out status, out request, out var query))
            return false;
        if (query!.GetValueOrDefault("retry-after") is { } after && int.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds))
            retryAfter = TimeSpan.FromSeconds(Math.Min(seconds, 600));
        return true;
    }

    /// <summary>New wishes.</summary>
    public static bool IsDesired(string topic) => topic.StartsWith(DesiredPrefix, StringComparison.Ordinal);

    /// <summary>A direct method.</summary>
    public static bool TryMethod(string topic, [NotNullWhen(true)] out string? name, [NotNullWhen(true)] out string? request)
    {
        name = request = null;
        if (!topic.StartsWith(MethodPrefix, StringComparison.Ordinal))
            return false;
        string rest = topic[MethodPrefix.Length..];
        int slash = rest.IndexOf('/', StringComparison.Ordinal);
        if (slash < 1 || !TryParse(rest[(slash + 1)..], out var query) || query.GetValueOrDefault("$rid") is not { } id)
            return false;
        name = Uri.UnescapeDataString(rest[..slash]);
        request = id;
        return true;
    }

    /// <summary>A message to a device.</summary>
    public static bool TryDeviceBound(string topic, string device, [NotNullWhen(true)] out IReadOnlyDictionary<string, string?>? properties)
    {
        properties = null;
        return topic.StartsWith(DeviceBoundPrefix(device), StringComparison.Ordinal) && TryParse(topic[DeviceBoundPrefix(device).Length..], out properties);
    }

    /// <summary>Writes properties as topics have them.</summary>
    public static string Format(IEnumerable<KeyValuePair<string, string?>> properties) =>
        // System properties keep their dollar sign, as in the documentation.
        string.Join('&', properties.Select(pair => $"{Escape(pair.Key)}{(pair.Value is null ? "" : "=" + Uri.EscapeDataString(pair.Value))}"));

    /// <summary>Reads properties: <c>key</c> alone has no value, <c>key=</c> an empty one.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out IReadOnlyDictionary<string, string?>? properties)
    {
        properties = null;
        var result = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (string pair in text.TrimEnd('/').TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = pair.Split('=', 2);
            if (!result.TryAdd(Uri.UnescapeDataString(parts[0]), parts.Length == 2 ? Uri.UnescapeDataString(parts[1]) : null))
                return false;
        }

        properties = result;
        return true;
    }

    private static bool TryResult(
        string topic, string prefix, out int status, [NotNullWhen(true)] out string? request, [NotNullWhen(true)] out IReadOnlyDictionary<string, string?>? query)
    {
        status = 0;
        request = null;
        query = null;
        if (!topic.StartsWith(prefix, StringComparison.Ordinal))
            return false;
        string rest = topic[prefix.Length..];
        int slash = rest.IndexOf('/', StringComparison.Ordinal);
        if (slash < 1 || !int.TryParse(rest[..slash], NumberStyles.None, CultureInfo.InvariantCulture, out status) || !TryParse(rest[(slash + 1)..], out query))
            return false;
        request = query.GetValueOrDefault("$rid");
        return request is not null;
    }

    private static string DeviceBoundPrefix(string device) => $"devices/{device}/messages/devicebound/";

    private static string Escape(string key) => key.StartsWith('$') ? "$" + Uri.EscapeDataString(key[1..]) : Uri.EscapeDataString(key);
}
