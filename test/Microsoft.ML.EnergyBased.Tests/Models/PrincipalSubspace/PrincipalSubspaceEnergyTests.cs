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
        PrincipalSubspaceEnergy energy = Fit(DigitRows, Digits, components);
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
    [InlineData(1)]
    [InlineData(40)]
    public void ARowAloneAndInABlockGiveTheSameBits(int components)
    {
        PrincipalSubspaceEnergy energy = Fit(DigitRows, Digits, components);
        const int Count = 600;
        float[] energies = new float[Count], latents = new float[Count * components], reconstructions = new float[Count * Digits], gradients = new float[Count * Digits];
        ReadOnlySpan<float> rows = DigitRows.AsSpan(0, Count * Digits);
        energy.Infer(rows, energies, latents, reconstructions, default);
        energy.Gradient(rows, energies, gradients);
        for (var i = 0; i < Count; i += 37)
        {
            ReadOnlySpan<float> row = rows.Slice(i * Digits, Digits);
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
        PrincipalSubspaceEnergy energy = Fit(DigitRows, Digits, 10);
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
        PrincipalSubspaceEnergy energy = Fit(DigitRows, Digits, 5);
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

    [Theory]
    [InlineData(3, 8)]
    [InlineData(10, 30)]
    [InlineData(10, 6)]
    public void CompletionIsWhereFIsLeastOverWhatIsUnobserved(int components, int observed)
    {
        PrincipalSubspaceEnergy energy = Fit(DigitRows, Digits, components);
        var random = new Random(observed);
        for (var i = 0; i < 5; i++)
        {
            var row = DigitRows[(i * Digits)..((i + 1) * Digits)];
            var hidden = new bool[Digits];
            foreach (var j in Enumerable.Range(0, Digits).OrderBy(_ => random.Next()).Skip(observed))
                hidden[j] = true;
            float[] masked = [.. row.Select((v, j) => hidden[j] ? float.NaN : v)];
            float[] answers = new float[2 * Digits], energies = new float[2], gradient = new float[Digits], one = new float[1];
            energy.Complete(masked, answers, energies, out _).Should().Be(1);
            var answer = answers[..Digits];
            Enumerable.Range(0, Digits).Where(j => !hidden[j]).Should().AllSatisfy(j => answer[j].Should().Be(row[j]));
            energy.Gradient(answer, one, gradient);
            energies[0].Should().Be(one[0]);
            energies[1].Should().Be(float.NaN);
            answers[Digits..].ShouldAllEqual(float.NaN);

            // A convex energy: no gradient along what is unobserved means the minimum.
            Enumerable.Range(0, Digits).Where(j => hidden[j]).Should().AllSatisfy(j => gradient[j].Should().BeApproximately(0, 2e-5f));
            var own = new float[1];
            energy.Energy(row, own);
            energies[0].Should().BeLessThanOrEqualTo(own[0] + 1e-6f);
        }
    }

    [Fact]
    public void CompletionOfUndeterminedLatentsStaysNearTheMean()
    {
        // One observed value of three, two components: z is the least that explains it.
        var energy = new PrincipalSubspaceEnergy([1, 2, 3], [0.6f, 0.8f, 0, 0, 0, 1], [2, 1], 4);
        float[] answer = new float[3], f = new float[1];
        energy.Complete([float.NaN, 4, float.NaN], answer, f, out _).Should().Be(1);
        answer.Select(v => MathF.Round(v, 5)).ShouldEqual([2.5f, 4, 3]);
        f[0].Should().BeApproximately(0, 1e-10f);

        energy.Complete([float.NaN, float.NaN, float.NaN], answer, f, out _).Should().Be(0);
        answer.ShouldAllEqual(float.NaN);
        energy.Complete([float.PositiveInfinity, 1, float.NaN], answer, f, out _).Should().Be(0);
        energy.Complete([1, 2, 5], answer, f, out _).Should().Be(1);
        answer.ShouldEqual([1, 2, 5]);
    }

    private static PrincipalSubspaceEnergy Fit(float[] rows, int dimension, int components)
        => PrincipalSubspaceTraining.Fit(
            TrainingData.InMemory(rows, dimension), new PrincipalSubspaceEstimator.Options { NumberOfComponents = components, NumberOfThreads = 2 }).Energy;
}
