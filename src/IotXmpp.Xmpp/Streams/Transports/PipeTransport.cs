using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace IotXmpp.Xmpp.Streams.Transports;

/// <summary>A pipe pair, as of a socket, on which TLS can be started.</summary>
internal sealed class PipeTransport(IDuplexPipe pipe, bool hasCertificate) : StreamTransport
{
    private SslStream? _tls;
    private PipeReader? _tlsInput;
    private X509Certificate2? _local;

    public override PipeReader Input => _tlsInput ?? pipe.Input;

    public override bool IsTls => _tls is not null;

    public override bool CanStartTls => hasCertificate && _tls is null;

    public override X509Certificate2? LocalCertificate => _local;

    public override X509Certificate2? RemoteCertificate => _tls?.RemoteCertificate as X509Certificate2;

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken ct)
    {
        if (_tls is not null)
        {
            await _tls.WriteAsync(bytes, ct);
            return;
        }

        var result = await pipe.Output.WriteAsync(bytes, ct);
        if (result.IsCompleted)
            throw new IOException("The peer has closed the connection.");
    }

    public override bool AllowsCompression => true;

    public override async Task StartTlsAsync(ServerOptionsSelectionCallback options, CancellationToken ct)
    {
        if (_tls is not null)
            throw new InvalidOperationException("TLS runs already.");
        var tls = new SslStream(new PipeStream(pipe));
        try
        {
            await tls.AuthenticateAsServerAsync(options, null, ct);
        }
        catch
        {
            await tls.DisposeAsync();
            throw;
        }

        _tls = tls;
        _local = tls.LocalCertificate as X509Certificate2;
        // The TLS record is the natural unit: 16 KB at most come out of one read.
        _tlsInput = PipeReader.Create(tls, new StreamPipeReaderOptions(leaveOpen: true, bufferSize: 4096, minimumReadSize: 1024));
    }

    public override async ValueTask ShutdownAsync(CancellationToken ct)
    {
        if (_tls is not null)
            await _tls.ShutdownAsync().WaitAsync(ct);
    }

    public override async ValueTask DisposeAsync()
    {
        if (_tlsInput is not null)
            await _tlsInput.CompleteAsync();
        if (_tls is not null)
            await _tls.DisposeAsync();
    }
}
