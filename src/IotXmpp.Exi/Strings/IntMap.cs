using System.Runtime.CompilerServices;

namespace IotXmpp.Exi.Strings;

/// <summary>A map from one integer to another that is emptied in no time and keeps its memory. Keys are numbers this side gave out, never a peer's.</summary>
internal sealed class IntMap
{
    private const int InitialSize = 16;

    private Slot[] _slots = [];
    private int _count;
    private int _generation = 1;

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _count = 0;
        if (_generation == int.MaxValue)
        {
            Array.Clear(_slots);
            _generation = 0;
        }

        _generation++;
    }

    /// <summary>The value of a key, or -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(long key)
    {
        Slot[] slots = _slots;
        if (slots.Length == 0)
            return -1;
        for (int at = Start(key, slots); ; at = (at + 1) & (slots.Length - 1))
        {
            ref Slot slot = ref slots[at];
            if (slot.Generation != _generation)
                return -1;
            if (slot.Key == key)
                return slot.Value;
        }
    }

    /// <summary>Adds a key that is not there.</summary>
    public void Add(long key, int value)
    {
        if (++_count * 2 > _slots.Length)
            Grow();
        Put(key, value);
    }

    private static int Start(long key, Slot[] slots) => (int)(((ulong)key * 0x9E37_79B9_7F4A_7C15) >> 32) & (slots.Length - 1);

    private void Put(long key, int value)
    {
        int at = Start(key, _slots);
        while (_slots[at].Generation == _generation)
            at = (at + 1) & (_slots.Length - 1);
        _slots[at] = new Slot { Key = key, Value = value, Generation = _generation };
    }

    private void Grow()
    {
        Slot[] old = _slots;
        _slots = new Slot[Math.Max(InitialSize, old.Length * 2)];
        foreach (Slot slot in old)
        {
            if (slot.Generation == _generation)
                Put(slot.Key, slot.Value);
        }
    }

    private struct Slot
    {
        public long Key;
        public int Value;
        public int Generation;
    }
}
