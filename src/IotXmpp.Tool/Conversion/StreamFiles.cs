namespace IotXmpp.Tool.Conversion;

/// <summary>Files of a command line; <c>-</c> is standard input or output.</summary>
internal static class StreamFiles
{
    internal const string Standard = "-";

    private const int BufferSize = 1 << 16;

    /// <summary>Opens a file for reading, with progress on a terminal.</summary>
    internal static Stream OpenInput(string path)
    {
        Stream stream = path == Standard ? Console.OpenStandardInput() : new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferSize);
        return new ProgressStream(stream, Console.IsErrorRedirected ? null : Console.Error, TimeProvider.System);
    }

    /// <summary>Writes a file as a whole or not at all: what fails halfway leaves no half of it behind.</summary>
    /// <returns>Bytes written.</returns>
    internal static long WriteOutput(string path, Action<Stream> write)
    {
        if (path == Standard)
        {
            using var standard = Console.OpenStandardOutput();
            return Write(standard, write);
        }

        string partial = path + ".partial";
        try
        {
            long written;
            using (var file = new FileStream(partial, FileMode.Create, FileAccess.Write, FileShare.None, BufferSize))
                written = Write(file, write);
            File.Move(partial, path, overwrite: true);
            return written;
        }
        catch
        {
            File.Delete(partial);
            throw;
        }
    }

    private static long Write(Stream stream, Action<Stream> write)
    {
        var counted = new CountingStream(stream);
        write(counted);
        counted.Flush();
        return counted.Position;
    }
}
