using System.Diagnostics;

namespace IotXmpp.Exi.Tests.Writing;

/// <summary>
/// What an action allocates once tables have their size and the JIT compiler, which takes its time, has optimised it: until then enums and numbers
/// are boxed.
/// </summary>
internal static class SteadyState
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    /// <summary>Bytes of the first run that allocates none, or of the last after very many.</summary>
    public static long Allocated(Action action)
    {
        var clock = Stopwatch.StartNew();
        long allocated;
        do
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            action();
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }
        while (allocated > 0 && clock.Elapsed < Longest);
        return allocated;
    }
}
