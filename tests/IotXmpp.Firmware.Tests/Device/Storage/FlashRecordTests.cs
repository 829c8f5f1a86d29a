using System.Text;
using IotXmpp.Device.Storage;

namespace IotXmpp.Device.Tests.Storage;

/// <summary>A record that is either the old one or the new one, whenever the power goes.</summary>
public sealed class FlashRecordTests
{
    [Fact]
    public void Checksum_is_the_one_of_ISO_HDLC() =>
        Crc32.Of("x123456789"u8.ToArray(), 1, 9).Should().Be(0xCBF43926);

    [Theory]
    [InlineData(0L)]
    [InlineData(-1L)]
    [InlineData(63L)]
    [InlineData(-64L)]
    [InlineData(64L)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    [InlineData(1_770_000_000_000L)]
    public void Numbers_of_variable_length_come_back_and_are_not_read_beyond_their_bytes(long value)
    {
        byte[] bytes = new byte[PackedBytes.MaxVariable];
        int length = PackedBytes.WriteVariable(bytes, 0, value);
        int at = 0;
        PackedBytes.TryReadVariable(bytes, ref at, length, out long read).Should().BeTrue();
        read.Should().Be(value);
        at.Should().Be(length);
        at = 0;
        PackedBytes.TryReadVariable(bytes, ref at, length - 1, out _).Should().BeFalse();
    }

    [Fact]
    public void Power_lost_at_any_byte_leaves_the_old_record_or_the_new_one()
    {
        var flash = new FlashArray();
        Save(flash, "first");
        Save(flash, "second");
        long before = flash.Written;
        Save(flash, "third, and longer");
        long length = flash.Written - before;
        for (long cut = 0; cut <= length; cut++)
        {
            flash = new FlashArray();
            Save(flash, "first");
            Save(flash, "second");
            flash.CutAfter(cut);
            Save(flash, "third, and longer").Should().Be(cut == length);
            flash.PowerOn();
            Load(flash).Should().Be(cut == length ? "third, and longer" : "second", "the power went after {0} bytes", cut);
            Save(flash, "fourth").Should().BeTrue();
            Load(flash).Should().Be("fourth");
        }
    }

    [Fact]
    public void Nothing_there_another_layout_and_a_changed_byte_are_no_record()
    {
        var flash = new FlashArray();
        Load(flash).Should().Be("");
        Save(flash, "a");
        new FlashRecord(flash, 0, 2, 64).Load().Should().Be(0);
        byte[] file = flash.File(1);
        for (int i = 0; i < file.Length; i++)
        {
            byte[] changed = [.. file];
            changed[i] ^= 4;
            flash.Put(1, changed);
            Load(flash).Should().Be("", "byte {0} is another", i);
        }
    }

    private static bool Save(FlashArray flash, string text)
    {
        var record = new FlashRecord(flash, 0, 1, 64);
        record.Load();
        int count = Encoding.ASCII.GetBytes(text, 0, text.Length, record.Bytes, FlashRecord.Start);
        return record.Save(count);
    }

    private static string Load(FlashArray flash)
    {
        var record = new FlashRecord(flash, 0, 1, 64);
        int count = record.Load();
        return Encoding.ASCII.GetString(record.Bytes, FlashRecord.Start, count);
    }
}
