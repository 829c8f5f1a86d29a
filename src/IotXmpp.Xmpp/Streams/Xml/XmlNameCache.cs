using System.Text;

namespace IotXmpp.Xmpp.Streams.Xml;

/// <summary>
/// Strings of the names and namespaces a stream repeats, so that a steady stream of stanzas allocates none. A slot holds the
/// last name that hashed there: a peer that sends ever new names costs what it would cost without the cache.
/// </summary>
internal sealed class XmlNameCache
{
    private const int Slots = 128;
    private const int MaxCachedLength = 64;

    private readonly string?[] _slots = new string?[Slots];

    /// <summary>The string of ASCII bytes.</summary>
    internal string Get(ReadOnlySpan<byte> ascii)
    {
        if (ascii.IsEmpty)
            return "";
        if (ascii.Length > MaxCachedLength)
            return Encoding.ASCII.GetString(ascii);
        // FNV-1a.
        uint hash = 2166136261;
        foreach (byte b in ascii)
            hash = (hash ^ b) * 16777619;
        ref string? slot = ref _slots[(hash ^ (hash >> 16)) % Slots];
        if (slot is not null && Ascii.Equals(ascii, slot))
            return slot;
        return slot = Encoding.ASCII.GetString(ascii);
    }
}
