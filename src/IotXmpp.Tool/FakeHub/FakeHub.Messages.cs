using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using MQTTnet.Protocol;
using MQTTnet.Server;

namespace IotXmpp.Tool.FakeHub;

/// <content>What a connected device may subscribe to and publish.</content>
internal sealed partial class FakeHub
{
    private Task OnSubscribingAsync(InterceptingSubscriptionEventArgs args)
    {
        string topic = args.TopicFilter.Topic;
        if (!_connected.TryGetValue(args.ClientId, out var device))
        {
            if (topic != HubTopics.RegistrationFilter)
                Refuse(HubRule.Topic, $"{topic} may not be subscribed to at the provisioning service");
            return Task.CompletedTask;
        }

        bool known = topic is HubTopics.TwinResultFilter or HubTopics.DesiredFilter or HubTopics.MethodFilter || topic == HubTopics.DeviceBound(device.Id) + "#";
        if (!known)
        {
            Refuse(HubRule.Topic, $"{topic} may not be subscribed to");
            return Task.CompletedTask;
        }

        lock (device.Sync)
        {
            device.Subscriptions.Add(topic);
            if (device.Subscriptions.Count > MaxSubscriptions)
            {
                device.Subscriptions.Remove(topic);
                Refuse(HubRule.Subscriptions, $"more than {MaxSubscriptions} subscriptions");
                return Task.CompletedTask;
            }
        }

        if (args.TopicFilter.QualityOfServiceLevel == MqttQualityOfServiceLevel.ExactlyOnce)
        {
            args.TopicFilter.QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce;
            args.Response.ReasonCode = MqttSubscribeReasonCode.GrantedQoS1;
        }

        return Task.CompletedTask;

        void Refuse(HubRule rule, string why)
        {
            Report(args.ClientId, rule, why);
            args.ProcessSubscription = false;
            args.CloseConnection = true;
            args.Response.ReasonCode = MqttSubscribeReasonCode.UnspecifiedError;
        }
    }

    private async Task OnSubscribedAsync(ClientSubscribedTopicEventArgs args)
    {
        if (_devices.TryGetValue(args.ClientId, out var device) && args.TopicFilter.Topic == HubTopics.DeviceBound(device.Id) + "#")
            await DeliverWaitingAsync(device);
    }

    private Task OnUnsubscribingAsync(InterceptingUnsubscriptionEventArgs args)
    {
        if (_connected.TryGetValue(args.ClientId, out var device))
        {
            lock (device.Sync)
                device.Subscriptions.Remove(args.Topic);
        }

        return Task.CompletedTask;
    }

    private Task OnAcknowledgedAsync(ClientAcknowledgedPublishPacketEventArgs args)
    {
        string topic = args.PublishPacket.Topic;
        if (_connected.TryGetValue(args.ClientId, out var device) && topic.StartsWith(HubTopics.DeviceBound(device.Id), StringComparison.Ordinal)
            && PropertyBag.TryParse(topic[HubTopics.DeviceBound(device.Id).Length..], out var bag) && bag.GetValueOrDefault("$.mid") is { } id)
        {
            lock (device.Sync)
                device.Waiting.RemoveAll(message => message.MessageId == id);
            _completed.Writer.TryWrite((device.Id, id));
        }

        return Task.CompletedTask;
    }

    private async Task OnPublishAsync(InterceptingPublishEventArgs args)
    {
        // Nothing a client publishes ever reaches another one: the hub is no broker.
        args.ProcessPublish = false;
        var message = args.ApplicationMessage;
        string topic = message.Topic;
        if (message.QualityOfServiceLevel == MqttQualityOfServiceLevel.ExactlyOnce)
        {
            Close(HubRule.QoS2, "published with QoS 2");
            return;
        }

        byte[] body = message.Payload.ToArray();
        if (!_connected.TryGetValue(args.ClientId, out var device))
        {
            if (_provisioning?.Answer(args.ClientId, topic, body) is { } answer)
                await DeliverAsync(args.ClientId, answer.Topic, answer.Body, MqttQualityOfServiceLevel.AtMostOnce);
            else
                Close(HubRule.Topic, $"published to {topic}");
            return;
        }

        if (topic.StartsWith(HubTopics.Events(device.Id), StringComparison.Ordinal))
            await OnTelemetryAsync(device, topic[HubTopics.Events(device.Id).Length..], body, message.Retain, args);
        else if (topic.StartsWith(HubTopics.TwinGetPrefix, StringComparison.Ordinal))
            await OnTwinGetAsync(device, topic[HubTopics.TwinGetPrefix.Length..]);
        else if (topic.StartsWith(HubTopics.ReportedPrefix, StringComparison.Ordinal))
            await OnReportedAsync(device, topic[HubTopics.ReportedPrefix.Length..], body);
        else if (topic.StartsWith(HubTopics.MethodResultPrefix, StringComparison.Ordinal))
            OnMethodResult(device, topic[HubTopics.MethodResultPrefix.Length..], body);
        else
            Close(HubRule.Topic, $"published to {topic}");

        void Close(HubRule rule, string why)
        {
            Report(args.ClientId, rule, why);
            args.CloseConnection = true;
        }
    }

    private async Task OnTelemetryAsync(HubDevice device, string bag, byte[] body, bool retain, InterceptingPublishEventArgs args)
    {
        if (body.Length > MaxTelemetry)
        {
            Report(device.Id, HubRule.MessageSize, $"a message of {body.Length} octets, at most {MaxTelemetry} are allowed");
            args.CloseConnection = true;
            return;
        }

        if (!PropertyBag.TryParse(bag, out var properties))
        {
            Report(device.Id, HubRule.Topic, "the property bag is malformed");
            args.CloseConnection = true;
            return;
        }

        var wait = _sends.Reserve();
        if (wait > _options.MaxShaping)
        {
            Report(device.Id, HubRule.TelemetryThrottle, $"far more than {_options.TelemetryPerSecond} messages a second (429001)");
            args.CloseConnection = true;
            return;
        }

        // Shaping: the message is taken, its acknowledgement is late.
        if (wait > TimeSpan.Zero)
        {
            // The clock runs from here, and whoever moves it may now.
            var shaping = Task.Delay(wait, _time, args.CancellationToken);
            _held.Writer.TryWrite(device.Id);
            await shaping;
        }

        if (retain)
            properties["mqtt-retain"] = "true";
        _telemetry.Writer.TryWrite(new HubTelemetry(device.Id, properties, body));
    }

    private async Task OnTwinGetAsync(HubDevice device, string query)
    {
        bool throttled = !_twinReads.TryTake();
        string document;
        lock (device.Sync)
            document = device.Twin.Document;
        if (throttled)
            Report(device.Id, HubRule.TwinThrottle, $"more than {_options.TwinReadsPerSecond} twin reads a second (429)");
        await AnswerTwinAsync(device, throttled ? 429 : 200, query, null, throttled ? "" : document);
    }

    private async Task OnReportedAsync(HubDevice device, string query, byte[] body)
    {
        if (!_twinUpdates.TryTake())
        {
            Report(device.Id, HubRule.TwinThrottle, $"more than {_options.TwinUpdatesPerSecond} twin updates a second (429)");
            await AnswerTwinAsync(device, 429, query, null, "");
            return;
        }

        int? version;
        lock (device.Sync)
            version = device.Twin.MergeReported(body);
        if (version is null)
            Report(device.Id, HubRule.TwinUpdate, "a report that is no JSON object, has names that may not be, or makes the twin too large or too deep (400)");
        await AnswerTwinAsync(device, version is null ? 400 : 204, query, version, "");
    }

    private async Task AnswerTwinAsync(HubDevice device, int status, string query, int? version, string body)
    {
        bool listens;
        lock (device.Sync)
            listens = device.Subscriptions.Contains(HubTopics.TwinResultFilter);
        if (!listens || !PropertyBag.TryParse(query, out var parameters) || parameters.GetValueOrDefault("$rid") is not { } id)
            return;
        string topic = $"{HubTopics.TwinResultPrefix}{status}/?$rid={id}" + (version is null ? "" : $"&$version={version}");
        await DeliverAsync(device.Id, topic, System.Text.Encoding.UTF8.GetBytes(body), MqttQualityOfServiceLevel.AtMostOnce);
    }

    private void OnMethodResult(HubDevice device, string rest, byte[] body)
    {
        int slash = rest.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 || !int.TryParse(rest[..slash], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int status)
            || !PropertyBag.TryParse(rest[(slash + 1)..], out var parameters) || parameters.GetValueOrDefault("$rid") is not { } id)
        {
            Report(device.Id, HubRule.MethodResponse, "the answer to a method has no status or request id");
            return;
        }

        if (body.Length > MaxMethod)
        {
            Report(device.Id, HubRule.MethodResponse, $"the answer to a method has {body.Length} octets, at most {MaxMethod} are allowed");
            return;
        }

        if (!device.Methods.TryRemove(id, out var waiting))
        {
            Report(device.Id, HubRule.MethodResponse, "an answer to a method nobody waits for");
            return;
        }

        try
        {
            waiting.TrySetResult((status, body.Length == 0 ? null : JsonNode.Parse(body)));
        }
        catch (JsonException)
        {
            Report(device.Id, HubRule.MethodResponse, "the answer to a method is no JSON");
            waiting.TrySetResult((500, null));
        }
    }
}
