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
    public void Rows_come_back_in_order(int size, int count, int? known)
    {
        var buffer = new RowBuffer(size, known);
        for (var row = 0; row < count; row++)
        {
            buffer.Next().Fill(-1); // a row that is not kept leaves no trace
            buffer.Next().Fill(row);
            buffer.Keep();
        }

        Assert.Equal(count, buffer.Count);
        var values = buffer.ToMemory().Span;
        for (var row = 0; row < count; row++)
        {
            Assert.Equal(row, values[row * size]);
            Assert.Equal(row, values[(row * size) + size - 1]);
        }
    }
}
