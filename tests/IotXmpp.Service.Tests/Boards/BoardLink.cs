using System.Net;
using System.Net.Sockets;

namespace IotXmpp.Service.Tests.Boards;

/// <summary>The way from a board to the service: a TCP connection on loopback that a test can break as radio, names and routers do.</summary>
internal sealed class BoardLink : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly List<BoardConnection> _connections = [];

    /// <summary>Where the service listens now.</summary>
    public IPEndPoint? Service { get; set; }

    /// <summary>Why nothing can be connected; null if it can.</summary>
    public SocketError? Outage { get; set; }

    /// <summary>What was said on each connection, in order.</summary>
    public IReadOnlyList<BoardConnection> Connections
    {
        get
        {
            lock (_lock)
                return [.. _connections];
        }
    }

    /// <summary>The connection opened last.</summary>
    public BoardConnection Current => Connections[^1];

    /// <summary>Opens a connection, as <c>SimulatedBoardOptions.Connect</c> wants it.</summary>
    public async ValueTask<Stream> ConnectAsync(CancellationToken ct)
    {
        if (Outage is { } outage)
            throw new SocketException((int)outage);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(Service ?? throw new SocketException((int)SocketError.ConnectionRefused), ct);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        var connection = new BoardConnection(new NetworkStream(socket, ownsSocket: true));
        lock (_lock)
            _connections.Add(connection);
        return connection;
    }

    /// <summary>Nothing can be connected from here on, and what is connected breaks.</summary>
    public void Break(SocketError outage)
    {
        Outage = outage;
        foreach (var connection in Connections)
            connection.Cut();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in Connections)
            await connection.EndAsync();
    }
}
