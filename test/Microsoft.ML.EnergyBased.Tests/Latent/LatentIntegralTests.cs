using Microsoft.ML.EnergyBased.Latent;
using Microsoft.ML.EnergyBased.Numerics;
using Microsoft.ML.EnergyBased.Tests.Assertions;
using Xunit.Abstractions;

namespace Microsoft.ML.EnergyBased.Tests.Latent;

/// <summary>Minima and free energies over low-dimensional latents, against known answers and dense sums in double precision.</summary>
public class LatentIntegralTests(ITestOutputHelper output)
{
    private static readonly LatentGrid Circle = new(1, 0, 2 * MathF.PI, isPeriodic: true);
    private static readonly LatentGrid Interval = new(1, 0, 2 * MathF.PI, isPeriodic: false);

    [Theory]
    [InlineData(0.1, 3.105869)]
    [InlineData(0.3, 3.067824)]
    [InlineData(1, 2.942043)]
    [InlineData(3.2, 2.679730)]
    [InlineData(10, 2.448824)]
    public void TheFreeEnergyOfTheEllipseIsTheKnownOne(double beta, double expected)
    {
        foreach (var grid in new[] { Circle, Interval })
        {
            (var free, var error, var converged) = FreeEnergy(grid, new Ellipse(0, 0), beta);
            output.WriteLine($"β = {beta}: {free:F8}, error estimate {error:G3}");
            free.Should().BeApproximately(expected, 1e-5);
            converged.Should().BeTrue();
            error.Should().BeInRange(0, 1e-4);
        }
    }

    [Theory]
    [InlineData(0, 0, 2.25)]
    [InlineData(1, 1, 0.07331367)]
    [InlineData(2, 0, 0)]
    [InlineData(0, -1.5, 0)]
    [InlineData(-3, 0.5, double.NaN)]
    [InlineData(0.3, -0.1, double.NaN)]
    public void TheLeastEnergyOfTheEllipseIsTheKnownOne(float first, float second, double expected)
    {
        var ellipse = new Ellipse(first, second);
        var scanned = Enumerable.Range(0, 2_000_000).Min(i => ellipse.Exact(i * Math.PI * 1e-6));
        foreach (var grid in new[] { Circle, Interval })
        {
            var minima = new LatentMinima(grid);
            minima.Find(ellipse, 4);
            output.WriteLine($"{minima[0]} in {minima.Steps} steps");
            minima[0].Energy.Should().BeApproximately(double.IsNaN(expected) ? scanned : expected, 1e-6 + (1e-6 * scanned));
            minima[0].Converged.Should().BeTrue();
        }
    }

    [Fact]
    public void BothMinimaOfTheCentreAreFound()
    {
        var minima = new LatentMinima(Circle);
        minima.Find(new Ellipse(0, 0), 4);
        minima.Count.Should().Be(2);
        new[] { minima[0], minima[1] }.Select(m => (double)m.First).Order().ShouldBeCloseTo([Math.PI / 2, 3 * Math.PI / 2], 1e-5);
        minima[0].Curvature.Should().BeApproximately(2 * ((4 - 2.25f)), 0.01);
    }

    [Theory]
    [InlineData(0.7, 0.2, 100)]
    [InlineData(1.9, 0.1, 1e4)]
    [InlineData(0, 0, 1e5)]
    [InlineData(1, 1, 1e6)]
    public void NarrowPeaksAreFoundAndResolved(float first, float second, double beta)
    {
        var ellipse = new Ellipse(first, second);
        var least = Enumerable.Range(0, 200_000).Min(i => ellipse.Exact(i * Math.PI * 1e-5));
        const int Count = 400_000;
        var sum = Enumerable.Range(0, Count).Sum(i => Math.Exp(-beta * (ellipse.Exact(2 * Math.PI * i / Count) - least)));
        var expected = least - (Math.Log(sum / Count) / beta);
        foreach (var grid in new[] { Circle, Interval })
        {
            (var free, var error, var converged) = FreeEnergy(grid, ellipse, beta);
            output.WriteLine($"β = {beta}: {free:F8} for {expected:F8}, error estimate {error:G3}");
            // E itself is rounded to single precision.
            free.Should().BeApproximately(expected, 3e-6 + (1e-6 * least));
            converged.Should().BeTrue();
        }
    }

    [Theory]
    [InlineData(0.01)]
    [InlineData(1)]
    [InlineData(50)]
    [InlineData(3000)]
    public void OverASquareItIsTheProductOfIntegrals(double beta)
    {
        // E = (1 + z₁)² + 25(z₂ − 0.3)², minimum at an edge, over [−1, 1]².
        var grid = new LatentGrid(2, -1, 1, isPeriodic: false);
        var expected = -(Math.Log(Mean(z => (1 + z) * (1 + z)) * Mean(z => 25 * (z - 0.3) * (z - 0.3))) / beta);
        (var free, var error, var converged) = FreeEnergy(grid, new Valley(), beta);
        output.WriteLine($"β = {beta}: {free:F8} for {expected:F8}, error estimate {error:G3}");
        free.Should().BeApproximately(expected, 2e-5);
        converged.Should().BeTrue();

        var minima = new LatentMinima(grid);
        minima.Find(new Valley(), 4);
        minima.Count.Should().Be(1);
        minima[0].Energy.Should().BeApproximately(0, 1e-9);
        minima[0].First.Should().Be(-1);
        minima[0].Second.Should().BeApproximately(0.3, 1e-5);

        double Mean(Func<double, double> energy)
        {
            const int Count = 1_000_000;
            return Enumerable.Range(0, Count).Sum(i => Math.Exp(-beta * energy(-1 + ((2 * i) + 1.0) / Count))) / Count;
        }
    }

    [Fact]
    public void TheNodesHaveThePosteriorsMoments()
    {
        const double Beta = 2;
        var ellipse = new Ellipse(1, 0.5f);
        var minima = new LatentMinima(Circle);
        var integral = new LatentIntegral(Circle);
        minima.Find(ellipse, 4);
        integral.Compute(ellipse, minima, Beta, 1e-6);
        List<float> points = [];
        List<double> probabilities = [];
        integral.Posterior(1e-9, points, probabilities);
        probabilities.Sum().Should().BeApproximately(1, 1e-12);

        const int Count = 100_000;
        double[] weights = [.. Enumerable.Range(0, Count).Select(i => Math.Exp(-Beta * ellipse.Exact(2 * Math.PI * i / Count)))];
        var expected = Enumerable.Range(0, Count).Sum(i => weights[i] * Math.Cos(2 * Math.PI * i / Count)) / weights.Sum();
        points.Zip(probabilities, (z, p) => p * Math.Cos(z)).Sum().Should().BeApproximately(expected, 1e-6);
    }

    [Fact]
    public void WhatIsNoNumberStaysNone()
    {
        (var free, _, var converged) = FreeEnergy(Circle, new Ellipse(float.NaN, 0), 1);
        free.Should().Be(double.NaN);
        converged.Should().BeFalse();
        (free, _, _) = FreeEnergy(Circle, new Ellipse(float.MaxValue, 0), 1);
        free.Should().Be(double.PositiveInfinity);
    }

    [Theory]
    [InlineData(1, 1e9f)]
    [InlineData(100, 1e9f)]
    [InlineData(1, 1e30f)]
    [InlineData(1e6, 3e37f)]
    public void TheRoundingOfALargeEnergyOverflowsNothing(double beta, float level)
    {
        // Every other point lies a unit in the last place of E lower, which times β is far above the 709 that e^x holds.
        foreach (var grid in new[] { Circle, new LatentGrid(2, -1, 1, isPeriodic: false) })
        {
            var rounded = new Rounded(level);
            var minima = new LatentMinima(grid);
            var integral = new LatentIntegral(grid);
            minima.Find(rounded, 4);
            integral.Compute(rounded, minima, beta, 1e-6);
            integral.FreeEnergy.Should().BeInRange(rounded.Least, level + (10 / beta));
            integral.Error.Should().BeGreaterThanOrEqualTo(0).And.BeLessThan(level);
            List<float> points = [];
            List<double> probabilities = [];
            integral.Posterior(1e-9, points, probabilities);
            probabilities.Sum().Should().BeApproximately(1, 1e-12);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(8)]
    [InlineData(20)]
    public void GaussLegendreIsExactForPolynomials(int nodes)
    {
        double[] x = new double[nodes], w = new double[nodes];
        GaussLegendre.Rule(x, w);
        for (var power = 0; power < 2 * nodes; power++)
            x.Zip(w, (node, weight) => weight * Math.Pow(node, power)).Sum().Should().BeApproximately(1.0 / (power + 1), 1e-14);
    }

    private static (double Free, double Error, bool Converged) FreeEnergy(LatentGrid grid, ILatentFunction function, double beta)
    {
        var minima = new LatentMinima(grid);
        var integral = new LatentIntegral(grid);
        minima.Find(function, 4);
        integral.Compute(function, minima, beta, 1e-6);
        return (integral.FreeEnergy, integral.Error, integral.Converged);
    }

    // E(y, z) = (y₁ − 2cos z)² + (y₂ − 1.5 sin z)².
    private sealed class Ellipse(float first, float second) : ILatentFunction
    {
        public float Rounding => 1e-13f;

        public double Exact(double z)
        {
            double a = first - (2 * Math.Cos(z)), b = second - (1.5 * Math.Sin(z));
            return (a * a) + (b * b);
        }

        public void Energies(ReadOnlySpan<float> points, Span<float> energies)
        {
            for (var i = 0; i < points.Length; i++)
                energies[i] = (float)Exact(points[i]);
        }

        public void Gradients(ReadOnlySpan<float> points, Span<float> energies, Span<float> gradients)
        {
            Energies(points, energies);
            for (var i = 0; i < points.Length; i++)
            {
                (var sine, var cosine) = Math.SinCos(points[i]);
                gradients[i] = (float)((4 * sine * (first - (2 * cosine))) - (3 * cosine * (second - (1.5 * sine))));
            }
        }
    }

    // A level with the rounding of Single on it, at the points and their parts alike.
    private sealed class Rounded(float level) : ILatentFunction
    {
        public float Rounding => 1e-13f * level;

        public float Least { get; } = MathF.BitDecrement(level);

        public void Energies(ReadOnlySpan<float> points, Span<float> energies)
        {
            var coordinates = points.Length / energies.Length;
            for (var i = 0; i < energies.Length; i++)
                energies[i] = BitConverter.SingleToInt32Bits(points[i * coordinates]) % 2 == 0 ? level : Least;
        }

        public void Gradients(ReadOnlySpan<float> points, Span<float> energies, Span<float> gradients)
        {
            Energies(points, energies);
            gradients.Clear();
        }
    }

    private sealed class Valley : ILatentFunction
    {
        public float Rounding => 1e-13f;

        public void Energies(ReadOnlySpan<float> points, Span<float> energies)
        {
            for (var i = 0; i < energies.Length; i++)
            {
                double a = 1 + (double)points[2 * i], b = 5 * (points[(2 * i) + 1] - 0.3);
                energies[i] = (float)((a * a) + (b * b));
            }
        }

        public void Gradients(ReadOnlySpan<float> points, Span<float> energies, Span<float> gradients)
        {
            Energies(points, energies);
            for (var i = 0; i < energies.Length; i++)
            {
                gradients[2 * i] = 2 * (1 + points[2 * i]);
                gradients[(2 * i) + 1] = 50 * (points[(2 * i) + 1] - 0.3f);
            }
        }
    }
}
