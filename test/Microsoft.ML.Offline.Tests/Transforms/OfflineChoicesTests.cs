#if MLNET_OFFLINE
using Microsoft.ML.Data;
using static Microsoft.ML.Transforms.MissingValueReplacingEstimator;

namespace Microsoft.ML.Tests.Transforms;

/// <summary>What ML.NET's documentation leaves open, as Offline does it. Not compiled against the package.</summary>
public sealed class OfflineChoicesTests
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
    }

    [Fact]
    public void WhatIsMissingStaysMissingWhereNothingIsThereToTellFrom()
    {
        var data = View.Of(_ml, float.NaN, float.NaN);

        var filled = _ml.Transforms.ReplaceMissingValues("Out", "Width", ReplacementMode.Mean).Fit(data).Transform(data);

        Assert.Equal([float.NaN, float.NaN], View.Singles(filled, "Out"));
    }

    [Fact]
    public void OfEquallyFrequentValuesTheFirstIsTheMode()
    {
        var data = View.Of(_ml, 4, 2, float.NaN, 2, 4);

        Assert.Equal([4, 2, 4, 2, 4], View.Singles(_ml.Transforms.ReplaceMissingValues("Width", replacementMode: ReplacementMode.Mode).Fit(data).Transform(data), "Width"));
    }

    [Fact]
    public void NothingToGiveAKeyToIsAnError()
    {
        var data = View.Of(_ml, float.NaN);

        var error = Assert.Throws<InvalidOperationException>(() => _ml.Transforms.Conversion.MapValueToKey("Key", "Width").Fit(data));

        Assert.Contains("'Width'", error.Message);
    }

    [Fact]
    public void EmptyTextHasNoKey()
    {
        var data = View.Of(_ml, [.. new[] { "a", "", "b" }.Select(k => new Measurement { Kind = k, Features = [0, 0], Precise = [0, 0] })]);

        var mapped = _ml.Transforms.Conversion.MapValueToKey("Key", "Kind").Fit(data).Transform(data);

        Assert.Equal([1u, 0u, 2u], mapped.GetColumn<uint>("Key"));
    }

    [Fact]
    public void ASlotWithoutValuesIsMappedToZero()
    {
        var transformer = _ml.Transforms.NormalizeMinMax("Out", "Width").Fit(View.Of(_ml, float.NaN, float.NaN));

        Assert.Equal([0, float.NaN], View.Singles(transformer.Transform(View.Of(_ml, 3, float.NaN)), "Out"));
    }

    [Fact]
    public void NormalizingByTheDistributionFunctionIsRefused() =>
        Assert.Throws<NotSupportedException>(() => _ml.Transforms.NormalizeMeanVariance("Width", useCdf: true));

    [Fact]
    public void MismatchesSayWhatIsExpectedAndWhatIsThere()
    {
        var data = View.Of(_ml, 1, 2);

        var error = Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.NormalizeMinMax("Out", "Kind").Fit(data));

        Assert.StartsWith("Schema mismatch for input column 'Kind': expected Single, Double or a known-size vector of these, got String", error.Message);
    }
}
#endif
