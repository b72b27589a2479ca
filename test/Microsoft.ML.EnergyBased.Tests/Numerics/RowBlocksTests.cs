using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Tests.Numerics;

public class RowBlocksTests
{
    [Theory]
    [InlineData(0, 10, 2)]
    [InlineData(1, 10, 2)]
    [InlineData(100, 10, 1)]
    [InlineData(101, 10, 2)]
    [InlineData(997, 7, 3)]
    public void EveryRowComesOnceInTheSameBlock(int count, int size, int threads)
    {
        int[] blockOf = new int[count];
        Array.Fill(blockOf, -1);
        RowBlocks.Run(count, size, threads, CancellationToken.None, (block, start, length) =>
        {
            for (int i = start; i < start + length; i++)
                Assert.Equal(-1, Interlocked.Exchange(ref blockOf[i], block));
        });
        Assert.Equal(Enumerable.Range(0, count).Select(i => i / size), blockOf);
        Assert.Equal((count + size - 1) / size, RowBlocks.Count(count, size));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void CancelsBeforeTheNextBlock(int threads)
    {
        using var source = new CancellationTokenSource();
        int blocks = 0;
        Assert.ThrowsAny<OperationCanceledException>(() => RowBlocks.Run(1000, 1, threads, source.Token, (_, _, _) =>
        {
            if (Interlocked.Increment(ref blocks) == 5)
                source.Cancel();
        }));
        Assert.InRange(blocks, 5, 5 + threads);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void AFailureComesOutAsItself(int threads)
        => Assert.Throws<InvalidDataException>(() => RowBlocks.Run(100, 1, threads, CancellationToken.None, (block, _, _) =>
        {
            if (block == 50)
                throw new InvalidDataException();
        }));
}
