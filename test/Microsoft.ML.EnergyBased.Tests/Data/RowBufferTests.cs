using Microsoft.ML.EnergyBased.Data;

namespace Microsoft.ML.EnergyBased.Tests.Data;

public sealed class RowBufferTests
{
    [Theory]
    [InlineData(3, 5, 5)]
    [InlineData(3, 5, 2)] // fewer expected than come
    [InlineData(3, 5, null)]
    [InlineData(700_000, 4, null)] // more than one piece
    [InlineData(3_000_000, 2, null)] // a row larger than a piece
    public void RowsComeBackInOrder(int size, int count, int? known)
    {
        var buffer = new RowBuffer(size, known);
        var values = new float[size];
        for (var row = 0; row < count; row++)
        {
            values.AsSpan().Fill(row);
            buffer.Add(values);
        }

        buffer.Count.Should().Be(count);
        var rows = buffer.ToMemory().Span;
        for (var row = 0; row < count; row++)
        {
            rows[row * size].Should().Be(row);
            rows[(row * size) + size - 1].Should().Be(row);
        }
    }
}
