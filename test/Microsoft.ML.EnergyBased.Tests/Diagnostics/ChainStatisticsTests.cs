using System.Numerics;
using Microsoft.ML.EnergyBased.Diagnostics;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Tests.Diagnostics;

public class ChainStatisticsTests
{
    private static readonly float[] TwoChains = [.. Enumerable.Range(0, 10).Select(i => (float)i), .. Enumerable.Range(1, 10).Select(i => (float)i)];

    [Fact]
    public void RHatOfTwoShiftedRamps()
    {
        ChainStatistics.RHat(TwoChains, 2).Should().BeApproximately(0.977008, 5e-7);
        ChainStatistics.SplitRHat(TwoChains, 2).Should().BeApproximately(2.065591, 5e-7);
    }

    [Fact]
    public void EffectiveSampleSizeOfAHundredRamps()
    {
        float[] trace = [.. Enumerable.Range(0, 1000).Select(i => (float)i)];
        ChainStatistics.EffectiveSampleSize(trace, 100).Should().BeApproximately(52.64, 0.005);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void EffectiveSampleSizeOfAnAutoregressiveChain(double rho)
    {
        const int Count = 1 << 16;
        var trace = new float[Count];
        new RandomStream(5, RandomPurpose.SamplerProposal).FillNormal(trace);
        var innovation = Math.Sqrt(1 - (rho * rho));
        for (var i = 1; i < Count; i++)
            trace[i] = (float)((rho * trace[i - 1]) + (innovation * trace[i]));
        var expected = Count * (1 - rho) / (1 + rho);
        ChainStatistics.EffectiveSampleSize(trace, 1).Should().BeApproximately(expected, 0.1 * expected);
    }

    [Fact]
    public void DrawsOnAlternatingSidesAreWorthNoMoreThanCanBeTold()
    {
        float[] trace = [.. Enumerable.Range(0, 1000).Select(i => i % 2 == 0 ? 1f : -1f)];
        ChainStatistics.EffectiveSampleSize(trace, 1).Should().BeApproximately(3000, 1e-6);
    }

    [Fact]
    public void WhatDoesNotMoveHasNoStatistics()
    {
        var still = new float[20];
        ChainStatistics.RHat(still, 2).Should().Be(double.NaN);
        ChainStatistics.SplitRHat(still, 2).Should().Be(double.NaN);
        ChainStatistics.EffectiveSampleSize(still, 2).Should().Be(double.NaN);
        ChainStatistics.RHat(TwoChains, 1).Should().Be(double.NaN);
        ChainStatistics.EffectiveSampleSize([1f, 2f], 2).Should().Be(double.NaN);
    }

    [Fact]
    public void ChainsThatStandApartHaveNotMet()
    {
        float[] apart = [0, 0, 0, 0, 1, 1, 1, 1];
        ChainStatistics.RHat(apart, 2).Should().Be(double.PositiveInfinity);
        ChainStatistics.SplitRHat(apart, 2).Should().Be(double.PositiveInfinity);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(8)]
    [InlineData(64)]
    public void TheTransformIsTheSumOverRoots(int size)
    {
        var values = new Complex[size];
        for (var i = 0; i < size; i++)
            values[i] = new Complex(Math.Sin(3.7 * i) + 0.2, Math.Cos(1.3 * i));
        var expected = new Complex[size];
        for (var k = 0; k < size; k++)
        {
            for (var i = 0; i < size; i++)
                expected[k] += values[i] * Complex.FromPolarCoordinates(1, -2 * Math.PI * i * k / size);
        }
        FourierTransform.Forward(values);
        for (var k = 0; k < size; k++)
            (values[k] - expected[k]).Magnitude.Should().BeLessThan(1e-12 * size, "{0}: {1} is not {2}", k, values[k], expected[k]);
    }

    [Fact]
    public void TheTransformWantsAPowerOfTwo()
        => FluentActions.Invoking(() => FourierTransform.Forward(new Complex[6])).Should().ThrowExactly<ArgumentException>();

    [Fact]
    public void DiagnosticsGoCoordinateByCoordinate()
    {
        // Coordinate 0 of two chains as above; coordinate 1 does not move.
        var draws = new float[10 * 2 * 2];
        for (var draw = 0; draw < 10; draw++)
        {
            draws[draw * 4] = draw;
            draws[(draw * 4) + 2] = draw + 1;
        }
        var diagnostics = SamplingDiagnostics.Of(draws, 2, 2, 0.5, 3, [1, 2]);
        diagnostics.RHat[0].Should().BeApproximately(0.977008, 5e-7);
        diagnostics.SplitRHat[0].Should().BeApproximately(2.065591, 5e-7);
        diagnostics.RHat[1].Should().Be(double.NaN);
        diagnostics.MaximumSplitRHat.Should().Be(diagnostics.SplitRHat[0]);
        diagnostics.MinimumEffectiveSampleSize.Should().Be(diagnostics.EffectiveSampleSize[0]);
        (diagnostics.NumberOfChains, diagnostics.NumberOfDraws, diagnostics.AcceptanceRate, diagnostics.Divergences).Should().Be((2, 10, 0.5, 3L));
        diagnostics.EnergyTrace.ToArray().ShouldEqual([1, 2]);
    }
}
