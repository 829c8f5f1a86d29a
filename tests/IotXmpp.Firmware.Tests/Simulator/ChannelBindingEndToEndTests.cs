extern alias server;

using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using IotXmpp.Testing;
using server::IotXmpp.Xmpp.Stanzas;
using server::IotXmpp.Xmpp.Streams;

namespace IotXmpp.Simulator.Tests;

/// <summary>SCRAM-SHA-256-PLUS over real TLS, against the project's own server.</summary>
public sealed class ChannelBindingEndToEndTests
{
    [Theory]
    [InlineData("SHA256")]
    [InlineData("SHA384")]
    [InlineData("SHA512")]
    [Spec("RFC 5929 4.1", "SEC-21")]
    public async Task Board_over_TLS_binds_its_authentication_to_the_servers_certificate(string hash)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        using var certificate = Certificate(new HashAlgorithmName(hash));
        await using var peer = new BoardServer(StreamEntry.Exi, certificate: certificate);
        await using var running = new RunningBoard(Options(peer.Port, certificate));
        await peer.NextAsync<Message>(_ => true, timeout.Token);
        running.Board.ChannelBound.Should().BeTrue();
    }

    [Fact]
    [Spec("RFC 5802 6")]
    public async Task Somebody_in_between_with_a_certificate_that_the_board_accepts_is_found_out()
    {
        using var certificate = Certificate(HashAlgorithmName.SHA256);
        using var other = Certificate(HashAlgorithmName.SHA256);
        await using var peer = new BoardServer(StreamEntry.Exi, certificate: certificate);
        using var stopping = new CancellationTokenSource();
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var between = PassOnAsync(listener, peer.Port, other, stopping.Token);
        await using (var running = new RunningBoard(Options(((IPEndPoint)listener.LocalEndpoint).Port, other)))
        {
            await running.WaitAsync(board => board.LastError is not null);
            running.Board.LastError.Should().Be("the server refused the credentials");
            running.Board.Counters.SessionsReady.Should().Be(0);
        }

        await stopping.CancelAsync();
        await between;
        listener.Stop();
    }

    private static SimulatedBoardOptions Options(int port, X509Certificate2 accepted) => new()
    {
        Name = "board2",
        Kind = BoardKind.Climate,
        Host = "127.0.0.1",
        Port = port,
        Password = BoardServer.Password,
        UseTls = true,
        ServerCertificateValidation = (_, certificate, _, _) => certificate is not null && certificate.GetRawCertData().SequenceEqual(accepted.RawData),
    };

    private static X509Certificate2 Certificate(HashAlgorithmName hash)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=things.localhost", key, hash);
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }

    /// <summary>Ends the board's TLS with a certificate of its own and passes the clear text on in another.</summary>
    private static async Task PassOnAsync(TcpListener listener, int target, X509Certificate2 certificate, CancellationToken ct)
    {
        try
        {
            while (true)
            {
                using var socket = await listener.AcceptTcpClientAsync(ct);
                using var behind = new TcpClient();
                await behind.ConnectAsync(IPAddress.Loopback, target, ct);
                await using var board = new SslStream(socket.GetStream());
                await board.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, ct);
                await using var server = new SslStream(behind.GetStream(), leaveInnerStreamOpen: false, (_, _, _, _) => true);
                await server.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "things.localhost" }, ct);
                await Task.WhenAny(board.CopyToAsync(server, ct), server.CopyToAsync(board, ct));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or SocketException or AuthenticationException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
