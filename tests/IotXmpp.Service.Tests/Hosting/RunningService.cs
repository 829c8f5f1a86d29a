using System.Net;
using System.Net.Sockets;
using IotXmpp.Concentrator.Service.Accounts;
using IotXmpp.Concentrator.Service.Demo;
using IotXmpp.Concentrator.Service.Hosting;
using IotXmpp.Concentrator.Service.Options;
using IotXmpp.Testing;
using IotXmpp.Xmpp.Addressing;
using Microsoft.Extensions.Logging;

namespace IotXmpp.Service.Tests.Hosting;

/// <summary>The service in this process, on free ports, with a data directory of its own.</summary>
internal sealed class RunningService : IAsyncDisposable
{
    public const string Password = "owner-secret";

    private DemoBoards? _boards;
    private bool _stopped;

    private RunningService(string folder) => Options = new ServiceOptions
    {
        DataDirectory = folder,
        Owner = Jid.Parse("owner@localhost"),
        Listen = new ListenerOptions { Xmpp = Free, XmppTls = Free, Exi = Free, Http = Free },
    };

    public ServiceOptions Options { get; set; }

    public ServiceHost Host { get; private set; } = null!;

    public HttpClient Http { get; } = new();

    private static IPEndPoint Free => new(IPAddress.Loopback, 0);

    public IPEndPoint EndPoint(string listener) => Host.Listeners.Single(one => one.Name == listener).EndPoint;

    /// <summary>Starts it with an owner's account and, if asked, simulated boards that have connected.</summary>
    public static async Task<RunningService> StartAsync(int boards = 0)
    {
        var service = new RunningService(Directory.CreateTempSubdirectory("iotxmpp-host-").FullName);
        await service.StartHostAsync(boards);
        return service;
    }

    public async Task StartHostAsync(int boards)
    {
        _stopped = false;
        Host = await ServiceHost.StartAsync(Options, _ => { }, TimeProvider.System, CancellationToken.None);
        await DemoOwner.PrepareAsync(Password, Options, Host.Stores, CancellationToken.None);
        if (boards == 0)
            return;
        _boards = await DemoBoards.StartAsync(boards, Options, Host, CancellationToken.None);
        // The service's own figure: a board that has sent its presence is not up before that was handled.
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while ((await Host.HealthAsync(CancellationToken.None)).Boards.Connected < boards)
            await timer.WaitForNextTickAsync();
    }

    /// <summary>A person's client over TCP.</summary>
    public async Task<TestXmppClient> LoginAsync(string jid = "owner@localhost/test", string password = Password)
    {
        var client = new TcpClient();
        await client.ConnectAsync(EndPoint("Xmpp"));
        return await TestXmppClient.ConnectAsync(client.GetStream(), jid, password);
    }

    public async Task StopAsync()
    {
        if (_stopped)
            return;
        _stopped = true;
        if (_boards is not null)
            await _boards.DisposeAsync();
        _boards = null;
        await Host.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Http.Dispose();
        Directory.Delete(Options.DataDirectory, recursive: true);
    }
}
