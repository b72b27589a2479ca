using Microsoft.ML.EnergyBased.Numerics;
using Microsoft.ML.EnergyBased.Tests.Training;

namespace Microsoft.ML.EnergyBased.Tests.Numerics;

public class RunningMomentsTests
{
    [Fact]
    public void MomentsAreThoseOfWhatIsObserved()
    {
        // Far from the origin, and in blocks.
        float[] rows = [.. Rows.Normals(300, 5).Select((x, i) => i % 7 == 0 ? float.NaN : 4096 + x)];
        var moments = new RunningMoments(3);
        moments.Add(rows.AsSpan(0, 90));
        moments.Add(rows.AsSpan(90));
        for (var column = 0; column < 3; column++)
        {
            double[] observed = [.. rows.Where((x, i) => i % 3 == column && !float.IsNaN(x)).Select(x => (double)x)];
            double mean = observed.Average(), squares = observed.Sum(x => (x - mean) * (x - mean));
            moments.Counts[column].Should().Be(observed.Length);
            moments.Means[column].Should().BeApproximately(mean, 1e-9);
            moments.Variances()[column].Should().BeApproximately(squares / observed.Length, 1e-9);
            moments.Variances(lost: 1)[column].Should().BeApproximately(squares / (observed.Length - 1), 1e-9);
        }
    }

    [Fact]
    public void WhatWasNeverObservedHasNoMoments()
    {
        var moments = new RunningMoments(2);
        moments.Add([float.NaN, 3]);
        moments.Counts.ShouldEqual([0, 1]);
        moments.Means.ShouldEqual([0, 3]);
        moments.Variances().ShouldEqual([0, 0]);
        moments.Variances(lost: 1).ShouldEqual([0, 0]);
    }

    [Fact]
    public void AWeightOfTwoIsARowTwiceAndOneOfZeroNone()
    {
        RunningMoments weighted = new(2), repeated = new(2);
        weighted.Add([1, 5, 2, float.NaN, 100, 100, 4, 7], [1, 2, 0, 1]);
        repeated.Add([1, 5, 2, float.NaN, 2, float.NaN, 4, 7]);
        weighted.Means.ShouldBeCloseTo(repeated.Means, 1e-12);
        weighted.Means.ShouldBeCloseTo([9.0 / 4, 6], 1e-12);
        weighted.Variances().ShouldBeCloseTo(repeated.Variances(), 1e-12);
        weighted.Variances().ShouldBeCloseTo([19.0 / 16, 1], 1e-12);
    }
}
