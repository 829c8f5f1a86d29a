using MQTTnet.Formatter;
using MQTTnet.Protocol;
using MQTTnet.Server;

namespace IotXmpp.Tool.FakeHub;

/// <content>Who may connect, and for how long.</content>
internal sealed partial class FakeHub
{
    private Task OnConnectingAsync(ValidatingConnectionEventArgs args)
    {
        (args.ReasonCode, var rule, string? why) = Admit(args);
        if (why is not null)
            Report(args.ClientId ?? "", rule, why);
        return Task.CompletedTask;
    }

    private (MqttConnectReasonCode Code, HubRule Rule, string? Why) Admit(ValidatingConnectionEventArgs args)
    {
        if (args.ProtocolVersion != MqttProtocolVersion.V311)
            return (MqttConnectReasonCode.UnsupportedProtocolVersion, HubRule.ProtocolVersion, "only MQTT 3.1.1 is spoken here");
        if (!_connections.TryTake())
            return (MqttConnectReasonCode.ServerUnavailable, HubRule.ConnectThrottle, $"more than {_options.ConnectionsPerSecond} connections a second");
        if (args.KeepAlivePeriod > MaxKeepAlive)
            return (MqttConnectReasonCode.NotAuthorized, HubRule.KeepAlive, $"keep-alive of {args.KeepAlivePeriod} s, at most {MaxKeepAlive} s are allowed");
        if (IsRegistering(args.UserName))
        {
            string? refused = _provisioning!.Admit(args.ClientId, args.UserName!, args.Password);
            if (refused is null)
                _connected.TryRemove(args.ClientId ?? "", out _);
            return refused is null
                ? (MqttConnectReasonCode.Success, default, null)
                : (MqttConnectReasonCode.NotAuthorized, HubRule.Credentials, refused);
        }

        if (args.ClientId is null || !_devices.TryGetValue(args.ClientId, out var device))
            return (MqttConnectReasonCode.ClientIdentifierNotValid, HubRule.ClientId, "the client id is not the id of a device");
        string expected = $"{_options.HostName}/{device.Id}/?";
        if (args.UserName is null || !args.UserName.StartsWith(expected, StringComparison.Ordinal)
            || !PropertyBag.TryParse(args.UserName[expected.Length..], out var bag) || !ApiVersions.Contains(bag.GetValueOrDefault("api-version") ?? ""))
            return (MqttConnectReasonCode.NotAuthorized, HubRule.UserName, $"the user name is not {expected}api-version=2021-04-12");

        DateTimeOffset? until = null;
        if (device.Key.Length == 0)
        {
            if (args.ClientCertificate?.Thumbprint is not { } thumbprint
                || !thumbprint.Equals(_options.Thumbprints.GetValueOrDefault(device.Id), StringComparison.OrdinalIgnoreCase))
                return (MqttConnectReasonCode.NotAuthorized, HubRule.Credentials, "the certificate is not that of the device");
        }
        else if (SharedAccess.Check(args.Password, $"{_options.HostName}/devices/{Uri.EscapeDataString(device.Id)}", device.Key, null, _time.GetUtcNow(), out var expiry) is { } why)
        {
            return (MqttConnectReasonCode.NotAuthorized, HubRule.Credentials, why);
        }
        else
        {
            until = expiry;
        }

        Accept(device, args.CleanSession ?? true, until);
        _connected[device.Id] = device;
        return (MqttConnectReasonCode.Success, default, null);
    }

    private void Accept(HubDevice device, bool cleanSession, DateTimeOffset? until)
    {
        bool kicked;
        lock (device.Sync)
        {
            kicked = device.IsConnected;
            int epoch = ++device.Epoch;
            device.IsConnected = true;
            if (cleanSession)
            {
                device.Subscriptions.Clear();
                device.Waiting.Clear();
            }

            device.Expiry?.Dispose();
            device.Expiry = until is { } end ? _time.CreateTimer(_ => _ = ExpireAsync(device, epoch), null, end - _time.GetUtcNow(), Timeout.InfiniteTimeSpan) : null;
        }

        if (kicked)
            Report(device.Id, HubRule.SecondConnection, "a second connection closes the first (400027)");
    }

    private async Task ExpireAsync(HubDevice device, int epoch)
    {
        lock (device.Sync)
        {
            if (device.Epoch != epoch || !device.IsConnected)
                return;
        }

        Report(device.Id, HubRule.TokenExpired, "the token has expired: the connection is closed");
        await _server.DisconnectClientAsync(device.Id, MqttDisconnectReasonCode.NotAuthorized);
    }

    private async Task OnConnectedAsync(ClientConnectedEventArgs args)
    {
        if (!_connected.TryGetValue(args.ClientId, out var device))
            return;
        _presence.Writer.TryWrite((device.Id, true));
        await DeliverWaitingAsync(device);
    }

    private Task OnDisconnectedAsync(ClientDisconnectedEventArgs args)
    {
        // A taken over connection ends after the new one began: the device is still there.
        if (args.DisconnectType == MqttClientDisconnectType.Takeover || IsRegistering(args.UserName) || !_connected.TryGetValue(args.ClientId, out var device))
            return Task.CompletedTask;
        lock (device.Sync)
        {
            device.IsConnected = false;
            device.Expiry?.Dispose();
        }

        _presence.Writer.TryWrite((device.Id, false));
        return Task.CompletedTask;
    }

    /// <summary>True for a user name of the provisioning service.</summary>
    private bool IsRegistering(string? userName) => _provisioning is not null && (userName ?? "").StartsWith(_provisioning.IdScope + "/", StringComparison.Ordinal);

    private async Task DeliverWaitingAsync(HubDevice device)
    {
        (string MessageId, string Topic, byte[] Body, DateTimeOffset Expiry)[] waiting;
        lock (device.Sync)
        {
            if (!device.IsConnected || !device.Subscriptions.Contains(HubTopics.DeviceBound(device.Id) + "#"))
                return;
            device.RemoveExpired(_time.GetUtcNow());
            waiting = [.. device.Waiting];
        }

        foreach (var (_, topic, body, _) in waiting)
            await DeliverAsync(device.Id, topic, body, MqttQualityOfServiceLevel.AtLeastOnce);
    }
}
