using Microsoft.ML.Data;
using static Microsoft.ML.Transforms.MissingValueReplacingEstimator;

namespace Microsoft.ML.Tests.Transforms;

/// <summary>What ML.NET's documentation leaves open, as ML.NET 5.0.0 was seen to do it.</summary>
public sealed class VerifiedTransformTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void AVectorConcatenatedAloneKeepsItsAnnotations()
    {
        var data = View.Of(_ml, 1, 2);
        data = _ml.Transforms.Concatenate("Sizes", "Width", "Width").Fit(data).Transform(data);
        data = _ml.Transforms.NormalizeMinMax("Sizes").Fit(data).Transform(data);

        var column = _ml.Transforms.Concatenate("Out", "Sizes").Fit(data).Transform(data).Schema["Out"];

        Assert.Equal(["Width", "Width"], View.SlotNames(column));
        Assert.True(column.IsNormalized());
        Assert.Equal(["IsNormalized", "SlotNames"], column.Annotations.Schema.Select(a => a.Name));
    }

    [Fact]
    public void SlotsAreNamedByColumnAndSlot()
    {
        var data = View.Of(_ml, 1, 2);
        data = _ml.Transforms.Concatenate("Sizes", "Width", "Width").Fit(data).Transform(data);

        Assert.Equal(
            ["", "", "Width", "Sizes.Width", "Sizes.Width"],
            View.SlotNames(_ml.Transforms.Concatenate("Out", "Features", "Width", "Sizes").Fit(data).Transform(data).Schema["Out"]));
    }

    [Fact]
    public void AColumnStandsBehindTheOneItHides()
    {
        var data = View.Of(_ml, 1, 2);
        var copied = _ml.Transforms.CopyColumns("Height", "Width").Fit(data).Transform(data);

        Assert.Equal(["Width", "Height", "Height", "Features", "Precise", "Kind", "Number"], copied.Schema.Select(c => c.Name));
        Assert.Equal([1], copied.Schema.Where(c => c.IsHidden).Select(c => c.Index));
    }

    [Fact]
    public void DroppingLeavesOtherHiddenColumns()
    {
        var data = View.Of(_ml, 1, 2);
        var copied = _ml.Transforms.CopyColumns("Height", "Width").Fit(data).Transform(data);

        Assert.Equal(
            ["Width", "Height", "Height", "Features", "Precise", "Kind"],
            _ml.Transforms.DropColumns("Number").Fit(copied).Transform(copied).Schema.Select(c => c.Name));
        Assert.DoesNotContain("Height", _ml.Transforms.DropColumns("Height").Fit(copied).Transform(copied).Schema.Select(c => c.Name));
    }

    [Fact]
    public void ConcatenatingLooksAtColumnsWhenItTransforms()
    {
        var data = View.Of(_ml, 1, 2);

        Assert.NotNull(_ml.Transforms.Concatenate("Out", "Width", "Nope").Fit(data));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.Concatenate("Out", "Width", "Height").Fit(data).Transform(data));
        Assert.Throws<InvalidOperationException>(() => _ml.Transforms.Concatenate("Out", "Width", "Height").GetOutputSchema(ShapeRecorder.Of(data)));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.Concatenate("Out"));
    }

    [Theory]
    [InlineData(ReplacementMode.Mean, 0f)]
    [InlineData(ReplacementMode.Mode, 0f)]
    [InlineData(ReplacementMode.Minimum, float.PositiveInfinity)]
    [InlineData(ReplacementMode.Maximum, float.NegativeInfinity)]
    public void WhereNothingIsThereToTellFrom(ReplacementMode mode, float expected)
    {
        var data = View.Of(_ml, float.NaN, float.NaN);

        var filled = _ml.Transforms.ReplaceMissingValues("Out", "Width", mode).Fit(data).Transform(data);

        Assert.Equal([expected, expected], View.Singles(filled, "Out"));
    }

    [Theory]
    [InlineData(new[] { 4, 2, float.NaN, 2, 4 }, 2)]
    [InlineData(new[] { 2, 4, float.NaN, 4, 2 }, 4)]
    [InlineData(new[] { float.PositiveInfinity, 1, float.NaN }, 1)]
    public void TheModeIsTheFiniteValueThatFirstWasMostFrequent(float[] values, float expected)
    {
        var data = View.Of(_ml, values);

        var filled = _ml.Transforms.ReplaceMissingValues("Width", replacementMode: ReplacementMode.Mode).Fit(data).Transform(data);

        Assert.Equal(expected, View.Singles(filled, "Width")[Array.FindIndex(values, float.IsNaN)]);
    }

    [Fact]
    public void NothingToGiveAKeyToMakesAKeyOfOneWithoutValues()
    {
        var data = View.Of(_ml, float.NaN);

        var mapped = _ml.Transforms.Conversion.MapValueToKey("Key", "Width").Fit(data).Transform(data);

        Assert.Equal(new KeyDataViewType(typeof(uint), 1), mapped.Schema["Key"].Type);
        Assert.Empty(mapped.Schema["Key"].Annotations.Schema);
        Assert.Equal([0u], mapped.GetColumn<uint>("Key"));
    }

    [Fact]
    public void EmptyTextHasNoKey()
    {
        var data = View.Of(_ml, [.. new[] { "a", "", "b" }.Select(k => new Measurement { Kind = k, Features = [0, 0], Precise = [0, 0] })]);

        var mapped = _ml.Transforms.Conversion.MapValueToKey("Key", "Kind").Fit(data).Transform(data);

        Assert.Equal([1u, 0u, 2u], mapped.GetColumn<uint>("Key"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ASlotWithoutValuesOrSpreadIsMappedToZero(bool fixZero)
    {
        foreach (var values in new float[][] { [float.NaN, float.NaN], [], [7], [-5, -5], [float.PositiveInfinity, 1, 2] })
        {
            var transformer = _ml.Transforms.NormalizeMinMax("Out", "Width", fixZero: fixZero).Fit(View.Of(_ml, values));
            Assert.Equal([0, 0, float.NaN], View.Singles(transformer.Transform(View.Of(_ml, 3, -3, float.NaN)), "Out"));
        }
    }
}
