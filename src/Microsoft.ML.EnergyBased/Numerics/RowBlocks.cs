using System.Runtime.ExceptionServices;

namespace Microsoft.ML.EnergyBased.Numerics;

/// <summary>
/// Work over rows in fixed blocks. Where a block begins and ends depends on the number of rows alone, never on
/// threads; a caller that keeps one partial result a block and combines them in block order gets the same bits at
/// any number of threads.
/// </summary>
internal static class RowBlocks
{
    /// <summary>Runs <paramref name="body"/>(block, start, length) for each block of at most <paramref name="size"/> rows.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; looked at before each block.</exception>
    public static void Run(int count, int size, int threads, CancellationToken cancellation, Action<int, int, int> body)
    {
        var blocks = Count(count, size);
        var workers = Math.Min(threads, blocks);
        if (workers <= 1)
        {
            for (var block = 0; block < blocks; block++)
            {
                cancellation.ThrowIfCancellationRequested();
                var start = block * size;
                body(block, start, Math.Min(size, count - start));
            }
            return;
        }

        var next = -1;
        var options = new ParallelOptions { MaxDegreeOfParallelism = workers, CancellationToken = cancellation };
        try
        {
            Parallel.For(0, workers, options, (_, state) =>
            {
                // Blocks are handed out in order to whoever is free, so that an uneven block holds nobody up.
                for (var block = Interlocked.Increment(ref next); block < blocks && !state.IsExceptional; block = Interlocked.Increment(ref next))
                {
                    cancellation.ThrowIfCancellationRequested();
                    var start = block * size;
                    body(block, start, Math.Min(size, count - start));
                }
            });
        }
        catch (AggregateException exception)
        {
            // One failure, as it would have come from one thread.
            ExceptionDispatchInfo.Throw(exception.InnerExceptions[0]);
        }
    }

    /// <summary>How many blocks <see cref="Run"/> makes of <paramref name="count"/> rows.</summary>
    public static int Count(int count, int size) => (int)(((long)count + size - 1) / size);
}
