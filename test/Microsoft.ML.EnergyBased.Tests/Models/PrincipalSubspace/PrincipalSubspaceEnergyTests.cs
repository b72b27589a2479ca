using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Models.PrincipalSubspace;
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
    public void Energy_latent_and_reconstruction_are_those_of_the_formula(int components)
    {
        PrincipalSubspaceEnergy energy = Fit(DigitRows, Digits, components);
        const int Count = 50;
        float[] energies = new float[Count], latents = new float[Count * components], reconstructions = new float[Count * Digits];
        var searches = new LatentSearch[Count];
        energy.Infer(DigitRows.AsSpan(0, Count * Digits), energies, latents, reconstructions, searches);
        for (int i = 0; i < Count; i++)
        {
            double[] residual = [.. Enumerable.Range(0, Digits).Select(j => (double)DigitRows[(i * Digits) + j] - energy.Mean[j])];
            double[] difference = [.. residual];
            for (int k = 0; k < components; k++)
            {
                double z = 0;
                for (int j = 0; j < Digits; j++)
                    z += difference[j] * energy.Components[(k * Digits) + j];
                Assert.Equal(z, latents[(i * components) + k], 1e-5);
                for (int j = 0; j < Digits; j++)
                    residual[j] -= z * energy.Components[(k * Digits) + j];
            }
            Assert.Equal(residual.Sum(r => r * r), energies[i], 1e-5);
            for (int j = 0; j < Digits; j++)
                Assert.Equal(DigitRows[(i * Digits) + j] - residual[j], reconstructions[(i * Digits) + j], 1e-5);
            Assert.Equal((0, 0f, true), (searches[i].Iterations, searches[i].Gap, searches[i].IsConverged));
        }

        float[] decoded = new float[reconstructions.Length];
        energy.Decode(latents, decoded);
        Assert.Equal(reconstructions, decoded);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    public void A_row_alone_and_in_a_block_give_the_same_bits(int components)
    {
        PrincipalSubspaceEnergy energy = Fit(DigitRows, Digits, components);
        const int Count = 600;
        float[] energies = new float[Count], latents = new float[Count * components], reconstructions = new float[Count * Digits], gradients = new float[Count * Digits];
        ReadOnlySpan<float> rows = DigitRows.AsSpan(0, Count * Digits);
        energy.Infer(rows, energies, latents, reconstructions, default);
        energy.Gradient(rows, energies, gradients);
        for (int i = 0; i < Count; i += 37)
        {
            ReadOnlySpan<float> row = rows.Slice(i * Digits, Digits);
            float[] one = new float[1], z = new float[components], y = new float[Digits], g = new float[Digits];
            energy.Infer(row, default, z, y, default);
            energy.Energy(row, one);
            Assert.Equal(energies[i], one[0]);
            energy.Gradient(row, one, g);
            Assert.Equal(energies[i], one[0]);
            Assert.Equal(latents[(i * components)..((i + 1) * components)], z);
            Assert.Equal(reconstructions[(i * Digits)..((i + 1) * Digits)], y);
            Assert.Equal(gradients[(i * Digits)..((i + 1) * Digits)], g);
        }
    }

    [Fact]
    public void The_gradient_is_that_of_finite_differences()
    {
        PrincipalSubspaceEnergy energy = Fit(DigitRows, Digits, 10);
        float[] row = DigitRows[..Digits], gradient = new float[Digits], one = new float[1];
        energy.Gradient(row, one, gradient);
        const float Step = 1f / 16;
        for (int j = 0; j < Digits; j++)
        {
            float[] up = [.. row], down = [.. row];
            up[j] += Step;
            down[j] -= Step;
            float[] ends = new float[2];
            energy.Energy([.. up, .. down], ends);
            Assert.Equal((ends[0] - ends[1]) / (2 * Step), gradient[j], 1e-3f);
        }
    }

    [Fact]
    public void Far_from_the_origin_the_energy_is_the_same()
    {
        // Eighths stay exact in Single up to a million.
        var random = new Random(4);
        float[] rows = [.. Enumerable.Range(0, 200 * 3).Select(i => random.Next(-64, 64) / 8f * ((i % 3) + 1))];
        float[] far = [.. rows.Select((x, i) => x + (500_000f * (1 + (i % 3)) / 2))];
        float[] near = new float[200], distant = new float[200];
        Fit(rows, 3, 1).Energy(rows, near);
        Fit(far, 3, 1).Energy(far, distant);
        for (int i = 0; i < 200; i++)
            Assert.Equal(near[i], distant[i], 0.05f * (1 + MathF.Sqrt(near[i])));
    }

    [Fact]
    public void A_bad_row_gives_NaN_alone_and_a_finite_one_beyond_Single_infinity()
    {
        PrincipalSubspaceEnergy energy = Fit(DigitRows, Digits, 5);
        float[] rows = DigitRows[..(4 * Digits)];
        float[] expected = new float[4], energies = new float[4], latents = new float[20], gradients = new float[rows.Length];
        energy.Energy(rows, expected);
        rows[Digits + 3] = float.NaN;
        rows[(2 * Digits) + 3] = float.NegativeInfinity;
        rows.AsSpan(3 * Digits, Digits).Fill(float.MaxValue);
        var searches = new LatentSearch[4];
        energy.Infer(rows, energies, latents, default, searches);
        Assert.Equal([expected[0], float.NaN, float.NaN, float.PositiveInfinity], energies);
        Assert.All(latents[5..15], z => Assert.Equal(float.NaN, z));
        Assert.DoesNotContain(float.NaN, latents[..5]);
        Assert.Equal([false, true, true, false], searches.Select(s => float.IsNaN(s.Gap)));
        energy.Gradient(rows, energies, gradients);
        Assert.All(gradients[Digits..(3 * Digits)], g => Assert.Equal(float.NaN, g));
        Assert.DoesNotContain(float.NaN, gradients[..Digits]);
    }

    [Theory]
    [InlineData(3, 8)]
    [InlineData(10, 30)]
    [InlineData(10, 6)]
    public void Completion_is_where_F_is_least_over_what_is_unobserved(int components, int observed)
    {
        PrincipalSubspaceEnergy energy = Fit(DigitRows, Digits, components);
        var random = new Random(observed);
        for (int i = 0; i < 5; i++)
        {
            float[] row = DigitRows[(i * Digits)..((i + 1) * Digits)];
            bool[] hidden = new bool[Digits];
            foreach (int j in Enumerable.Range(0, Digits).OrderBy(_ => random.Next()).Skip(observed))
                hidden[j] = true;
            float[] masked = [.. row.Select((v, j) => hidden[j] ? float.NaN : v)];
            float[] answers = new float[2 * Digits], energies = new float[2], gradient = new float[Digits], one = new float[1];
            Assert.Equal(1, energy.Complete(masked, answers, energies));
            float[] answer = answers[..Digits];
            Assert.All(Enumerable.Range(0, Digits).Where(j => !hidden[j]), j => Assert.Equal(row[j], answer[j]));
            energy.Gradient(answer, one, gradient);
            Assert.Equal(one[0], energies[0]);
            Assert.Equal(float.NaN, energies[1]);
            Assert.All(answers[Digits..], v => Assert.Equal(float.NaN, v));

            // A convex energy: no gradient along what is unobserved means the minimum.
            Assert.All(Enumerable.Range(0, Digits).Where(j => hidden[j]), j => Assert.Equal(0, gradient[j], 2e-5f));
            float[] own = new float[1];
            energy.Energy(row, own);
            Assert.True(energies[0] <= own[0] + 1e-6f);
        }
    }

    [Fact]
    public void Completion_of_undetermined_latents_stays_near_the_mean()
    {
        // One observed value of three, two components: z is the least that explains it.
        var energy = new PrincipalSubspaceEnergy([1, 2, 3], [0.6f, 0.8f, 0, 0, 0, 1], [2, 1], 4);
        float[] answer = new float[3], f = new float[1];
        Assert.Equal(1, energy.Complete([float.NaN, 4, float.NaN], answer, f));
        Assert.Equal([2.5f, 4, 3], answer.Select(v => MathF.Round(v, 5)));
        Assert.Equal(0, f[0], 1e-10f);

        Assert.Equal(0, energy.Complete([float.NaN, float.NaN, float.NaN], answer, f));
        Assert.All(answer, v => Assert.Equal(float.NaN, v));
        Assert.Equal(0, energy.Complete([float.PositiveInfinity, 1, float.NaN], answer, f));
        Assert.Equal(1, energy.Complete([1, 2, 5], answer, f));
        Assert.Equal([1, 2, 5], answer);
    }

    private static PrincipalSubspaceEnergy Fit(float[] rows, int dimension, int components)
        => PrincipalSubspaceTraining.Fit(rows, dimension, components, default, 2, default);
}
