using System.Runtime.InteropServices;
using SharpFuzz.Common;

namespace IotXmpp.Exi.Fuzz;

/// <summary>
/// What an input reached: a counter for each pair of branches, as AFL has it. Counters count in eight classes (1, 2, 3, 4-7, 8-15,
/// 16-31, 32-127, more), so a loop that runs longer than ever before is something new.
/// </summary>
internal sealed unsafe class CoverageMap
{
    private const int Size = 1 << 16;

    private static readonly byte[] s_classes = MakeClasses();

    private readonly byte* _counters;
    private readonly byte[] _reached = new byte[Size];

    /// <summary>Makes the map and has the instrumented code write to it.</summary>
    public CoverageMap()
    {
        _counters = (byte*)NativeMemory.AllocZeroed(Size);
        Trace.SharedMem = _counters;
    }

    /// <summary>Pairs of branches reached by any input.</summary>
    public int Reached { get; private set; }

    /// <summary>Forgets what the last input reached.</summary>
    public void Clear()
    {
        new Span<byte>(_counters, Size).Clear();
        Trace.PrevLocation = 0;
    }

    /// <summary>Takes over what the last input reached. True: something new was among it.</summary>
    public bool Merge()
    {
        bool isNew = false;
        var counters = new ReadOnlySpan<byte>(_counters, Size);
        for (int at = counters.IndexOfAnyExcept((byte)0); at < Size && at >= 0;)
        {
            byte seen = s_classes[counters[at]];
            if ((_reached[at] & seen) == 0)
            {
                isNew = true;
                if (_reached[at] == 0)
                    Reached++;
                _reached[at] |= seen;
            }

            int next = counters[(at + 1)..].IndexOfAnyExcept((byte)0);
            at = next < 0 ? Size : at + 1 + next;
        }

        return isNew;
    }

    private static byte[] MakeClasses()
    {
        var classes = new byte[256];
        for (int count = 1; count < classes.Length; count++)
            classes[count] = (byte)(count switch { 1 => 1, 2 => 2, 3 => 4, <= 7 => 8, <= 15 => 16, <= 31 => 32, <= 127 => 64, _ => 128 });
        return classes;
    }
}
