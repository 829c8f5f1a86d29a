using System.IO.MemoryMappedFiles;

namespace IotXmpp.Exi.Fuzz;

/// <summary>
/// The input at hand, in a mapped file: when it ends the process (a stack overflow does), the parent process finds it there.
/// </summary>
internal sealed class CurrentInput : IDisposable
{
    private const int Capacity = 64 * 1024;

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;

    public CurrentInput(string path)
    {
        _file = MemoryMappedFile.CreateFromFile(path, FileMode.Create, null, Capacity);
        _view = _file.CreateViewAccessor();
    }

    /// <summary>Notes an input; longer ones are cut.</summary>
    public void Set(int target, byte[] input)
    {
        int length = Math.Min(input.Length, Capacity - 8);
        _view.Write(0, target);
        _view.Write(4, length);
        _view.WriteArray(8, input, 0, length);
    }

    /// <summary>The input that a process left behind.</summary>
    public static (int Target, byte[] Input) Read(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        return (BitConverter.ToInt32(file, 0), file[8..(8 + BitConverter.ToInt32(file, 4))]);
    }

    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
    }
}
