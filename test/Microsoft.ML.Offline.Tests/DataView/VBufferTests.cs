using Microsoft.ML.Data;

namespace Microsoft.ML.Offline.Tests.DataView;

public class VBufferTests
{
    // 0 5 0 0 7 0
    private static VBuffer<float> Sparse => new(6, 2, [5, 7], [1, 4]);

    private static VBuffer<float> Dense => new(3, [1, 2, 3]);

    [Fact]
    public void TheDefaultIsAnEmptyDenseVector()
    {
        VBuffer<float> vector = default;

        Assert.Equal(0, vector.Length);
        Assert.True(vector.IsDense);
        Assert.True(vector.GetValues().IsEmpty);
        Assert.Empty(vector.DenseValues());
    }

    [Fact]
    public void ADenseVectorHasNoIndices()
    {
        var vector = new VBuffer<float>(2, [1, 2, 3], [9, 9, 9]);

        Assert.True(vector.IsDense);
        Assert.Equal([1f, 2f], vector.GetValues().ToArray());
        Assert.True(vector.GetIndices().IsEmpty);
    }

    [Fact]
    public void ASparseVectorShowsItsExplicitItems()
    {
        Assert.False(Sparse.IsDense);
        Assert.Equal([5f, 7f], Sparse.GetValues().ToArray());
        Assert.Equal([1, 4], Sparse.GetIndices().ToArray());
        Assert.Equal([KeyValuePair.Create(1, 5f), KeyValuePair.Create(4, 7f)], Sparse.Items());
        Assert.Equal([0f, 5f, 0f, 0f, 7f, 0f], Sparse.DenseValues());
        Assert.Equal([0, 1, 2, 3, 4, 5], Sparse.Items(all: true).Select(i => i.Key));
        Assert.Equal([5f, 7f], Sparse.Cast<float>());
    }

    [Theory]
    [InlineData(0, 0f)]
    [InlineData(1, 5f)]
    [InlineData(3, 0f)]
    [InlineData(4, 7f)]
    public void AnItemIsItsValueOrTheDefault(int index, float expected)
    {
        var found = -1f;
        Sparse.GetItemOrDefault(index, ref found);

        Assert.Equal(expected, Sparse.GetItemOrDefault(index));
        Assert.Equal(expected, found);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(6)]
    public void AnItemOutsideIsRefused(int index) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Sparse.GetItemOrDefault(index));

    [Fact]
    public void CopyToASpanFillsTheGaps()
    {
        var target = new float[8];
        Array.Fill(target, -1);
        Sparse.CopyTo(target.AsSpan(), 1, defaultValue: 9);

        Assert.Equal([-1f, 9f, 5f, 9f, 9f, 7f, 9f, -1f], target);
        Assert.Throws<ArgumentOutOfRangeException>(() => Sparse.CopyTo(target.AsSpan(), 3));
    }

    [Fact]
    public void CopyToAVectorSharesNothing()
    {
        var values = new float[] { 1, 2, 3 };
        VBuffer<float> copy = default;
        new VBuffer<float>(3, values).CopyTo(ref copy);
        values[0] = 99;

        Assert.Equal([1f, 2f, 3f], copy.DenseValues());
    }

    [Fact]
    public void CopyToReusesTheArraysOfTheTarget()
    {
        var values = new float[6];
        var indices = new int[6];
        var target = new VBuffer<float>(6, 6, values, indices);
        Sparse.CopyTo(ref target);

        Assert.False(target.IsDense);
        Assert.Equal([0f, 5f, 0f, 0f, 7f, 0f], target.DenseValues());
        Assert.Equal(5, values[0]);
        Assert.Equal(4, indices[1]);
    }

    [Theory]
    [InlineData(0, 6, 2)]
    [InlineData(1, 2, 1)]
    [InlineData(2, 2, 0)]
    [InlineData(4, 1, 1)]
    [InlineData(6, 0, 0)]
    public void AStretchKeepsItsRepresentation(int start, int length, int explicitValues)
    {
        VBuffer<float> part = default;
        Sparse.CopyTo(ref part, start, length);

        Assert.Equal(Sparse.DenseValues().Skip(start).Take(length), part.DenseValues());
        Assert.Equal(explicitValues, part.GetValues().Length);
    }

    [Fact]
    public void AStretchOfADenseVectorIsDense()
    {
        VBuffer<float> part = default;
        Dense.CopyTo(ref part, 1, 2);

        Assert.True(part.IsDense);
        Assert.Equal([2f, 3f], part.DenseValues());
        Assert.Throws<ArgumentOutOfRangeException>(() =>
        {
            VBuffer<float> other = default;
            Dense.CopyTo(ref other, 2, 2);
        });
    }

    [Fact]
    public void CopyToDenseAndCopyFromAnArray()
    {
        VBuffer<float> dense = default;
        Sparse.CopyToDense(ref dense);
        VBuffer<float> part = default;
        VBuffer<float>.Copy([1, 2, 3, 4], 1, ref part, 2);

        Assert.True(dense.IsDense);
        Assert.Equal(Sparse.DenseValues(), dense.GetValues().ToArray());
        Assert.Equal([2f, 3f], part.GetValues().ToArray());
    }

    [Fact]
    public void TooFewValuesOrIndicesAreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new VBuffer<float>(3, [1, 2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new VBuffer<float>(3, 2, [1], [0, 1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new VBuffer<float>(3, 2, [1, 2], [0]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new VBuffer<float>(3, 4, [1, 2, 3, 4], [0, 1, 2, 3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new VBuffer<float>(-1, []));
    }
}
