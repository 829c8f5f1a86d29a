using System.Globalization;

namespace IotXmpp.Tool.Flashing;

/// <summary>A class library of the board as it was recorded from the released package (<c>firmware/Surface/api</c>).</summary>
/// <param name="Name">Name of the assembly.</param>
/// <param name="Version">Its version.</param>
/// <param name="NativeChecksum">Checksum of its native methods; 0 if it has none.</param>
internal sealed record LibraryVersion(string Name, Version Version, uint NativeChecksum)
{
    private const string Folder = "api/";

    /// <summary>All that were recorded, by name.</summary>
    public static IReadOnlyDictionary<string, LibraryVersion> All { get; } = Read();

    private static Dictionary<string, LibraryVersion> Read()
    {
        var assembly = typeof(LibraryVersion).Assembly;
        var result = new Dictionary<string, LibraryVersion>(StringComparer.Ordinal);
        foreach (string name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Folder, StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            var heads = new Dictionary<string, string>(StringComparer.Ordinal);
            while (reader.ReadLine() is ['#', ' ', .. var head])
            {
                if (head.Split(": ", 2) is [var field, var value])
                    heads[field] = value;
            }

            string[] identity = heads["assembly"].Split(' ');
            uint checksum = heads.TryGetValue("native checksum", out string? sum) ? uint.Parse(sum.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) : 0;
            result.Add(identity[0], new LibraryVersion(identity[0], System.Version.Parse(identity[1]), checksum));
        }

        return result;
    }
}
