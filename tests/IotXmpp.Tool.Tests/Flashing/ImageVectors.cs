using System.Runtime.CompilerServices;

namespace IotXmpp.Tool.Tests.Flashing;

/// <summary>The assemblies and the image of <c>tests/vectors/image</c>.</summary>
internal static class ImageVectors
{
    public static byte[] Mscorlib { get; } = Read("mscorlib.pe.hex");

    public static byte[] Lib { get; } = Read("Lib.pe.hex");

    public static byte[] App { get; } = Read("App.pe.hex");

    public static byte[] Image { get; } = Read("image.bin.hex");

    private static byte[] Read(string name, [CallerFilePath] string path = "") => Convert.FromHexString(string.Concat(
        File.ReadLines(Path.Combine(Path.GetDirectoryName(path)!, "../../vectors/image", name)).Select(line => line.Split('#')[0].Replace(" ", "", StringComparison.Ordinal))));
}
