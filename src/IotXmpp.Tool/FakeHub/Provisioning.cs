using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace IotXmpp.Tool.FakeHub;

/// <summary>
/// The device provisioning service for one enrolment group with a symmetric key: a registration id proves that it knows the key derived from the
/// group's (HMAC-SHA256 of its id) and is assigned to the hub, on the second question.
/// </summary>
internal sealed class Provisioning(string idScope, string groupKey, string hub, Action<string, string> enroll, TimeProvider time)
{
    /// <summary>Seconds a client is asked to wait before it asks again.</summary>
    private const int RetryAfter = 1;

    private readonly ConcurrentDictionary<string, string> _operations = new();
    private int _registrations;

    /// <summary>How often somebody asked to be registered.</summary>
    public int Registrations => Volatile.Read(ref _registrations);

    /// <summary>Scope id, the first part of its user names.</summary>
    public string IdScope { get; } = idScope;

    /// <summary>Key of a registration in the group.</summary>
    public static string DeriveKey(string groupKey, string registrationId) =>
        Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(groupKey), Encoding.UTF8.GetBytes(registrationId)));

    /// <summary>Checks who connects.</summary>
    /// <returns>Null if admitted; otherwise why not.</returns>
    public string? Admit(string? registrationId, string userName, string? password)
    {
        if (string.IsNullOrEmpty(registrationId))
            return "the client id is no registration id";
        string expected = $"{IdScope}/registrations/{registrationId}/api-version=2019-03-31";
        if (!userName.StartsWith(expected, StringComparison.Ordinal))
            return $"the user name is not {expected}";
        return SharedAccess.Check(password, $"{IdScope}/registrations/{registrationId}", DeriveKey(groupKey, registrationId), "registration", time.GetUtcNow(), out _);
    }

    /// <summary>Answers a request.</summary>
    /// <returns>Null if it is none.</returns>
    public (string Topic, byte[] Body)? Answer(string registrationId, string topic, byte[] body)
    {
        _ = body;
        if (topic.StartsWith(HubTopics.RegisterPrefix, StringComparison.Ordinal) && PropertyBag.TryParse(topic[HubTopics.RegisterPrefix.Length..], out var register)
            && register.GetValueOrDefault("$rid") is { } id)
        {
            string operation = Guid.NewGuid().ToString("N");
            _operations[operation] = registrationId;
            Interlocked.Increment(ref _registrations);
            return Reply(202, id, new JsonObject { ["operationId"] = operation, ["status"] = "assigning" });
        }

        if (!topic.StartsWith(HubTopics.OperationPrefix, StringComparison.Ordinal) || !PropertyBag.TryParse(topic[HubTopics.OperationPrefix.Length..], out var query)
            || query.GetValueOrDefault("$rid") is not { } request)
            return null;
        if (query.GetValueOrDefault("operationId") is not { } asked || !_operations.TryGetValue(asked, out string? owner) || owner != registrationId)
            return Reply(404, request, new JsonObject { ["errorCode"] = 404201, ["message"] = "Operation not found." });
        enroll(registrationId, DeriveKey(groupKey, registrationId));
        return Reply(200, request, new JsonObject
        {
            ["operationId"] = asked,
            ["status"] = "assigned",
            ["registrationState"] = new JsonObject
            {
                ["registrationId"] = registrationId, ["assignedHub"] = hub, ["deviceId"] = registrationId, ["status"] = "assigned",
                ["createdDateTimeUtc"] = time.GetUtcNow().ToString("o", CultureInfo.InvariantCulture),
            },
        });
    }

    private static (string Topic, byte[] Body) Reply(int status, string request, JsonObject body) =>
        ($"{HubTopics.RegistrationResultPrefix}{status}/?$rid={request}" + (status == 202 ? $"&retry-after={RetryAfter}" : ""), Encoding.UTF8.GetBytes(body.ToJsonString()));
}
