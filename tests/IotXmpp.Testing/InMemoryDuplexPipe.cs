using System.IO.Pipelines;

namespace IotXmpp.Testing;

/// <summary>One end of a connection that never leaves the process.</summary>
public sealed class InMemoryDuplexPipe : IDuplexPipe
{
    private InMemoryDuplexPipe(PipeReader input, PipeWriter output)
    {
        Input = input;
        Output = output;
    }

    public PipeReader Input { get; }

    public PipeWriter Output { get; }

    /// <summary>A connection.</summary>
    /// <param name="pauseThreshold">Bytes either way after which a writer has to wait, as for a full TCP window.</param>
    public static (InMemoryDuplexPipe Client, InMemoryDuplexPipe Server) CreatePair(long pauseThreshold = 65_536)
    {
        var options = new PipeOptions(pauseWriterThreshold: pauseThreshold, resumeWriterThreshold: pauseThreshold / 2, useSynchronizationContext: false);
        var up = new Pipe(options);
        var down = new Pipe(options);
        return (new(down.Reader, up.Writer), new(up.Reader, down.Writer));
    }

    /// <summary>The end of the connection as seen from this side, as when a cable is pulled: <see cref="IOException"/> for the other.</summary>
    public void Abort()
    {
        var failure = new IOException("The connection was aborted.");
        Input.Complete(failure);
        Output.Complete(failure);
    }
}
