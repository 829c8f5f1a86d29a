using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace IotXmpp.Xmpp.Streams.Transports;

/// <summary>The connection below a stream: bytes in, bytes out, TLS perhaps. Writes come one at a time, reads too.</summary>
internal abstract class StreamTransport : IAsyncDisposable
{
    /// <summary>Bytes from the peer, TLS removed. Changes with <see cref="StartTlsAsync"/>.</summary>
    public abstract PipeReader Input { get; }

    /// <summary>True once TLS protects the connection.</summary>
    public abstract bool IsTls { get; }

    /// <summary>True if TLS can still be started on this connection.</summary>
    public virtual bool CanStartTls => false;

    /// <summary>True when every write is one message of the transport, so that elements must be written one by one.</summary>
    public virtual bool IsMessageOriented => false;

    /// <summary>True if the framing may change to EXI: messages of text have no place for it.</summary>
    public virtual bool AllowsCompression => false;

    /// <summary>Our certificate of the TLS session, for channel binding; null without TLS or when someone else ends it.</summary>
    public virtual X509Certificate2? LocalCertificate => null;

    /// <summary>The peer's verified certificate; null if it has shown none.</summary>
    public virtual X509Certificate2? RemoteCertificate => null;

    /// <summary>Sends bytes; completes when the transport has taken them.</summary>
    public abstract ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken ct);

    /// <summary>The server side of a TLS handshake. The certificate is chosen when the client has named its host.</summary>
    /// <exception cref="System.Security.Authentication.AuthenticationException">The handshake failed.</exception>
    public virtual Task StartTlsAsync(ServerOptionsSelectionCallback options, CancellationToken ct) =>
        throw new InvalidOperationException("This transport has no TLS of its own.");

    /// <summary>Tells the peer that no more bytes come, as far as the transport can. Best effort.</summary>
    public virtual ValueTask ShutdownAsync(CancellationToken ct) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
