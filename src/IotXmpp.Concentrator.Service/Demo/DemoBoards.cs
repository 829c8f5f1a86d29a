extern alias simulator;

using System.Net;
using IotXmpp.Concentrator.Devices;
using IotXmpp.Concentrator.Service.Accounts;
using IotXmpp.Concentrator.Service.Commands;
using IotXmpp.Concentrator.Service.Hosting;
using IotXmpp.Concentrator.Service.Kestrel;
using IotXmpp.Concentrator.Service.Options;
using IotXmpp.Concentrator.Service.Storage.Sqlite;
using IotXmpp.Concentrator.Storage;
using IotXmpp.Things.Model;
using IotXmpp.Xmpp.Addressing;
using IotXmpp.Xmpp.Streams;
using simulator::IotXmpp.Simulator;

namespace IotXmpp.Concentrator.Service.Demo;

/// <summary>The simulated boards of the demonstration, each with its own account; they connect over TCP like any other.</summary>
internal sealed class DemoBoards : IAsyncDisposable
{
    /// <summary>Tells the boards of an earlier demonstration from those somebody added to the same data.</summary>
    private const string Mark = "simulated by the demo";

    private readonly CancellationTokenSource _stop = new();
    private readonly List<SimulatedBoard> _boards = [];
    private readonly List<Task> _running = [];

    private DemoBoards()
    {
    }

    /// <summary>One line for each: address, kind, way in.</summary>
    public IReadOnlyList<(string Name, string Title, string WayIn)> Lines =>
        [.. _boards.Select(board => (board.Options.Name, ThingKinds.Of(BoardKinds.NameOf(board.Options.Kind)).Title, board.Options.WayIn == WayIn.BinaryBinding ? "binary binding" : "stream compression"))];

    public int Connected => _boards.Count(board => board.Connected);

    /// <summary>Why a board is not connected; null if none says.</summary>
    public string? Problem => _boards.FirstOrDefault(board => !board.Connected && board.LastError is not null) is { } board ? $"{board.Options.Name}: {board.LastError}" : null;

    /// <summary>Registers the boards, with fresh credentials that nobody but they ever see, and starts them.</summary>
    public static async Task<DemoBoards> StartAsync(int count, ServiceOptions options, ServiceHost host, CancellationToken ct)
    {
        // Reachable from outside means TLS for everybody, these boards included; they know the certificate they must see.
        bool tls = options.Listen.IsPublic;
        var exi = host.Listeners.FirstOrDefault(listener => listener.Entry == StreamEntry.Exi);
        var xmpp = host.Listeners.FirstOrDefault(listener => listener.Entry == (tls ? StreamEntry.DirectTls : StreamEntry.Xml));
        if (exi is null && xmpp is null)
            throw new CommandException($"The boards of the demo need Concentrator__Listen__Exi or Concentrator__Listen__{(tls ? "XmppTls" : "Xmpp")}: both are off.");
        await RemoveOthersAsync(count, options, host.Stores, ct);
        var demo = new DemoBoards();
        var registered = await Task.WhenAll(Enumerable.Range(1, count).Select(number => RegisterAsync(number, options, host.Stores, ct)));
        var contacts = new OwnedContacts(options, host.Stores);
        await contacts.AddAllAsync(options.Owner!, ct);
        foreach (var (number, record, password) in registered)
        {
            // Two of three by the binary binding, one by stream compression.
            bool binary = exi is not null && (number % 3 != 0 || xmpp is null);
            var listener = binary ? exi! : xmpp!;
            demo._boards.Add(new SimulatedBoard(new SimulatedBoardOptions
            {
                Name = record.Name,
                Kind = BoardKinds.For(number),
                Host = Reachable(listener.EndPoint.Address),
                Port = listener.EndPoint.Port,
                ThingsDomain = options.Domain,
                Keys = new ScramKeys(Password.ClientKey(password, record.ScramSha256!), record.ScramSha256!.ServerKey, record.ScramSha256.Salt, record.ScramSha256.Iterations),
                WayIn = binary ? WayIn.BinaryBinding : WayIn.StreamCompression,
                UseTls = tls,
                ServerCertificateValidation = tls ? (_, shown, _, _) => shown?.GetCertHashString() == host.Certificate.GetCertHashString() : null,
                Seed = number,
            }));
        }

        foreach (var board in demo._boards)
            demo._running.Add(board.RunAsync(demo._stop.Token));
        return demo;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_running);
        _stop.Dispose();
    }

    private static string Reachable(IPAddress address) =>
        address.Equals(IPAddress.Any) ? IPAddress.Loopback.ToString() : address.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback.ToString() : address.ToString();

    private static async Task<(int Number, DeviceRecord Record, string Password)> RegisterAsync(int number, ServiceOptions options, SqliteStores stores, CancellationToken ct)
    {
        string name = $"board{number}";
        string password = BoardPassword.Make();
        var (sha256, sha1) = BoardPassword.Keys(password);
        var record = new DeviceRecord
        {
            Name = name,
            Owner = options.Owner!,
            Kind = BoardKinds.NameOf(BoardKinds.For(number)),
            Description = Mark,
            ScramSha256 = sha256,
            ScramSha1 = sha1,
            Created = DateTimeOffset.UtcNow,
        };
        if (!await stores.Concentrator.Devices.AddAsync(record, ct))
            await stores.Concentrator.Devices.UpdateAsync(record, ct);
        return (number, record, password);
    }

    private static async ValueTask RemoveOthersAsync(int count, ServiceOptions options, SqliteStores stores, CancellationToken ct)
    {
        var names = Enumerable.Range(1, count).Select(number => $"board{number}").ToHashSet(StringComparer.Ordinal);
        var contacts = new OwnedContacts(options, stores);
        await foreach (var device in stores.Concentrator.Devices.ListAsync(ct))
        {
            if (device.Description != Mark || (names.Contains(device.Name) && device.Owner == options.Owner))
                continue;
            await contacts.RemoveAsync(device, ct);
            await stores.Concentrator.Friendships.RemoveAsync(Jid.Create(device.Name, options.Domain), ct);
            if (!names.Contains(device.Name))
                await stores.Concentrator.Devices.RemoveAsync(device.Name, ct);
        }
    }
}
