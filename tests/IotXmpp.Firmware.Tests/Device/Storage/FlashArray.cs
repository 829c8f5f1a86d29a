using IotXmpp.Device.Storage;

namespace IotXmpp.Device.Tests.Storage;

/// <summary>Flash in memory whose power can go after any byte written: what was begun stays as far as it came, and nothing works until it is back.</summary>
internal sealed class FlashArray : FlashStore
{
    private readonly byte[][] _files = [.. Enumerable.Range(0, Files).Select(_ => Array.Empty<byte>())];
    private long _left = long.MaxValue;

    /// <summary>Bytes appended in all.</summary>
    public long Written { get; private set; }

    public int Appends { get; private set; }

    public int Clears { get; private set; }

    /// <summary>The medium takes nothing any more, or not now.</summary>
    public bool Broken { get; set; }

    /// <summary>What has to be found nowhere in it.</summary>
    public byte[] Everything => [.. _files.SelectMany(file => file)];

    /// <summary>The power goes after that many more bytes.</summary>
    public void CutAfter(long bytes) => _left = bytes;

    public void PowerOn() => _left = long.MaxValue;

    public byte[] File(int file) => _files[file];

    public void Put(int file, byte[] content) => _files[file] = content;

    public override int Length(int file) => _files[file].Length;

    public override bool Read(int file, int position, byte[] into, int offset, int count)
    {
        if (position + count > _files[file].Length)
        {
            return false;
        }

        Array.Copy(_files[file], position, into, offset, count);
        return true;
    }

    public override bool Append(int file, byte[] from, int offset, int count)
    {
        (_files[file].Length + count).Should().BeLessThanOrEqualTo(MaxFileBytes);
        if (Broken)
        {
            return false;
        }

        int taken = (int)Math.Min(count, _left);
        _left -= taken;
        _files[file] = [.. _files[file], .. from.AsSpan(offset, taken)];
        Written += taken;
        Appends++;
        return taken == count;
    }

    public override bool Clear(int file)
    {
        if (Broken || _left == 0)
        {
            return false;
        }

        if (_files[file].Length > 0)
        {
            Clears++;
        }

        _files[file] = [];
        return true;
    }
}
