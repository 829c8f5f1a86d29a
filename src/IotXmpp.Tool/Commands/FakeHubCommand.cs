using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using IotXmpp.Tool.FakeHub;

namespace IotXmpp.Tool.Commands;

/// <summary><c>iotxmpp fake-hub</c>: an IoT hub to try a bridge against, without an account.</summary>
internal static class FakeHubCommand
{
    private const string Help =
        """
        method DEVICE NAME [JSON]   call a direct method
        desire DEVICE JSON          change desired properties
        send DEVICE [K=V ...] TEXT  send a cloud-to-device message with properties; it lives for ten minutes
        twin DEVICE                 show the reported properties
        drop DEVICE                 close its connection
        quit
        """;

    internal static Command Create()
    {
        var port = new Option<int>("--port") { Description = "Port on 127.0.0.1.", DefaultValueFactory = _ => 1883 };
        var host = new Option<string>("--host-name") { Description = "Name in user names and tokens.", DefaultValueFactory = _ => "fake-hub.azure-devices.net" };
        var devices = new Option<string[]>("--device") { Description = "Device id, or id=key with the key in base64. Without a key one is made and printed. Repeatable; iotxmpp if there is none." };
        var scope = new Option<string?>("--id-scope") { Description = "Also be a device provisioning service with this scope id." };
        var group = new Option<string?>("--group-key") { Description = "Key of its enrolment group, base64; made and printed if it is not given." };
        var command = new Command("fake-hub", "Azure IoT Hub's documented MQTT rules on this machine: QoS 2 and unknown topics disconnect, tokens expire, a second connection closes the first. Plain TCP. When it runs it prints the settings that take the service to it; type help for what a back end can do.")
        {
            port, host, devices, scope, group,
        };
        command.SetAction((result, ct) =>
        {
            var options = new FakeHubOptions
            {
                Port = result.GetValue(port),
                HostName = result.GetValue(host)!,
                // With neither devices nor provisioning it would be a hub for nobody.
                Devices = (result.GetValue(devices) is { Length: > 0 } named ? named : result.GetValue(scope) is null ? ["iotxmpp"] : []).Select(text => text.Split('=', 2)).ToDictionary(parts => parts[0], parts => parts.Length == 2 ? parts[1] : NewKey()),
                IdScope = result.GetValue(scope),
                GroupKey = result.GetValue(scope) is null ? null : result.GetValue(group) ?? NewKey(),
            };
            return RunAsync(options, result.InvocationConfiguration.Output, result.InvocationConfiguration.Error, ct);
        });
        return command;
    }

    private static string NewKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    private static async Task<int> RunAsync(FakeHubOptions options, TextWriter output, TextWriter error, CancellationToken ct)
    {
        foreach (var (id, key) in options.Devices)
        {
            if (!Convert.TryFromBase64String(key, new byte[key.Length], out int length) || length == 0)
            {
                await error.WriteLineAsync($"The key of {id} is no base64.");
                return 2;
            }
        }

        await using var hub = new FakeHub.FakeHub(options, TimeProvider.System);
        try
        {
            await hub.StartAsync();
        }
        catch (System.Net.Sockets.SocketException e)
        {
            await error.WriteLineAsync($"Cannot listen on 127.0.0.1:{options.Port}: {e.Message}");
            return 1;
        }

        await output.WriteLineAsync($"Hub {options.HostName} on 127.0.0.1:{options.Port}, MQTT 3.1.1 without TLS.");
        foreach (var (id, key) in options.Devices)
            await output.WriteLineAsync($"Device {id}, key {key}");
        if (options.IdScope is not null)
            await output.WriteLineAsync($"Provisioning: id scope {options.IdScope}, group key {options.GroupKey}");
        await output.WriteLineAsync(Settings(options));
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var telemetry = ShowAsync(hub.Telemetry.ReadAllAsync(ending.Token), message => $"{message.Device}: {Encoding.UTF8.GetString(message.Body)}  {PropertyBag.Format(message.Properties)}", output);
        var incidents = ShowAsync(hub.Incidents.ReadAllAsync(ending.Token), incident => $"! {incident.Device}: {incident.Text}", output);
        var presence = ShowAsync(hub.Presence.ReadAllAsync(ending.Token), change => $"{change.Device} {(change.IsConnected ? "connected" : "disconnected")}", output);
        await ConsoleAsync(hub, output, ct);
        await ending.CancelAsync();
        await Task.WhenAll(telemetry, incidents, presence);
        return 0;
    }

    /// <summary>How to start the service towards this hub: lines for a shell.</summary>
    private static string Settings(FakeHubOptions options)
    {
        const string Prefix = "Concentrator__AzureIotHub__";
        var settings = new List<string> { $"{Prefix}Address=127.0.0.1:{options.Port}", $"{Prefix}Tls=false", $"{Prefix}Boards='*'", $"{Prefix}Parameters='*'" };
        if (options.IdScope is not null)
            settings.AddRange([$"{Prefix}Provisioning__IdScope={options.IdScope}", $"{Prefix}Provisioning__GroupKey={options.GroupKey}", $"{Prefix}Identity=Board"]);
        else if (options.Devices.FirstOrDefault() is { Key: not null } device)
            settings.AddRange([$"{Prefix}HostName={options.HostName}", $"{Prefix}DeviceId={device.Key}", $"{Prefix}SharedAccessKey={device.Value}"]);
        return $"The service, all boards:\n  {string.Join(" \\\n  ", settings)} \\\n  dotnet run --project src/IotXmpp.Concentrator.Service -- demo";
    }

    private static async Task ConsoleAsync(FakeHub.FakeHub hub, TextWriter output, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            string? line;
            try
            {
                // Console reads cannot be cancelled: Ctrl-C leaves the read behind.
                line = await Task.Run(Console.In.ReadLine, CancellationToken.None).WaitAsync(ct);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            if (line is null)
            {
                // No terminal: serve until we are stopped.
                await Task.Delay(Timeout.InfiniteTimeSpan, ct).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
                return;
            }

            string[] words = line.Split(' ', 4, StringSplitOptions.RemoveEmptyEntries);
            if (words is ["quit"])
                return;
            try
            {
                if (words.Length > 0)
                    await output.WriteLineAsync(await DoAsync(hub, words, line));
            }
            catch (Exception e) when (e is ArgumentException or JsonException)
            {
                await output.WriteLineAsync(e.Message);
            }
        }
    }

    private static async Task<string> DoAsync(FakeHub.FakeHub hub, string[] words, string line)
    {
        switch (words)
        {
            case ["method", var device, var name, ..]:
                var result = await hub.InvokeAsync(device, name, After(line, 3) is { Length: > 0 } json ? JsonNode.Parse(json) : null, TimeSpan.FromSeconds(30));
                return string.Create(CultureInfo.InvariantCulture, $"{result.Status} {result.Payload?.ToJsonString()}");
            case ["desire", var device, ..] when JsonNode.Parse(After(line, 2)) is JsonObject patch:
                return $"version {await hub.DesireAsync(device, patch)}";
            case ["send", var device, _, ..]:
                return await SendAsync(hub, device, After(line, 2)) ? $"{hub.WaitingFor(device)} waiting" : "fifty messages are waiting already";
            case ["twin", var device]:
                return hub.Reported(device).ToJsonString();
            case ["drop", var device]:
                await hub.DropAsync(device);
                return "dropped";
            default:
                return Help;
        }
    }

    private static Task<bool> SendAsync(FakeHub.FakeHub hub, string device, string text)
    {
        var properties = new List<KeyValuePair<string, string?>>();
        while (text.Split(' ', 2) is [var word, var rest] && word.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals && !word.StartsWith('{'))
        {
            properties.Add(new(word[..equals], word[(equals + 1)..]));
            text = rest;
        }

        return hub.SendAsync(device, Encoding.UTF8.GetBytes(text), properties, TimeSpan.FromMinutes(10));
    }

    /// <summary>The line behind that many words.</summary>
    private static string After(string line, int words)
    {
        string rest = line.TrimStart();
        for (int i = 0; i < words; i++)
        {
            int space = rest.IndexOf(' ', StringComparison.Ordinal);
            rest = space < 0 ? "" : rest[space..].TrimStart();
        }

        return rest;
    }

    private static async Task ShowAsync<T>(IAsyncEnumerable<T> items, Func<T, string> text, TextWriter output)
    {
        try
        {
            await foreach (var item in items)
                await output.WriteLineAsync(text(item));
        }
        catch (OperationCanceledException)
        {
            // The end of the command.
        }
    }
}
