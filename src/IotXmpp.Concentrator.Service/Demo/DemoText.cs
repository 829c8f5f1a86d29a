using System.Net;
using System.Text;
using IotXmpp.Concentrator.Service.Hosting;
using IotXmpp.Concentrator.Service.Options;
using IotXmpp.Xmpp.Streams;

namespace IotXmpp.Concentrator.Service.Demo;

/// <summary>What the demonstration prints: how to connect and what to type.</summary>
internal static class DemoText
{
    private const int MaxBoards = 9;

    public static string Render(ServiceOptions options, ServiceHost host, DemoBoards boards, string password)
    {
        var text = new StringBuilder();
        text.AppendLine("The IotXmpp demo is running.").AppendLine();
        text.AppendLine("  Chat client   (Gajim, Dino, Psi, profanity, Conversations ...)");
        text.AppendLine($"    JID         {options.Owner}");
        text.AppendLine($"    Password    {password}");
        if (Find(host, StreamEntry.Xml) is { } xmpp)
            text.AppendLine($"    Server      host {Address(xmpp)}, port {xmpp.Port}   (set by hand; the certificate is self-signed)");
        if (Find(host, null) is { } web)
            text.AppendLine($"    WebSocket   ws://{Address(web)}:{web.Port}{Web.XmppWebSocket.Path}");
        text.AppendLine().AppendLine("  Boards        are in the contact list");
        foreach (var (name, title, wayIn) in boards.Lines.Take(MaxBoards))
            text.AppendLine($"    {name}@{options.Domain}   {title,-14} EXI by {wayIn}");
        if (boards.Lines.Count > MaxBoards)
            text.AppendLine($"    ... and {boards.Lines.Count - MaxBoards} more");
        text.AppendLine().AppendLine("  Type");
        text.AppendLine($"    to board1@{options.Domain}:   help    read    read temperature    status");
        if (boards.Lines.Count >= 2)
            text.AppendLine($"    to board2@{options.Domain}:   on relay    set brightness 40");
        text.AppendLine($"    to {options.Domain}:          list    board1 read");
        text.AppendLine();
        if (Find(host, null) is { } http)
            text.AppendLine($"  Health http://{Address(http)}:{http.Port}/health");
        text.Append($"  Data in {Path.GetFullPath(options.DataDirectory)} (for other commands: --data {options.DataDirectory}). Ctrl-C stops.");
        return text.ToString();
    }

    private static IPEndPoint? Find(ServiceHost host, StreamEntry? entry) => host.Listeners.FirstOrDefault(listener => listener.Entry == entry)?.EndPoint;

    private static string Address(IPEndPoint endPoint) =>
        endPoint.Address.Equals(IPAddress.Any) || endPoint.Address.Equals(IPAddress.IPv6Any) ? Dns.GetHostName() : endPoint.Address.ToString();
}
