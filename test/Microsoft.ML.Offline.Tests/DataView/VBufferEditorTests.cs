using Microsoft.ML.Data;

namespace Microsoft.ML.Offline.Tests.DataView;

public class VBufferEditorTests
{
    [Fact]
    public void AnEmptyVectorGetsNewArrays()
    {
        VBuffer<float> vector = default;
        var editor = VBufferEditor.Create(ref vector, 4, valuesCount: 2);
        editor.Values[0] = 1;
        editor.Values[1] = 2;
        editor.Indices[0] = 0;
        editor.Indices[1] = 3;

        Assert.True(editor.CreatedNewValues);
        Assert.True(editor.CreatedNewIndices);
        Assert.Equal([1f, 0f, 0f, 2f], editor.Commit().DenseValues());
    }

    [Fact]
    public void ArraysThatAreLargeEnoughAreReused()
    {
        var values = new float[5];
        var vector = new VBuffer<float>(5, values);
        var editor = VBufferEditor.Create(ref vector, 3);
        editor.Values[2] = 7;
        vector = editor.Commit();

        Assert.False(editor.CreatedNewValues);
        Assert.True(editor.Indices.IsEmpty);
        Assert.Equal(3, vector.Length);
        Assert.Equal(7, values[2]);
    }

    [Fact]
    public void GrowingKeepsTheOldValuesOnlyWhenAsked()
    {
        var vector = new VBuffer<float>(2, [1, 2]);
        var kept = VBufferEditor.Create(ref vector, 3, keepOldOnResize: true);
        var dropped = VBufferEditor.Create(ref vector, 3);

        Assert.Equal([1f, 2f, 0f], kept.Values.ToArray());
        Assert.Equal([0f, 0f, 0f], dropped.Values.ToArray());
    }

    [Fact]
    public void GrowthStaysBelowTheCapacityAskedFor()
    {
        var vector = new VBuffer<float>(100, 4, new float[4], new int[4]);
        var editor = VBufferEditor.Create(ref vector, 100, valuesCount: 5, maxValuesCapacity: 6);

        vector = editor.Commit();
        Assert.False(VBufferEditor.Create(ref vector, 100, valuesCount: 6).CreatedNewValues);
        Assert.True(VBufferEditor.Create(ref vector, 100, valuesCount: 7).CreatedNewValues);
    }

    [Fact]
    public void TruncatingADenseEditorNeedsIndices()
    {
        VBuffer<float> vector = default;
        Assert.Throws<ArgumentOutOfRangeException>(() =>
        {
            VBuffer<float> plain = default;
            return VBufferEditor.Create(ref plain, 3).CommitTruncated(1).Length;
        });

        var editor = VBufferEditor.Create(ref vector, 3, requireIndicesOnDense: true);
        editor.Values[0] = 4;
        editor.Indices[0] = 2;

        Assert.Equal([0f, 0f, 4f], editor.CommitTruncated(1).DenseValues());
    }

    [Fact]
    public void AnEditorFromAVectorShowsWhatItHolds()
    {
        var vector = new VBuffer<float>(6, 2, [5, 7, 0], [1, 4, 0]);
        var editor = VBufferEditor.CreateFromBuffer(ref vector);
        editor.Values[1] = 8;

        Assert.Equal(2, editor.Values.Length);
        Assert.Equal([1, 4], editor.Indices.ToArray());
        Assert.Equal([0f, 5f, 0f, 0f, 8f, 0f], editor.Commit().DenseValues());
    }
}
