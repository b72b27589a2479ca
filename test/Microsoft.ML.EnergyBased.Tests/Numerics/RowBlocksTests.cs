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
        var blockOf = new int[count];
        Array.Fill(blockOf, -1);
        RowBlocks.Run(count, size, threads, CancellationToken.None, (block, start, length) =>
        {
            for (var i = start; i < start + length; i++)
                Interlocked.Exchange(ref blockOf[i], block).Should().Be(-1);
        });
        blockOf.ShouldEqual(Enumerable.Range(0, count).Select(i => i / size));
        RowBlocks.Count(count, size).Should().Be((count + size - 1) / size);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void CancelsBeforeTheNextBlock(int threads)
    {
        using var source = new CancellationTokenSource();
        var blocks = 0;
        FluentActions.Invoking(() => RowBlocks.Run(1000, 1, threads, source.Token, (_, _, _) =>
        {
            if (Interlocked.Increment(ref blocks) == 5)
                source.Cancel();
        })).Should().Throw<OperationCanceledException>();
        blocks.Should().BeInRange(5, 5 + threads);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void AFailureComesOutAsItself(int threads)
        => FluentActions.Invoking(() => RowBlocks.Run(100, 1, threads, CancellationToken.None, (block, _, _) =>
        {
            if (block == 50)
                throw new InvalidDataException();
        })).Should().ThrowExactly<InvalidDataException>();
}
