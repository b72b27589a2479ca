using Microsoft.ML.EnergyBased.Energies;
using Xunit.Abstractions;

namespace Microsoft.ML.EnergyBased.Tests.Energies;

/// <summary>Free energies over z where several z explain y equally well, and each of them sharply.</summary>
public class ManyPeaksTests(ITestOutputHelper output)
{
    // Dec(x, z) = (|z₁|, |z₂|, ...): 2ᵈ z explain every y inside.
    [Theory]
    [InlineData(1, 1e5f)]
    [InlineData(2, 1e5f)]
    [InlineData(3, 1e2f)]
    [InlineData(3, 1e4f)]
    public void EveryPeakCounts(int dimension, float beta)
    {
        var shape = new ConditionalShape(1, dimension, LatentSet.Continuous(dimension), [2 * dimension], Activation.ReLU, Activation.Identity);
        int inputs = 1 + dimension, hidden = 2 * dimension;
        float[] parameters = new float[shape.CreateNetwork().ParameterCount];
        for (int k = 0; k < dimension; k++)
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
        Assert.Equal(z.Select(Math.Abs), decoded);

        float[] free = new float[1];
        var searches = new LatentSearch[1];
        energy.Infer([7, .. decoded], free, default, default, searches);
        // The mean over [−1, 1] of e^{−β(|z| − y)²} is that of both peaks, √(π/β).
        double expected = -dimension * Math.Log(Math.Sqrt(Math.PI / beta)) / beta;
        output.WriteLine($"{dimension}, β = {beta}: βF {free[0] * beta:F4} for {expected * beta:F4}, error estimate {searches[0].Gap * beta:G3}, converged {searches[0].IsConverged}");
        Assert.InRange(Math.Abs(expected - free[0]) * beta, 0, Math.Max(0.01, 4 * searches[0].Gap * beta));
    }

    [Theory]
    [InlineData(6, 1e4)]
    [InlineData(6, 1e6)]
    public void EveryPeakOfACircleCounts(int peaks, double beta)
    {
        var grid = new LatentGrid(1, 0, 2 * MathF.PI, isPeriodic: true);
        var minima = new LatentMinima(grid);
        var integral = new LatentIntegral(grid);
        foreach (int followed in (int[])[4, LatentMinima.Most])
        {
            minima.Find(new Waves(peaks), followed);
            integral.Compute(new Waves(peaks), minima, beta, 1e-6);
            const int Count = 2_000_000;
            double sum = Enumerable.Range(0, Count).Sum(i => Math.Exp(-beta * (1 - Math.Cos(peaks * (0.1 + (2 * Math.PI * i / Count))))));
            double expected = -Math.Log(sum / Count);
            output.WriteLine($"{followed} followed: βF {integral.FreeEnergy * beta:F5} for {expected:F5}, error estimate {integral.Error * beta:G3}, converged {integral.IsConverged}");
        }
        Assert.Equal(-Math.Log(1 / Math.Sqrt(2 * Math.PI * beta)), integral.FreeEnergy * beta, 1e-2);
    }

    private sealed class Waves(int peaks) : ILatentFunction
    {
        public float Rounding => 1e-13f;

        public void Energies(ReadOnlySpan<float> points, Span<float> energies)
        {
            for (int i = 0; i < points.Length; i++)
                energies[i] = (float)(1 - Math.Cos(peaks * (0.1 + points[i])));
        }

        public void Gradients(ReadOnlySpan<float> points, Span<float> energies, Span<float> gradients)
        {
            Energies(points, energies);
            for (int i = 0; i < points.Length; i++)
                gradients[i] = (float)(peaks * Math.Sin(peaks * (0.1 + points[i])));
        }
    }
}
