using Microsoft.ML.Data;

namespace Microsoft.ML.Tests.Transforms;

public sealed class ColumnTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void ConcatenateJoinsScalarsAndVectorsInOrder()
    {
        var data = View.Of(_ml, 1, 5);

        var joined = _ml.Transforms.Concatenate("All", "Features", "Width", "Features").Fit(data).Transform(data);

        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 5), joined.Schema["All"].Type);
        Assert.Equal([1, 2, 1, 1, 2], View.Vectors(joined, "All")[0]);
        Assert.Equal([5, 10, 5, 5, 10], View.Vectors(joined, "All")[1]);
    }

    [Fact]
    public void ConcatenateNamesSlotsByTheirColumns()
    {
        var data = View.Of(_ml, 1);
        var first = _ml.Transforms.Concatenate("Sizes", "Width", "Width").Fit(data).Transform(data);

        var all = _ml.Transforms.Concatenate("All", "Width", "Sizes", "Features").Fit(first).Transform(first);

        Assert.Equal(["Width", "Width"], View.SlotNames(first.Schema["Sizes"]));
        Assert.Equal(["Width", "Sizes.Width", "Sizes.Width", "", ""], View.SlotNames(all.Schema["All"]));
    }

    [Fact]
    public void ConcatenateOfVectorsWithoutNamesHasNone()
    {
        var data = View.Of(_ml, 1);

        var joined = _ml.Transforms.Concatenate("All", "Features", "Features").Fit(data).Transform(data);

        Assert.False(joined.Schema["All"].HasSlotNames());
    }

    [Fact]
    public void ConcatenateTakesText()
    {
        var data = View.Of(_ml, new Measurement { Kind = "a", Features = [0, 0], Precise = [0, 0] });

        var joined = _ml.Transforms.Concatenate("All", "Kind", "Kind").Fit(data).Transform(data);

        Assert.Equal([["a", "a"]], joined.GetColumn<string[]>("All"));
    }

    [Fact]
    public void ConcatenateOfNormalizedColumnsIsNormalized()
    {
        var data = View.Of(_ml, 1, 2);
        data = _ml.Transforms.NormalizeMinMax("Normalized", "Features").Fit(data).Transform(data);

        Assert.True(Join("Normalized", "Normalized").IsNormalized());
        Assert.False(Join("Normalized", "Features").IsNormalized());

        DataViewSchema.Column Join(params string[] names) => _ml.Transforms.Concatenate("All", names).Fit(data).Transform(data).Schema["All"];
    }

    [Fact]
    public void CopyKeepsTypeValuesAndAnnotations()
    {
        var data = View.Of(_ml, 1, 2);
        data = _ml.Transforms.Concatenate("Sizes", "Width", "Width").Fit(data).Transform(data);

        var copied = _ml.Transforms.CopyColumns("Copy", "Sizes").Fit(data).Transform(data);

        Assert.Equal(data.Schema["Sizes"].Type, copied.Schema["Copy"].Type);
        Assert.Equal(["Width", "Width"], View.SlotNames(copied.Schema["Copy"]));
        Assert.Equal([[1, 1], [2, 2]], View.Vectors(copied, "Copy"));
    }

    [Fact]
    public void DropLeavesTheOtherColumns()
    {
        var data = View.Of(_ml, 1, 2);

        var dropped = _ml.Transforms.DropColumns("Features", "Kind").Fit(data).Transform(data);

        Assert.Equal(["Width", "Height", "Precise", "Number"], dropped.Schema.Select(c => c.Name));
        Assert.Equal([1, 2], View.Singles(dropped, "Width"));
    }

    [Fact]
    public void DropBringsNoHiddenColumnBack()
    {
        var data = View.Of(_ml, 1, 2);
        data = _ml.Transforms.CopyColumns("Kind", "Width").Fit(data).Transform(data);

        var dropped = _ml.Transforms.DropColumns("Kind").Fit(data).Transform(data);

        Assert.Null(dropped.Schema.GetColumnOrNull("Kind"));
    }

    [Fact]
    public void DropIsSavedAndLoaded()
    {
        var data = View.Of(_ml, 1, 2);
        var transformer = _ml.Transforms.DropColumns("Features").Fit(data);

        var loaded = View.SavedAndLoaded(_ml, transformer, data.Schema);

        Assert.Equal(
            transformer.Transform(data).Schema.Select(c => (c.Name, c.Type)),
            loaded.Transform(data).Schema.Select(c => (c.Name, c.Type)));
    }

    [Fact]
    public void DropOfAMissingColumnIsRefused()
    {
        var data = View.Of(_ml, 1, 2);

        var error = Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.DropColumns("Nope").Fit(data).Transform(data));

        Assert.Contains("'Nope'", error.Message);
    }
}
