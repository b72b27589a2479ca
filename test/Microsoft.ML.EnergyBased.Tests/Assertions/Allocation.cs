namespace Microsoft.ML.EnergyBased.Tests.Assertions;

/// <summary>What a piece of work allocates by itself.</summary>
internal static class Allocation
{
    /// <summary>
    /// The least bytes that this thread allocates in one of five runs. On a busy machine the runtime allocates now and then for
    /// its own ends, and a collection empties shared pools: neither happens in every run.
    /// </summary>
    public static long Of(Action work)
    {
        var least = long.MaxValue;
        for (var run = 0; run < 5; run++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            work();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
