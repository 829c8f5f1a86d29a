namespace IotXmpp.Surface.Projects;

/// <summary>One project of the firmware, as the nanoFramework tools open it.</summary>
/// <param name="Name">Name of the assembly and of the file.</param>
/// <param name="Folder">Folder below <c>firmware/</c>.</param>
/// <param name="Guid">Identifier in the solution.</param>
/// <param name="IsApplication">An application, not a library.</param>
internal sealed record BoardProject(string Name, string Folder, string Guid, bool IsApplication)
{
    /// <summary>The three, in the order of their references.</summary>
    public static IReadOnlyList<BoardProject> All { get; } =
    [
        new(BoardParts.Portable, "Portable", "8C0F5B57-2C0D-4A53-9A2E-3D5B7B3C1E01", IsApplication: false),
        new(BoardParts.Device, "Device", "8C0F5B57-2C0D-4A53-9A2E-3D5B7B3C1E02", IsApplication: false),
        new(BoardParts.Node, "Node", "8C0F5B57-2C0D-4A53-9A2E-3D5B7B3C1E03", IsApplication: true),
    ];

    /// <summary>The project file, below <c>firmware/</c>.</summary>
    public string Path => $"{Folder}/{Name}.nfproj";
}
