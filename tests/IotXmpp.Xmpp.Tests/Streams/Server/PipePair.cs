using System.IO.Pipelines;

namespace IotXmpp.Xmpp.Tests.Streams.Server;

/// <summary>Two ends of a connection in memory.</summary>
internal sealed class PipePair
{
    public PipePair(int window = 64 * 1024)
    {
        var options = new PipeOptions(pauseWriterThreshold: window, resumeWriterThreshold: window / 2, useSynchronizationContext: false);
        var up = new Pipe(options);
        var down = new Pipe(options);
        Client = new End(down.Reader, up.Writer);
        Server = new End(up.Reader, down.Writer);
    }

    public IDuplexPipe Client { get; }

    public IDuplexPipe Server { get; }

    private sealed record End(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
