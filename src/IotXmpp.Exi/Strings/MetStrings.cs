namespace IotXmpp.Exi.Strings;

/// <summary>
/// Uris, local names and prefixes that a decoder met, as strings: made once and found again by their characters, in this body or a later
/// one, so that a conversation does not make the same names over and over. An entry also remembers what the current body's tables know of it.
/// </summary>
internal sealed class MetStrings
{
    /// <summary>The scope of uris.</summary>
    public const int Uris = -1;

    /// <summary>The scope of prefixes.</summary>
    public const int Prefixes = -2;

    /// <summary>Entries kept from body to body.</summary>
    private const int MostKept = 1024;

    /// <summary>Characters kept from body to body.</summary>
    private const int MostCharactersKept = 64 * 1024;

    private int[] _buckets = [];
    private Entry[] _entries = [];
    private int _characters;

    /// <summary>Entries.</summary>
    public int Count { get; private set; }

    /// <summary>There is more than one wants to keep.</summary>
    public bool IsLarge => Count > MostKept || _characters > MostCharactersKept;

    /// <summary>An entry.</summary>
    public ref Entry this[int entry] => ref _entries[entry];

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _buckets = [];
        _entries = [];
        Count = 0;
        _characters = 0;
    }

    /// <summary>The entry of a string within a scope; made when new.</summary>
    /// <param name="scope"><see cref="Uris"/>, <see cref="Prefixes"/>, or the entry of the uri that a local name is of.</param>
    /// <param name="text">The string.</param>
    /// <param name="isNew">The entry was made.</param>
    public int FindOrAdd(int scope, ReadOnlySpan<char> text, out bool isNew)
    {
        // Randomised by the runtime: names are the peer's choice.
        int hash = (string.GetHashCode(text) * 31) + scope;
        isNew = false;
        if (_buckets.Length > 0)
        {
            for (int entry = _buckets[hash & (_buckets.Length - 1)] - 1; entry >= 0; entry = _entries[entry].Next - 1)
            {
                ref Entry known = ref _entries[entry];
                if (known.Hash == hash && known.Scope == scope && text.SequenceEqual(known.Text))
                    return entry;
            }
        }

        isNew = true;
        if (Count == _entries.Length)
            Grow();
        int added = Count++;
        ref int bucket = ref _buckets[hash & (_buckets.Length - 1)];
        _entries[added] = new Entry { Text = text.ToString(), Scope = scope, Hash = hash, Next = bucket, Initial = -1 };
        bucket = added + 1;
        _characters += text.Length;
        return added;
    }

    private void Grow()
    {
        Array.Resize(ref _entries, Math.Max(32, Count * 2));
        _buckets = new int[_entries.Length];
        for (int entry = 0; entry < Count; entry++)
        {
            ref int bucket = ref _buckets[_entries[entry].Hash & (_buckets.Length - 1)];
            _entries[entry].Next = bucket;
            bucket = entry + 1;
        }
    }

    public struct Entry
    {
        public string Text;
        public int Scope;
        public int Hash;
        public int Next;

        /// <summary>A uri's identifier, or a name, of the schema; or -1.</summary>
        public int Initial;

        /// <summary>What no element, no attribute may be called: see <see cref="DecodedNames"/>.</summary>
        public byte Flaws;

        /// <summary>The body in which <see cref="Number"/> was given out.</summary>
        public int Body;

        /// <summary>Identifier of a uri, or the name.</summary>
        public int Number;
    }
}
