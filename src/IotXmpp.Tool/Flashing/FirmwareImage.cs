namespace IotXmpp.Tool.Flashing;

/// <summary>
/// What goes into the deployment partition of a board: its assemblies one after another, each filled up with zeros to a multiple of four octets, what is
/// referred to before what refers to it (<c>hardware/IMAGE.md</c>).
/// </summary>
internal sealed class FirmwareImage
{
    private FirmwareImage(IReadOnlyList<PeAssembly> assemblies) => Assemblies = assemblies;

    /// <summary>Its assemblies, in their order.</summary>
    public IReadOnlyList<PeAssembly> Assemblies { get; }

    /// <summary>Length in octets.</summary>
    public int Length => Assemblies.Sum(assembly => Padded(assembly.Bytes.Length));

    /// <summary>Makes an image of assemblies in any order.</summary>
    /// <exception cref="ImageException">They do not go together.</exception>
    public static FirmwareImage Of(IEnumerable<PeAssembly> assemblies)
    {
        var image = new FirmwareImage(Ordered([.. assemblies.OrderBy(assembly => assembly.Name, StringComparer.Ordinal)]));
        image.Check();
        return image;
    }

    /// <summary>Reads an image; it may end with erased flash, octets of 0xFF.</summary>
    /// <param name="subject">For messages.</param>
    /// <param name="data">Its octets.</param>
    /// <exception cref="ImageException">It is none, is damaged, or its assemblies do not go together.</exception>
    public static FirmwareImage Read(string subject, ReadOnlyMemory<byte> data)
    {
        var assemblies = new List<PeAssembly>();
        int at = 0;
        while (at < data.Length && data.Span[at..].ContainsAnyExcept((byte)0xFF))
        {
            var assembly = PeAssembly.Read($"{subject}, octet {at}", data[at..]);
            assemblies.Add(assembly);
            int end = at + Padded(assembly.Bytes.Length);
            if (end > data.Length || data.Span[(at + assembly.Bytes.Length)..end].ContainsAnyExcept((byte)0))
                throw new ImageException(subject, $"{assembly.Name} is not filled up with zeros to octet {end}.");
            at = end;
        }

        var image = new FirmwareImage(assemblies);
        image.Check();
        return image;
    }

    /// <summary>Refuses an image that does not fit.</summary>
    /// <param name="partition">Length of the deployment partition, octets.</param>
    /// <exception cref="ImageException">It is too long.</exception>
    public void RequireRoom(int partition)
    {
        if (Length > partition)
            throw new ImageException("the image", $"it has {Length} octets and the deployment partition {partition}.");
    }

    /// <summary>The octets of the image.</summary>
    public byte[] ToArray()
    {
        byte[] result = new byte[Length];
        int at = 0;
        foreach (var assembly in Assemblies)
        {
            assembly.Bytes.Span.CopyTo(result.AsSpan(at));
            at += Padded(assembly.Bytes.Length);
        }

        return result;
    }

    private static int Padded(int length) => (length + 3) & ~3;

    private static List<PeAssembly> Ordered(List<PeAssembly> assemblies)
    {
        if (assemblies.Zip(assemblies.Skip(1)).FirstOrDefault(pair => pair.First.Name == pair.Second.Name) is ({ } twice, _))
            throw new ImageException(twice.Name, "it is there twice.");
        var result = new List<PeAssembly>();
        while (assemblies.Count > 0)
        {
            int next = assemblies.FindIndex(assembly => !assembly.References.Any(reference => assemblies.Exists(other => other.Name == reference.Name)));
            if (next < 0)
                throw new ImageException(assemblies[0].Name, $"it and {string.Join(", ", assemblies.Skip(1).Select(assembly => assembly.Name))} refer to each other in a circle.");
            result.Add(assemblies[next]);
            assemblies.RemoveAt(next);
        }

        return result;
    }

    /// <summary>
    /// The firmware takes a reference for resolved if an assembly of that name has the same major and minor version. An assembly of the class library must be
    /// the recorded one: its native methods are in the firmware, under their checksum.
    /// </summary>
    private void Check()
    {
        if (Assemblies.Count == 0)
            throw new ImageException("the image", "there is no assembly in it.");
        foreach (var assembly in Assemblies)
        {
            foreach (var reference in assembly.References)
            {
                if (Assemblies.FirstOrDefault(other => other.Name == reference.Name) is not { } found)
                    throw new ImageException(assembly.Name, $"it refers to {reference.Name} {reference.Version}, which is not there.");
                if (found.Version.Major != reference.Version.Major || found.Version.Minor != reference.Version.Minor)
                    throw new ImageException(assembly.Name, $"it refers to {reference.Name} {reference.Version}, but {found.Version} is there.");
            }

            if (!LibraryVersion.All.TryGetValue(assembly.Name, out var library))
            {
                if (assembly.NativeChecksum != 0)
                    throw new ImageException(assembly.Name, $"it has native methods (checksum 0x{assembly.NativeChecksum:X8}) that no firmware is known to have.");
            }
            else if (assembly.NativeChecksum != library.NativeChecksum)
            {
                throw new ImageException(assembly.Name, $"version {assembly.Version} has native methods of checksum 0x{assembly.NativeChecksum:X8}; the firmware has 0x{library.NativeChecksum:X8}, of version {library.Version}.");
            }
        }
    }
}
