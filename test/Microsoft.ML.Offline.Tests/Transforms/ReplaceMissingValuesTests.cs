using static Microsoft.ML.Transforms.MissingValueReplacingEstimator;

namespace Microsoft.ML.Tests.Transforms;

public sealed class ReplaceMissingValuesTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Theory]
    [InlineData(ReplacementMode.DefaultValue, 0)]
    [InlineData(ReplacementMode.Mean, 3.5f)]
    [InlineData(ReplacementMode.Minimum, 2)]
    [InlineData(ReplacementMode.Maximum, 6)]
    [InlineData(ReplacementMode.Mode, 3)]
    public void AScalarIsFilledByMode(ReplacementMode mode, float expected)
    {
        var data = View.Of(_ml, 2, 3, float.NaN, 6, 3);

        var filled = _ml.Transforms.ReplaceMissingValues("Out", "Width", mode).Fit(data).Transform(data);
        var precise = _ml.Transforms.ReplaceMissingValues("Out", "Height", mode).Fit(data).Transform(data);

        Assert.Equal([2, 3, expected, 6, 3], View.Singles(filled, "Out"));
        Assert.Equal([2, 3, expected, 6, 3], View.Doubles(precise, "Out"));
    }

    [Fact]
    public void TheDefaultIsZero()
    {
        var data = View.Of(_ml, 7, float.NaN);

        Assert.Equal([7, 0], View.Singles(_ml.Transforms.ReplaceMissingValues("Width").Fit(data).Transform(data), "Width"));
    }

    [Theory]
    [InlineData(true, 2, 15)]
    [InlineData(false, 8.5f, 8.5f)]
    public void AVectorIsFilledBySlotOrAsAWhole(bool imputeBySlot, float first, float second)
    {
        var data = View.Of(_ml, Row(1, 10), Row(float.NaN, 20), Row(3, float.NaN));

        var filled = _ml.Transforms.ReplaceMissingValues("Features", replacementMode: ReplacementMode.Mean, imputeBySlot: imputeBySlot)
            .Fit(data).Transform(data);

        Assert.Equal([[1, 10], [first, 20], [3, second]], View.Vectors(filled, "Features"));
    }

    [Fact]
    public void WhatWasLearntIsAppliedToOtherDataAndSurvivesSaving()
    {
        var data = View.Of(_ml, 2, 4);
        var transformer = _ml.Transforms.ReplaceMissingValues("Features", replacementMode: ReplacementMode.Mean).Fit(data);
        var other = View.Of(_ml, Row(float.NaN, 1), Row(9, float.NaN));

        Assert.Equal([[3, 1], [9, 6]], View.Vectors(transformer.Transform(other), "Features"));
        Assert.Equal([[3, 1], [9, 6]], View.Vectors(View.SavedAndLoaded(_ml, transformer, data.Schema).Transform(other), "Features"));
    }

    [Fact]
    public void SlotNamesStay()
    {
        var data = View.Of(_ml, 1, 2);
        data = _ml.Transforms.Concatenate("Sizes", "Width", "Width").Fit(data).Transform(data);

        Assert.Equal(["Width", "Width"], View.SlotNames(_ml.Transforms.ReplaceMissingValues("Sizes").Fit(data).Transform(data).Schema["Sizes"]));
    }

    private static Measurement Row(float first, float second) => new() { Features = [first, second], Precise = [0, 0] };
}
