using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace IotXmpp.Concentrator.Service.Bridges.AzureIotHub;

/// <summary>Asks the device provisioning service to which hub a device belongs.</summary>
internal sealed class ProvisioningClient(AzureIotHubOptions options, TimeProvider time, Random random)
{
    private const string ApiVersion = "2019-03-31";

    private static readonly TimeSpan Answer = TimeSpan.FromSeconds(60);

    /// <summary>Longest time for an assignment.</summary>
    private static readonly TimeSpan Assignment = TimeSpan.FromMinutes(5);

    /// <summary>Registers a device. Done once: it may take seconds.</summary>
    /// <exception cref="HubException">It was refused, or the service cannot be reached.</exception>
    public async Task<AssignedHub> RegisterAsync(HubIdentity identity, CancellationToken ct)
    {
        var answers = Channel.CreateBounded<MqttMessage>(16);
        string resource = $"{options.IdScope}/registrations/{identity.DeviceId}";
        string? token = identity.Key is { } key ? SharedAccessToken.Create(resource, key, time.GetUtcNow() + options.TokenLifetime, "registration") : null;
        string user = $"{resource}/api-version={ApiVersion}&ClientVersion={Uri.EscapeDataString(AzureIotHubBridge.Agent)}";
        await using var link = await MqttLink.OpenAsync(options, options.ProvisioningHost, identity, user, token, isLasting: false, time, message => answers.Writer.TryWrite(message), ct);
        // Whatever ends the link ends the waiting.
        _ = link.Closed.ContinueWith(_ => answers.Writer.TryComplete(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        await link.SubscribeAsync([HubTopics.Registrations], ct);
        var deadline = time.GetUtcNow() + Assignment;
        string? operation = null;
        for (int request = 1; time.GetUtcNow() < deadline; request++)
        {
            string id = request.ToString("x", CultureInfo.InvariantCulture);
            await link.PublishAsync(operation is null ? HubTopics.Register(id) : HubTopics.Operation(id, operation), "{}"u8.ToArray(), isAcknowledged: true, ct);
            var (status, after, body) = await ReceiveAsync(answers.Reader, id, ct);
            if (status >= 300 && status != HubStatus.Busy && status < 500)
                throw new HubException($"{options.ProvisioningHost} does not register {identity.DeviceId}: {status}.", isRefused: true);
            if (status >= 300)
                throw new HubException($"{options.ProvisioningHost} is busy: {status}.") { RetryAfter = after };
            switch ((string?)body["status"])
            {
                case "assigned" when body["registrationState"] is JsonObject state && (string?)state["assignedHub"] is { } host && (string?)state["deviceId"] is { } device
                    && Uri.CheckHostName(host) == UriHostNameType.Dns && HubTopics.IsDeviceId(device):
                    await link.CloseAsync(ct);
                    return new AssignedHub(host.ToLowerInvariant(), device);
                case "assigning":
                    operation = (string?)body["operationId"] ?? operation;
                    break;
                default:
                    throw new HubException($"{options.ProvisioningHost} does not assign {identity.DeviceId} to a hub.", isRefused: true);
            }

            await Task.Delay(after ?? TimeSpan.FromSeconds(2 + random.NextDouble()), time, ct);
        }

        throw new HubException($"{options.ProvisioningHost} takes too long to assign {identity.DeviceId}.");
    }

    private async Task<(int Status, TimeSpan? RetryAfter, JsonObject Body)> ReceiveAsync(ChannelReader<MqttMessage> answers, string request, CancellationToken ct)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(ct);
        using var timer = time.CreateTimer(static state => ((CancellationTokenSource)state!).Cancel(), waiting, Answer, Timeout.InfiniteTimeSpan);
        try
        {
            while (true)
            {
                var message = await answers.ReadAsync(waiting.Token);
                await message.AcknowledgeAsync(ct);
                if (HubTopics.TryRegistration(message.Topic, out int status, out string? id, out var after) && id == request)
                    return (status, after, message.Body.Length > 0 && JsonNode.Parse(message.Body) is JsonObject body ? body : []);
            }
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new HubException($"{options.ProvisioningHost} did not answer.");
        }
        catch (ChannelClosedException)
        {
            throw new HubException($"{options.ProvisioningHost} closed the connection.");
        }
        catch (JsonException e)
        {
            throw new HubException($"{options.ProvisioningHost} did not answer in JSON.", inner: e);
        }
    }
}
