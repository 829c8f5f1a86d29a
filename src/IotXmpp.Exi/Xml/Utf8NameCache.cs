using System.Runtime.InteropServices;
using System.Text;
using System.Xml;
using IotXmpp.Exi.Strings;

namespace IotXmpp.Exi.Xml;

/// <summary>
/// What the names of a UTF-8 document mean, so that a name that was met before is looked up by its bytes and makes no string. Documents with ever
/// new names cost what they would cost without it: beyond a number of names nothing new is kept.
/// </summary>
internal sealed class Utf8NameCache
{
    private const int MostKept = 4096;
    private const int LongestKept = 256;

    private readonly Entry?[] _names = new Entry?[1024];
    private readonly Text?[] _texts = new Text?[256];
    private int _nameCount;
    private int _textCount;

    /// <summary>Forgets all names, and with them which names of the encoder belong to them.</summary>
    public void ForgetNames()
    {
        Array.Clear(_names);
        _nameCount = 0;
    }

    /// <summary>A QName (Namespaces in XML 4).</summary>
    /// <exception cref="XmlException">It is none.</exception>
    public Entry GetName(ReadOnlySpan<byte> bytes)
    {
        ref Entry? chain = ref _names[Hash(bytes) & (uint)(_names.Length - 1)];
        for (Entry? entry = chain; entry is not null; entry = entry.Next)
        {
            if (bytes.SequenceEqual(entry.Bytes))
                return entry;
        }

        bool isKept = bytes.Length <= LongestKept && _nameCount < MostKept;
        Entry made = Parse(bytes, isKept ? chain : null);
        if (isKept)
        {
            chain = made;
            _nameCount++;
        }

        return made;
    }

    /// <summary>A string of ASCII bytes.</summary>
    public string GetAscii(ReadOnlySpan<byte> bytes)
    {
        ref Text? chain = ref _texts[Hash(bytes) & (uint)(_texts.Length - 1)];
        for (Text? text = chain; text is not null; text = text.Next)
        {
            if (bytes.SequenceEqual(text.Bytes))
                return text.String;
        }

        string made = Encoding.ASCII.GetString(bytes);
        if (bytes.Length <= LongestKept && _textCount < MostKept)
        {
            chain = new Text(bytes.ToArray(), made, chain);
            _textCount++;
        }

        return made;
    }

    private static Entry Parse(ReadOnlySpan<byte> bytes, Entry? next)
    {
        var chars = new CharBuffer();
        try
        {
            chars.AppendUtf8(bytes);
        }
        catch (ExiException)
        {
            throw new XmlException("A name that is not UTF-8.");
        }

        ReadOnlySpan<char> name = chars.Text;
        int colon = name.IndexOf(':');
        ReadOnlySpan<char> prefix = colon < 0 ? [] : name[..colon];
        ReadOnlySpan<char> local = name[(colon + 1)..];
        if (!XmlCharacters.IsNcName(local) || (colon >= 0 && !XmlCharacters.IsNcName(prefix)))
            throw new XmlException($"\"{name}\" is no name.");
        return new Entry(bytes.ToArray(), prefix.ToString(), local.ToString(), next);
    }

    private static uint Hash(ReadOnlySpan<byte> bytes)
    {
        // The last bytes differ where the first ones are those of a namespace or a prefix.
        uint hash = (uint)bytes.Length * 0x9E3779B1;
        if (bytes.Length >= 8)
        {
            ulong ends = MemoryMarshal.Read<ulong>(bytes) ^ (MemoryMarshal.Read<ulong>(bytes[^8..]) * 0x9FB21C651E98DF25);
            hash ^= (uint)(ends ^ (ends >> 32));
        }
        else
        {
            foreach (byte b in bytes)
                hash = (hash ^ b) * 0x01000193;
        }

        return hash ^ (hash >> 15);
    }

    /// <summary>A QName and what it meant last.</summary>
    internal sealed class Entry(byte[] bytes, string prefix, string local, Entry? next)
    {
        public byte[] Bytes { get; } = bytes;

        /// <summary>The next name of the same chain.</summary>
        public Entry? Next { get; } = next;

        /// <summary>The prefix, "" for none.</summary>
        public string Prefix { get; } = prefix;

        public string Local { get; } = local;

        /// <summary>The name with the namespace it had last as an element's.</summary>
        public WrittenName? Element { get; set; }

        /// <summary>The name with the namespace it had last as an attribute's.</summary>
        public WrittenName? Attribute { get; set; }
    }

    private sealed record Text(byte[] Bytes, string String, Text? Next);
}
