using System.Buffers.Binary;
using System.Text;
using IotXmpp.Tool.Flashing;

namespace IotXmpp.Tool.Tests.Flashing;

/// <summary>Images are put together as a board reads them, and whatever it would not start is refused with the reason.</summary>
public sealed class FirmwareImageTests
{
    /// <summary>The published check value of CRC-32/CKSUM, whose last step is an inversion: this checksum has none.</summary>
    [Fact]
    public void The_checksum_is_that_of_the_standard() => PeChecksum.Of("123456789"u8).Should().Be(~0x765E7680u);

    [Fact]
    public void An_assembly_is_read_as_it_was_written_by_hand()
    {
        var lib = PeAssembly.Read("Lib.pe", ImageVectors.Lib);
        lib.Name.Should().Be("Lib");
        lib.Version.Should().Be(new Version(1, 2, 3, 4));
        lib.NativeChecksum.Should().Be(0);
        lib.References.Should().Equal(new PeReference("mscorlib", new Version(1, 17, 0, 0)));
        lib.Bytes.Length.Should().Be(ImageVectors.Lib.Length);
        PeAssembly.Read("mscorlib.pe", ImageVectors.Mscorlib).Name.Should().Be("mscorlib", "its name is in the firmware");
    }

    [Fact]
    public void The_image_of_three_assemblies_is_the_golden_one_in_whatever_order_they_come()
    {
        byte[][] files = [ImageVectors.App, ImageVectors.Lib, ImageVectors.Mscorlib];
        foreach (int[] order in (int[][])[[0, 1, 2], [2, 1, 0], [1, 0, 2]])
            FirmwareImage.Of(order.Select(i => PeAssembly.Read($"{i}", files[i]))).ToArray().Should().Equal(ImageVectors.Image);
    }

    [Fact]
    public void An_image_is_read_again_and_may_end_with_erased_flash()
    {
        FirmwareImage.Read("app.bin", ImageVectors.Image).Assemblies.Select(assembly => assembly.Name).Should().Equal("mscorlib", "Lib", "App");
        byte[] flash = [.. ImageVectors.Image, .. Enumerable.Repeat((byte)0xFF, 4096)];
        FirmwareImage.Read("flash", flash).ToArray().Should().Equal(ImageVectors.Image);
    }

    [Fact]
    public void Every_shorter_assembly_is_refused()
    {
        for (int length = 0; length < ImageVectors.App.Length; length++)
        {
            var read = () => PeAssembly.Read("App.pe", ImageVectors.App.AsMemory(0, length));
            read.Should().Throw<ImageException>($"of {length} octets").WithMessage("App.pe: *");
        }
    }

    [Fact]
    public void Every_shorter_image_is_refused_or_lacks_its_last_assemblies()
    {
        for (int length = 0; length < ImageVectors.Image.Length; length++)
        {
            var read = () => FirmwareImage.Read("app.bin", ImageVectors.Image.AsMemory(0, length));
            int[] ends = [ImageVectors.Mscorlib.Length, ImageVectors.Mscorlib.Length + ImageVectors.Lib.Length + 1];
            if (ends.Contains(length))
                read().Assemblies.Should().NotContain(assembly => assembly.Name == "App");
            else
                read.Should().Throw<ImageException>($"of {length} octets");
        }
    }

    [Fact]
    public void Every_single_wrong_bit_is_noticed()
    {
        for (int bit = 0; bit < ImageVectors.App.Length * 8; bit++)
        {
            byte[] wrong = [.. ImageVectors.App];
            wrong[bit / 8] ^= (byte)(1 << (bit % 8));
            var read = () => PeAssembly.Read("App.pe", wrong);
            read.Should().Throw<ImageException>($"bit {bit}");
        }
    }

    /// <summary>Headers that are wrong though their checksums are right: damage is not the only mistake.</summary>
    [Theory]
    [InlineData(16, 0x80000080u, "big-endian")]
    [InlineData(36, 0x00010020u, "of 9 octets of strings")]
    [InlineData(36, 0x0001FFF0u, "string 0xFFF0 of the firmware")]
    [InlineData(36, 0x00020001u, "string table is of version 2")]
    [InlineData(40, 128u, "first table begins at octet 128")]
    [InlineData(40, 126u, "its table 0")]
    [InlineData(44, 0xFFFFFFF0u, "its table 1")]
    [InlineData(44, 140u, "no multiple of 12")]
    [InlineData(84, 144u, "its table 10")]
    [InlineData(88, 154u, "its table 12")]
    [InlineData(100, 100u, "says it is 100 octets long")]
    [InlineData(100, 0x7FFFFFFFu, "octets long")]
    [InlineData(100, 4096u, "cut off")]
    [InlineData(104, 1u, "patched methods")]
    [InlineData(108, 0x04u, "its table 0")]
    public void A_header_that_cannot_be_right_is_refused_with_its_reason(int at, uint value, string reason)
    {
        byte[] file = [.. ImageVectors.App];
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(at), value);
        var read = () => PeAssembly.Read("App.pe", Sealed(file));
        read.Should().Throw<ImageException>().WithMessage($"App.pe: *{reason}*");
    }

    [Theory]
    [InlineData("MZ\0\0\0\0\0\0", "it is a .NET assembly")]
    [InlineData("NFMRK2\0\0", "format 2")]
    [InlineData("NFMRK1\0x", "marker NFMRK1 is missing")]
    [InlineData("MSSpot1\0", "marker NFMRK1 is missing")]
    public void Other_files_are_told_apart(string marker, string reason)
    {
        byte[] file = [.. ImageVectors.App];
        Encoding.ASCII.GetBytes(marker).CopyTo(file, 0);
        var read = () => PeAssembly.Read("App.pe", file);
        read.Should().Throw<ImageException>().WithMessage($"*{reason}*");
    }

    [Fact]
    public void What_does_not_go_together_is_refused()
    {
        var mscorlib = PeAssembly.Read("mscorlib.pe", ImageVectors.Mscorlib);
        var lib = PeAssembly.Read("Lib.pe", ImageVectors.Lib);
        var app = PeAssembly.Read("App.pe", ImageVectors.App);
        Refused("App: it refers to Lib 1.2.0.0, which is not there.", mscorlib, app);
        Refused("Lib: it is there twice.", mscorlib, lib, lib);
        Refused("the image: there is no assembly in it.");
        Refused("Lib: it refers to mscorlib 1.17.0.0, but 1.16.0.0 is there.", Changed(ImageVectors.Mscorlib, 28, 0x00100001, 32, 0), lib); // version 1.16.0.0
        Refused("mscorlib: version 1.17.11.0 has native methods of checksum 0x12345678; the firmware has 0x1549C856, of version 1.17.11.0.", Changed(ImageVectors.Mscorlib, 20, 0x12345678), lib);
        Refused("Lib: it has native methods (checksum 0x00000001) that no firmware is known to have.", mscorlib, Changed(ImageVectors.Lib, 20, 1));

        static void Refused(string reason, params PeAssembly[] assemblies)
        {
            var make = () => FirmwareImage.Of(assemblies);
            make.Should().Throw<ImageException>().WithMessage(reason);
        }
    }

    /// <summary>The first reference of App is made one to itself.</summary>
    [Fact]
    public void References_in_a_circle_are_refused()
    {
        var circle = () => FirmwareImage.Of([Changed(ImageVectors.App, PeAssembly.HeaderLength, 1)]);
        circle.Should().Throw<ImageException>().WithMessage("App: *in a circle.");
    }

    [Fact]
    public void An_image_that_does_not_fit_is_refused()
    {
        var image = FirmwareImage.Read("app.bin", ImageVectors.Image);
        image.RequireRoom(image.Length);
        var fit = () => image.RequireRoom(image.Length - 1);
        fit.Should().Throw<ImageException>().WithMessage($"*{image.Length} octets and the deployment partition {image.Length - 1}*");
    }

    /// <summary>The recorded libraries are there, with the checksum that the released mscorlib has.</summary>
    [Fact]
    public void The_class_library_is_known()
    {
        LibraryVersion.All["mscorlib"].Should().Be(new LibraryVersion("mscorlib", new Version(1, 17, 11, 0), 0x1549C856));
        LibraryVersion.All["nanoFramework.Json"].NativeChecksum.Should().Be(0);
        LibraryVersion.All.Count.Should().BeGreaterThan(40);
    }

    private static PeAssembly Changed(byte[] file, params uint[] placesAndValues)
    {
        byte[] changed = [.. file];
        for (int i = 0; i < placesAndValues.Length; i += 2)
            BinaryPrimitives.WriteUInt32LittleEndian(changed.AsSpan((int)placesAndValues[i]), placesAndValues[i + 1]);
        return PeAssembly.Read("changed.pe", Sealed(changed));
    }

    /// <summary>Gives a changed assembly checksums that are right.</summary>
    private static byte[] Sealed(byte[] file)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(12), PeChecksum.Of(file.AsSpan(PeAssembly.HeaderLength)));
        file.AsSpan(8, 4).Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(8), PeChecksum.Of(file.AsSpan(0, PeAssembly.HeaderLength)));
        return file;
    }
}
