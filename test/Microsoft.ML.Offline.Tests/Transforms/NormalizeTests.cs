using Microsoft.ML.Data;

namespace Microsoft.ML.Tests.Transforms;

public sealed class NormalizeTests
{
    private readonly MLContext _ml = new(seed: 1);

    public static TheoryData<bool, float[], float[]> MinMax => new()
    {
        // fixZero: divided by the largest magnitude
        { true, [1, -4, 2], [0.25f, -1, 0.5f] },
        { true, [5, 5, 5], [0, 0, 0] },
        { true, [0, 0, 0], [0, 0, 0] },

        // otherwise [minimum, maximum] onto [0, 1]
        { false, [1, -4, 6], [0.5f, 0, 1] },
        { false, [5, 5, 5], [0, 0, 0] },
    };

    public static TheoryData<bool, float[], float[]> MeanVariance => new()
    {
        // fixZero: divided by √(mean² + variance), the root of the mean square: √(25/2), and √((9 + 1 + 25 + 1) / 4) = 3
        { true, [3, -4], [0.8485281f, -1.1313708f] },
        { true, [3, 1, 5, 1], [1, 1 / 3f, 5 / 3f, 1 / 3f] },
        { true, [5, 5, 5], [0, 0, 0] },
        { true, [7], [0] },

        // otherwise less the mean, over the population deviation: mean 5, deviation 2
        { false, [2, 4, 4, 4, 5, 5, 7, 9], [-1.5f, -0.5f, -0.5f, -0.5f, 0, 0, 1, 2] },
        { false, [5, 5, 5], [0, 0, 0] },
    };

    [Theory]
    [MemberData(nameof(MinMax))]
    public void MinMaxOfAScalar(bool fixZero, float[] values, float[] expected)
    {
        var data = View.Of(_ml, values);

        View.Near(expected, View.Singles(_ml.Transforms.NormalizeMinMax("Out", "Width", fixZero: fixZero).Fit(data).Transform(data), "Out"));
    }

    [Theory]
    [MemberData(nameof(MeanVariance))]
    public void MeanVarianceOfAScalar(bool fixZero, float[] values, float[] expected)
    {
        var data = View.Of(_ml, values);

        View.Near(expected, View.Singles(_ml.Transforms.NormalizeMeanVariance("Out", "Width", fixZero: fixZero).Fit(data).Transform(data), "Out"));
    }

    [Fact]
    public void DoubleStaysDouble()
    {
        var data = View.Of(_ml, 2, 4, 4, 4, 5, 5, 7, 9);

        var scaled = _ml.Transforms.NormalizeMeanVariance("Out", "Height", fixZero: false).Fit(data).Transform(data);

        Assert.Equal(NumberDataViewType.Double, scaled.Schema["Out"].Type);
        Assert.Equal([-1.5, -0.5, -0.5, -0.5, 0, 0, 1, 2], View.Doubles(scaled, "Out"), (x, y) => Math.Abs(x - y) < 1e-12);
    }

    [Fact]
    public void EachSlotHasItsOwnScale()
    {
        var data = View.Of(_ml, [
            new Measurement { Features = [1, 100], Precise = [0, 10] },
            new Measurement { Features = [4, -200], Precise = [4, 10] },
        ]);

        var scaled = _ml.Transforms.NormalizeMinMax(
            [new InputOutputColumnPair("A", "Features"), new InputOutputColumnPair("B", "Precise")], fixZero: false).Fit(data).Transform(data);

        Assert.Equal([[0, 1], [1, 0]], View.Vectors(scaled, "A"));
        Assert.Equal([[0, 0], [1, 0]], scaled.GetColumn<double[]>("B"));
    }

    [Fact]
    public void FixZeroIsTheDefault()
    {
        var data = View.Of(_ml, 2, 4);

        View.Near([0.5f, 1], View.Singles(_ml.Transforms.NormalizeMinMax("Width").Fit(data).Transform(data), "Width"));
        View.Near([0.6324555f, 1.2649111f], View.Singles(_ml.Transforms.NormalizeMeanVariance("Width").Fit(data).Transform(data), "Width"));
    }

    [Fact]
    public void WhatWasLearntIsAppliedToOtherData()
    {
        var transformer = _ml.Transforms.NormalizeMinMax("Out", "Width", fixZero: false).Fit(View.Of(_ml, 0, 10));

        View.Near([-0.5f, 2], View.Singles(transformer.Transform(View.Of(_ml, -5, 20)), "Out"));
    }

    [Fact]
    public void NaNIsNotLearntFromAndStays()
    {
        var data = View.Of(_ml, 0, float.NaN, 4);

        View.Near([0, float.NaN, 1], View.Singles(_ml.Transforms.NormalizeMinMax("Out", "Width", fixZero: false).Fit(data).Transform(data), "Out"));
        View.Near([-1, float.NaN, 1], View.Singles(_ml.Transforms.NormalizeMeanVariance("Out", "Width", fixZero: false).Fit(data).Transform(data), "Out"));
    }

    [Fact]
    public void LooksAtNoMoreRowsThanItMay()
    {
        var data = View.Of(_ml, 0, 2, 8);

        var scaled = _ml.Transforms.NormalizeMinMax("Out", "Width", maximumExampleCount: 2, fixZero: false).Fit(data).Transform(data);

        View.Near([0, 1, 4], View.Singles(scaled, "Out"));
    }

    [Fact]
    public void DataFarFromTheOriginKeepsItsVariance()
    {
        var data = View.Of(_ml, 100000, 100001, 100002, 100003);

        var scaled = _ml.Transforms.NormalizeMeanVariance("Out", "Height", fixZero: false).Fit(data).Transform(data);

        var expected = new[] { -1.5, -0.5, 0.5, 1.5 }.Select(x => x / Math.Sqrt(1.25));
        Assert.Equal(expected, View.Doubles(scaled, "Out"), (x, y) => Math.Abs(x - y) < 1e-9);
    }

    [Fact]
    public void SlotNamesStayAndTheColumnIsNormalized()
    {
        var data = View.Of(_ml, 1, 2);
        data = _ml.Transforms.Concatenate("Sizes", "Width", "Width").Fit(data).Transform(data);

        var column = _ml.Transforms.NormalizeMinMax("Sizes").Fit(data).Transform(data).Schema["Sizes"];

        Assert.True(column.IsNormalized());
        Assert.Equal(["Width", "Width"], View.SlotNames(column));
    }

    [Fact]
    public void AVectorOfAnotherSizeIsRefusedWhenItIsRead()
    {
        var data = View.Of(_ml, 1, 2);
        var transformer = _ml.Transforms.NormalizeMinMax("Out", "Features").Fit(data);
        var wider = _ml.Transforms.Concatenate("Features", "Features", "Width").Fit(data).Transform(data);

        Assert.Throws<InvalidOperationException>(() => View.Vectors(transformer.Transform(wider), "Out"));
    }
}
