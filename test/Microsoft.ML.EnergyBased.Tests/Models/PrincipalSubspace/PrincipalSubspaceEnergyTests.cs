using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Models.PrincipalSubspace;
using Microsoft.ML.EnergyBased.Tests.Assertions;
using Microsoft.ML.EnergyBased.Tests.Training;

namespace Microsoft.ML.EnergyBased.Tests.Models.PrincipalSubspace;

public class PrincipalSubspaceEnergyTests
{
    private const int Digits = 64;

    private static readonly float[] DigitRows = Rows.Load("digits.csv", Digits, 1 / 16f);

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(40)]
    public void EnergyLatentAndReconstructionAreThoseOfTheFormula(int components)
    {
        var energy = Fit(DigitRows, Digits, components);
        const int Count = 50;
        float[] energies = new float[Count], latents = new float[Count * components], reconstructions = new float[Count * Digits];
        var searches = new LatentSearch[Count];
        energy.Infer(DigitRows.AsSpan(0, Count * Digits), energies, latents, reconstructions, searches);
        for (var i = 0; i < Count; i++)
        {
            double[] residual = [.. Enumerable.Range(0, Digits).Select(j => (double)DigitRows[(i * Digits) + j] - energy.Mean[j])];
            double[] difference = [.. residual];
            for (var k = 0; k < components; k++)
            {
                double z = 0;
                for (var j = 0; j < Digits; j++)
                    z += difference[j] * energy.Components[(k * Digits) + j];
                latents[(i * components) + k].Should().BeApproximately(z, 1e-5);
                for (var j = 0; j < Digits; j++)
                    residual[j] -= z * energy.Components[(k * Digits) + j];
            }
            energies[i].Should().BeApproximately(residual.Sum(r => r * r), 1e-5);
            for (var j = 0; j < Digits; j++)
                reconstructions[(i * Digits) + j].Should().BeApproximately(DigitRows[(i * Digits) + j] - residual[j], 1e-5);
            (searches[i].Iterations, searches[i].Gap, searches[i].Converged).Should().Be((0, 0f, true));
        }

        var decoded = new float[reconstructions.Length];
        energy.Decode(latents, decoded);
        decoded.ShouldEqual(reconstructions);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(40, false)]
    [InlineData(1, true)]
    [InlineData(40, true)]
    public void ARowAloneAndInABlockGiveTheSameBits(int components, bool probabilistic)
    {
        var energy = Fit(DigitRows, Digits, components, probabilistic);
        const int Count = 600;
        float[] energies = new float[Count], latents = new float[Count * components], reconstructions = new float[Count * Digits], gradients = new float[Count * Digits];
        ReadOnlySpan<float> rows = DigitRows.AsSpan(0, Count * Digits);
        energy.Infer(rows, energies, latents, reconstructions, default);
        energy.Gradient(rows, energies, gradients);
        for (var i = 0; i < Count; i += 37)
        {
            var row = rows.Slice(i * Digits, Digits);
            float[] one = new float[1], z = new float[components], y = new float[Digits], g = new float[Digits];
            energy.Infer(row, default, z, y, default);
            energy.Energy(row, one);
            one[0].Should().Be(energies[i]);
            energy.Gradient(row, one, g);
            one[0].Should().Be(energies[i]);
            z.ShouldEqual(latents[(i * components)..((i + 1) * components)]);
            y.ShouldEqual(reconstructions[(i * Digits)..((i + 1) * Digits)]);
            g.ShouldEqual(gradients[(i * Digits)..((i + 1) * Digits)]);
        }
    }

    [Fact]
    public void TheGradientIsThatOfFiniteDifferences()
    {
        var energy = Fit(DigitRows, Digits, 10);
        float[] row = DigitRows[..Digits], gradient = new float[Digits], one = new float[1];
        energy.Gradient(row, one, gradient);
        const float Step = 1f / 16;
        for (var j = 0; j < Digits; j++)
        {
            float[] up = [.. row], down = [.. row];
            up[j] += Step;
            down[j] -= Step;
            var ends = new float[2];
            energy.Energy([.. up, .. down], ends);
            gradient[j].Should().BeApproximately((ends[0] - ends[1]) / (2 * Step), 1e-3f);
        }
    }

    [Fact]
    public void FarFromTheOriginTheEnergyIsTheSame()
    {
        // Eighths stay exact in Single up to a million.
        var random = new Random(4);
        float[] rows = [.. Enumerable.Range(0, 200 * 3).Select(i => random.Next(-64, 64) / 8f * ((i % 3) + 1))];
        float[] far = [.. rows.Select((x, i) => x + (500_000f * (1 + (i % 3)) / 2))];
        float[] near = new float[200], distant = new float[200];
        Fit(rows, 3, 1).Energy(rows, near);
        Fit(far, 3, 1).Energy(far, distant);
        for (var i = 0; i < 200; i++)
            distant[i].Should().BeApproximately(near[i], 0.05f * (1 + MathF.Sqrt(near[i])));
    }

    [Fact]
    public void ABadRowGivesNaNAloneAndAFiniteOneBeyondSingleInfinity()
    {
        var energy = Fit(DigitRows, Digits, 5);
        var rows = DigitRows[..(4 * Digits)];
        float[] expected = new float[4], energies = new float[4], latents = new float[20], gradients = new float[rows.Length];
        energy.Energy(rows, expected);
        rows[Digits + 3] = float.NaN;
        rows[(2 * Digits) + 3] = float.NegativeInfinity;
        rows.AsSpan(3 * Digits, Digits).Fill(float.MaxValue);
        var searches = new LatentSearch[4];
        energy.Infer(rows, energies, latents, default, searches);
        energies.ShouldEqual([expected[0], float.NaN, float.NaN, float.PositiveInfinity]);
        latents[5..15].ShouldAllEqual(float.NaN);
        latents[..5].ShouldNotContain(float.NaN);
        searches.Select(s => float.IsNaN(s.Gap)).Should().Equal(false, true, true, false);
        energy.Gradient(rows, energies, gradients);
        gradients[Digits..(3 * Digits)].ShouldAllEqual(float.NaN);
        gradients[..Digits].ShouldNotContain(float.NaN);
    }

    private static PrincipalSubspaceEnergy Fit(float[] rows, int dimension, int components, bool probabilistic = false)
        => PrincipalSubspaceTraining.Fit(
            TrainingData.InMemory(rows, dimension),
            new PrincipalSubspaceEstimator.Options { NumberOfComponents = components, Probabilistic = probabilistic, NumberOfThreads = 2 }).Energy;
}
