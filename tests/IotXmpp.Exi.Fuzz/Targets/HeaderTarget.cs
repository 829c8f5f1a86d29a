using System.Buffers;

namespace IotXmpp.Exi.Fuzz.Targets;

/// <summary>A header, more bytes wanted, or an <see cref="ExiException"/>.</summary>
internal sealed class HeaderTarget(Seeds seeds) : IFuzzTarget
{
    public string Name => "header";

    public IEnumerable<byte[]> Seeds => seeds.Headers();

    public IReadOnlyList<byte[]> Words => [];

    public void Run(byte[] input)
    {
        try
        {
            if (!ExiHeader.TryRead(new ReadOnlySequence<byte>(input), out ExiHeaderInfo? header, out long bits))
                return;
            if (bits > input.Length * 8L)
                throw new FuzzFinding($"a header of {bits} bits in {input.Length} bytes");
            if (header!.Options?.FindConflict() is { } conflict)
                throw new FuzzFinding($"options in conflict: {conflict}");
        }
        catch (ExiException)
        {
            // Most inputs are no header.
        }
    }
}
