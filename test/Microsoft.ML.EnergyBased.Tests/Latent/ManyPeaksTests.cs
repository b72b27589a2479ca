using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Latent;
using Microsoft.ML.EnergyBased.Models.ConditionalLatent;
using Xunit.Abstractions;

namespace Microsoft.ML.EnergyBased.Tests.Latent;

/// <summary>Free energies over z where several z explain y equally well, and each of them sharply.</summary>
public class ManyPeaksTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(1, 1e5f)]
    [InlineData(2, 1e3f)]
    [InlineData(2, 1e5f)]
    [InlineData(2, 1e7f)]
    [InlineData(3, 1f)]
    [InlineData(3, 1e2f)]
    [InlineData(3, 1e4f)]
    public void EveryPeakCounts(int dimension, float beta)
    {
        (var expected, var found, var search) = Absolute(dimension, beta);
        output.WriteLine($"{dimension}, β = {beta}: βF {found * beta:F4} for {expected * beta:F4}, error estimate {search.Gap * beta:G3}, converged {search.Converged}");
        search.Converged.Should().BeTrue();
        (Math.Abs(expected - found) * beta).Should().BeInRange(0, dimension < 3 ? 1e-3 : Math.Max(0.005, 3 * search.Gap * beta));
    }

    [Fact]
    public void MorePeaksThanDescentsCanTellAreNotSaidToBeAll()
    {
        (var expected, var found, var search) = Absolute(7, 1e4f);
        output.WriteLine($"βF {found * 1e4:F4} for {expected * 1e4:F4}, error estimate {search.Gap * 1e4:G3}");
        search.Converged.Should().BeFalse();
    }

    [Theory]
    [InlineData(6, 1e4)]
    [InlineData(6, 1e6)]
    [InlineData(15, 1e5)]
    public void EveryPeakOfACircleCounts(int peaks, double beta)
    {
        var grid = new LatentGrid(1, 0, 2 * MathF.PI, isPeriodic: true);
        var minima = new LatentMinima(grid);
        var integral = new LatentIntegral(grid);
        var waves = new Waves(peaks);
        const int Count = 2_000_000;
        var expected = -Math.Log(Enumerable.Range(0, Count).Sum(i => Math.Exp(-beta * Waves.At(peaks, 2 * Math.PI * i / Count))) / Count);

        minima.Find(waves, LatentMinima.Most);
        integral.Compute(waves, minima, beta, 1e-6);
        output.WriteLine($"βF {integral.FreeEnergy * beta:F5} for {expected:F5}, error estimate {integral.Error * beta:G3}");
        integral.Converged.Should().BeTrue();
        (integral.FreeEnergy * beta).Should().BeApproximately(expected, 1e-3);

        // Where not all are followed, that is said.
        minima.Find(waves, 4);
        integral.Compute(waves, minima, beta, 1e-6);
        integral.Converged.Should().BeFalse();
    }

    [Theory]
    [InlineData(1e7)]
    [InlineData(1e9)]
    [InlineData(1e11)]
    public void WhatThereIsNoRoomForIsInTheErrorEstimate(double beta)
    {
        // The mean of e^{−β(‖z‖² − ½)²} over the square: on the ring the area is π d‖z‖².
        var grid = new LatentGrid(2, -1, 1, isPeriodic: false);
        var minima = new LatentMinima(grid);
        var integral = new LatentIntegral(grid);
        minima.Find(new Ring(), LatentMinima.Most);
        integral.Compute(new Ring(), minima, beta, 1e-6);
        var expected = -Math.Log(Math.PI / 4 * Math.Sqrt(Math.PI / beta));
        output.WriteLine($"βF {integral.FreeEnergy * beta:F5} for {expected:F5}, error estimate {integral.Error * beta:G3}, converged {integral.Converged}, {minima.Count} minima");
        integral.Converged.Should().BeFalse();
        Math.Abs(integral.FreeEnergy * beta - expected).Should().BeInRange(0, integral.Error * beta);
    }

    // Dec(x, z) = (|z₁|, |z₂|, ...): 2ᵈ z explain every y inside.
    private static (double Expected, double Found, LatentSearch Search) Absolute(int dimension, float beta)
    {
        var shape = new ConditionalShape(1, dimension, LatentSet.Continuous(dimension), [2 * dimension], Activation.ReLU, Activation.Identity);
        int inputs = 1 + dimension, hidden = 2 * dimension;
        var parameters = new float[shape.CreateNetwork().ParameterCount];
        for (var k = 0; k < dimension; k++)
        {
            // What leaves an input stands side by side.
            parameters[((1 + k) * hidden) + (2 * k)] = 1;
            parameters[((1 + k) * hidden) + (2 * k) + 1] = -1;
            parameters[(inputs * hidden) + (2 * k * dimension) + k] = 1;
            parameters[(inputs * hidden) + (((2 * k) + 1) * dimension) + k] = 1;
        }
        var energy = new ConditionalLatentEnergy(shape, parameters, beta, 1);
        float[] z = [.. Enumerable.Range(0, dimension).Select(k => k % 2 == 0 ? -0.5f : 0.25f)], decoded = new float[dimension];
        energy.Decode([7], z, decoded);
        decoded.ShouldEqual(z.Select(Math.Abs));

        var free = new float[1];
        var searches = new LatentSearch[1];
        energy.Infer([7, .. decoded], free, default, default, searches);
        // The mean over [−1, 1] of e^{−β(|z| − y)²}, by the trapezoidal rule.
        const int Steps = 400_000;
        double Mean(double y) => Enumerable.Range(0, Steps).Sum(i => Math.Exp(-beta * Math.Pow(((i + 0.5) / Steps) - y, 2))) / Steps;
        double[] means = [Mean(0.5), Mean(0.25)];
        return (-Enumerable.Range(0, dimension).Sum(k => Math.Log(means[k % 2])) / beta, free[0], searches[0]);
    }

    private sealed class Waves(int peaks) : ILatentFunction
    {
        public float Rounding => 1e-13f;

        public static double At(int peaks, double t) => 1 - Math.Cos(peaks * (0.1 + t));

        public void Energies(ReadOnlySpan<float> points, Span<float> energies)
        {
            for (var i = 0; i < points.Length; i++)
                energies[i] = (float)At(peaks, points[i]);
        }

        public void Gradients(ReadOnlySpan<float> points, Span<float> energies, Span<float> gradients)
        {
            Energies(points, energies);
            for (var i = 0; i < points.Length; i++)
                gradients[i] = (float)(peaks * Math.Sin(peaks * (0.1 + points[i])));
        }
    }

    private sealed class Ring : ILatentFunction
    {
        public float Rounding => 1e-13f;

        public void Energies(ReadOnlySpan<float> points, Span<float> energies)
        {
            for (var i = 0; i < energies.Length; i++)
                energies[i] = (float)Math.Pow(Off(points, i), 2);
        }

        public void Gradients(ReadOnlySpan<float> points, Span<float> energies, Span<float> gradients)
        {
            Energies(points, energies);
            for (var i = 0; i < gradients.Length; i++)
                gradients[i] = (float)(4 * Off(points, i / 2) * points[i]);
        }

        private static double Off(ReadOnlySpan<float> points, int i)
            => ((double)points[2 * i] * points[2 * i]) + ((double)points[(2 * i) + 1] * points[(2 * i) + 1]) - 0.5;
    }
}
