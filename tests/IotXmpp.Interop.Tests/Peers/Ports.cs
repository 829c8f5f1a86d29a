using System.Net;
using System.Net.Sockets;

namespace IotXmpp.Interop.Tests.Peers;

/// <summary>Loopback ports for servers under test.</summary>
internal static class Ports
{
    /// <summary>Ports that were free a moment ago, all different.</summary>
    public static int[] Free(int count)
    {
        var listeners = new TcpListener[count];
        for (int i = 0; i < count; i++)
        {
            listeners[i] = new TcpListener(IPAddress.Loopback, 0);
            listeners[i].Start();
        }

        int[] ports = [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        foreach (var listener in listeners)
            listener.Stop();
        return ports;
    }

    /// <summary>True if something accepts connections there.</summary>
    public static async Task<bool> AnswersAsync(int port, CancellationToken ct)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port, ct);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
