using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using IotXmpp.Interop.Tests.Peers;
using IotXmpp.Testing;

namespace IotXmpp.Interop.Tests;

/// <summary>What anybody on the network can send before logging in: the service answers or closes within its limits and serves everyone else on.</summary>
[Spec("RFC 6120 4.9", "RFC 6120 11.1", "EXI-043", "EXI-080")]
public sealed class HostileInputTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private const string Header = "<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' to='localhost' version='1.0'>";

    [Fact]
    public async Task Every_listener_survives_hostile_input_before_authentication()
    {
        await using var service = await Service.DemoAsync(Ct);
        using var process = Process.GetProcessById(service.ProcessId);
        process.Refresh();
        long before = process.WorkingSet64;
        byte[] random = new byte[65536];
        new Random(20261122).NextBytes(random);
        string deep = string.Concat(Enumerable.Repeat("<a>", 10_000));
        string huge = $"<message to='{new string('x', 1 << 20)}'/>";
        const string Dtd = "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'cccccccc'>]><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' to='localhost' version='1.0'>";
        (string Name, byte[] Bytes, string? Error)[] toXml =
        [
            ("random bytes", random, null),
            ("$EXI", "$EXI\x80\x00\x00\x00"u8.ToArray(), "</stream:stream>"),
            ("half a TLS hello", [0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03], null),
            ("HTTP", "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray(), "</stream:stream>"),
            ("DTD", Encoding.UTF8.GetBytes(Dtd), "restricted-xml"),
            ("comment", Encoding.UTF8.GetBytes(Header + "<!-- -->"), "restricted-xml"),
            ("processing instruction", Encoding.UTF8.GetBytes(Header + "<?p i?>"), "restricted-xml"),
            ("entity", Encoding.UTF8.GetBytes(Header + "<message>&b;</message>"), "restricted-xml"),
            ("1 MB attribute", Encoding.UTF8.GetBytes(Header + huge), "policy-violation"),
            ("10,000 deep", Encoding.UTF8.GetBytes(Header + deep), "policy-violation"),
            ("unknown host", Encoding.UTF8.GetBytes(Header.Replace("to='localhost'", "to='nobody.example'", StringComparison.Ordinal)), "host-unknown"),
            ("stanza before authentication", Encoding.UTF8.GetBytes(Header + "<message to='owner@localhost'><body>x</body></message>"), "not-authorized"),
            ("invalid UTF-8", [.. Encoding.UTF8.GetBytes(Header), 0xC0, 0x80], "</stream:stream>"),
        ];
        await Task.WhenAll(toXml.Select(async input =>
        {
            string answer = Encoding.UTF8.GetString(await ExchangeAsync(service.XmppPort, input.Bytes, Ct));
            if (input.Error is not null)
                answer.Should().Contain(input.Error, "the XMPP port answers {0} with a stream error", input.Name);
        }));
        await Task.WhenAll(toXml.SelectMany(input => new[]
        {
            ExchangeAsync(service.ExiPort, input.Bytes, Ct),
            ExchangeAsync(service.XmppTlsPort, input.Bytes, Ct),
            // HTTP is at home on its own port.
            input.Name == "HTTP" ? Task.FromResult(Array.Empty<byte>()) : ExchangeAsync(service.HttpPort, input.Bytes, Ct),
        }));
        byte[] exi = [.. "$EXI"u8, 0x80, .. random];
        await ExchangeAsync(service.ExiPort, exi, Ct);

        process.Refresh();
        (process.WorkingSet64 - before).Should().BeLessThan(128L << 20, "memory is bounded");
        var lines = await SlixmppClient.RunAsync("owner@localhost/after", IXmppServer.OwnerPassword, service.XmppPort, Ct,
            "presence", "board1@things.localhost", "read", "board1@things.localhost", "Temperature");
        lines[^1].GetProperty("result").GetString().Should().Be("done", "everyone else is served on");
        var health = await service.HealthAsync(Ct);
        health!.Value.GetProperty("boards").GetProperty("connected").GetInt32().Should().Be(3);
    }

    [Fact]
    public async Task A_peer_that_sends_one_byte_a_second_is_cut_off()
    {
        await using var service = await Service.DemoAsync(Ct);
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(new[] { service.XmppPort, service.XmppTlsPort, service.ExiPort }.Select(async port =>
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port, Ct);
            var stream = client.GetStream();
            var closed = ReadToEndAsync(stream, Ct);
            byte[] header = Encoding.UTF8.GetBytes(Header);
            using var second = new PeriodicTimer(TimeSpan.FromSeconds(1));
            for (int i = 0; i < 60 && !closed.IsCompleted; i++)
            {
                try
                {
                    await stream.WriteAsync(header.AsMemory(i, 1), Ct);
                }
                catch (IOException)
                {
                    break;
                }

                await second.WaitForNextTickAsync(Ct);
            }

            var act = () => closed.WaitAsync(TimeSpan.FromSeconds(1), Ct);
            await act.Should().NotThrowAsync("port {0} closes an unauthenticated connection", port);
        }));
        watch.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(45));
    }

    /// <summary>Sends, and reads what comes back until the service closes; 30 s at most.</summary>
    private static async Task<byte[]> ExchangeAsync(int port, byte[] bytes, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, limit.Token);
        var stream = client.GetStream();
        var answer = ReadToEndAsync(stream, limit.Token);
        try
        {
            await stream.WriteAsync(bytes, limit.Token);
        }
        catch (IOException)
        {
            // Closed before it had everything: what this test is about.
        }

        return await answer;
    }

    private static async Task<byte[]> ReadToEndAsync(NetworkStream stream, CancellationToken ct)
    {
        using var all = new MemoryStream();
        byte[] buffer = new byte[4096];
        try
        {
            int read;
            while ((read = await stream.ReadAsync(buffer, ct)) > 0)
                all.Write(buffer, 0, read);
        }
        catch (IOException)
        {
            // A reset is a way to close, too.
        }

        return all.ToArray();
    }
}
