using System.Buffers.Binary;
using System.Text;

namespace IotXmpp.Tool.Flashing;

/// <summary>
/// An assembly as nanoFramework's metadata processor writes it, format 1 (marker <c>NFMRK1</c>, the released firmware). Everything is little-endian; the
/// layout is written down in <c>hardware/IMAGE.md</c>.
/// </summary>
internal sealed class PeAssembly
{
    /// <summary>Length of the header, octets.</summary>
    public const int HeaderLength = 124;

    /// <summary>Largest assembly, octets: no deployment partition holds more.</summary>
    public const int MaxLength = 2 * 1024 * 1024;

    private const int TableCount = 15;
    private const int AssemblyRefTable = 0;
    private const int StringTable = 11;
    private const int ReferenceLength = 12;

    /// <summary>Strings from here on are in the firmware and not in the file; of the names of assemblies only <see cref="BuiltInMscorlib"/> is.</summary>
    private const int FirstBuiltInString = 0xFFFF - 0x35C;
    private const int BuiltInMscorlib = 0xFFFF - 0x32D;

    private PeAssembly(string name, Version version, uint nativeChecksum, IReadOnlyList<PeReference> references, ReadOnlyMemory<byte> bytes)
    {
        Name = name;
        Version = version;
        NativeChecksum = nativeChecksum;
        References = references;
        Bytes = bytes;
    }

    /// <summary>Name of the assembly.</summary>
    public string Name { get; }

    /// <summary>Its version.</summary>
    public Version Version { get; }

    /// <summary>Checksum of the native methods it needs in the firmware; 0 if it needs none.</summary>
    public uint NativeChecksum { get; }

    /// <summary>Assemblies it needs beside it.</summary>
    public IReadOnlyList<PeReference> References { get; }

    /// <summary>The assembly itself, without padding behind it.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Reads the assembly at the start of some octets; there may be more behind it.</summary>
    /// <param name="subject">For messages.</param>
    /// <param name="data">The octets.</param>
    /// <exception cref="ImageException">It is none, or damaged.</exception>
    public static PeAssembly Read(string subject, ReadOnlyMemory<byte> data)
    {
        var bytes = data.Span;
        if (bytes.Length < HeaderLength)
            throw new ImageException(subject, $"it has {bytes.Length} octets; the header of an assembly alone has {HeaderLength}.");
        if (bytes.StartsWith("NFMRK2"u8))
            throw new ImageException(subject, "it is of format 2 (preview of generics); the released firmware reads format 1.");
        if (!bytes.StartsWith("NFMRK1\0\0"u8))
            throw new ImageException(subject, bytes.StartsWith("MZ"u8) ? "it is a .NET assembly; the metadata processor makes a .pe of it." : "it is no nanoFramework assembly: the marker NFMRK1 is missing.");

        var header = bytes[..HeaderLength].ToArray();
        header.AsSpan(8, 4).Clear();
        uint headerChecksum = UInt32(8);
        if (PeChecksum.Of(header) != headerChecksum)
            throw new ImageException(subject, $"its header is damaged: checksum {PeChecksum.Of(header):X8}, written {headerChecksum:X8}.");
        if ((UInt32(16) & 0x80000080) == 0x80000080)
            throw new ImageException(subject, "it is for a big-endian processor.");
        if (UInt16(38) != 1)
            throw new ImageException(subject, $"its string table is of version {UInt16(38)}; the firmware has 1.");
        if (UInt32(104) != 0)
            throw new ImageException(subject, "it has patched methods, which the firmware does not know.");

        var starts = new uint[TableCount + 1];
        for (int i = 0; i <= TableCount; i++)
            starts[i] = UInt32(40 + (4 * i));
        uint length = starts[TableCount];
        if (length is < HeaderLength or > MaxLength)
            throw new ImageException(subject, $"it says it is {length} octets long.");
        if (length > bytes.Length)
            throw new ImageException(subject, $"it is cut off: {bytes.Length} of {length} octets are there.");
        for (int i = 0; i < TableCount; i++)
        {
            byte padding = bytes[108 + i];
            uint before = i == 0 ? HeaderLength : starts[i - 1];
            if (starts[i] < before || starts[i] > length || starts[i] % 4 != 0 || padding > 3 || (long)starts[i + 1] - starts[i] < padding)
                throw new ImageException(subject, $"its table {i} from octet {starts[i]} to {starts[i + 1]} cannot be right.");
        }

        if (starts[0] != HeaderLength)
            throw new ImageException(subject, $"its first table begins at octet {starts[0]} and not behind the header, at {HeaderLength}.");
        uint checksum = PeChecksum.Of(bytes[HeaderLength..(int)length]);
        if (checksum != UInt32(12))
            throw new ImageException(subject, $"it is damaged: checksum {checksum:X8}, written {UInt32(12):X8}.");

        var strings = Table(bytes, StringTable);
        string name = Text(subject, strings, UInt16(36), "its name");
        var table = Table(bytes, AssemblyRefTable);
        if (table.Length % ReferenceLength != 0)
            throw new ImageException(subject, $"its table of references has {table.Length} octets, which is no multiple of {ReferenceLength}.");
        var references = new List<PeReference>();
        for (int at = 0; at < table.Length; at += ReferenceLength)
            references.Add(new PeReference(Text(subject, strings, BinaryPrimitives.ReadUInt16LittleEndian(table[at..]), "the name of a reference"), VersionAt(table[(at + 4)..])));
        return new PeAssembly(name, VersionAt(bytes[28..]), UInt32(20), references, data[..(int)length]);

        uint UInt32(int at) => BinaryPrimitives.ReadUInt32LittleEndian(data.Span[at..]);
        int UInt16(int at) => BinaryPrimitives.ReadUInt16LittleEndian(data.Span[at..]);
        ReadOnlySpan<byte> Table(ReadOnlySpan<byte> all, int index) => all[(int)starts[index]..(int)(starts[index + 1] - all[108 + index])];
    }

    private static Version VersionAt(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadUInt16LittleEndian(bytes), BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]), BinaryPrimitives.ReadUInt16LittleEndian(bytes[4..]), BinaryPrimitives.ReadUInt16LittleEndian(bytes[6..]));

    private static string Text(string subject, ReadOnlySpan<byte> strings, int index, string what)
    {
        if (index == BuiltInMscorlib)
            return "mscorlib";
        if (index >= FirstBuiltInString)
            throw new ImageException(subject, $"{what} is string 0x{index:X4} of the firmware, which names no assembly.");
        if (index >= strings.Length)
            throw new ImageException(subject, $"{what} is at {index} of {strings.Length} octets of strings.");
        int end = strings[index..].IndexOf((byte)0);
        if (end < 1)
            throw new ImageException(subject, end < 0 ? $"{what} has no end." : $"{what} is empty.");
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(strings.Slice(index, end));
        }
        catch (DecoderFallbackException)
        {
            throw new ImageException(subject, $"{what} is no UTF-8.");
        }
    }
}
