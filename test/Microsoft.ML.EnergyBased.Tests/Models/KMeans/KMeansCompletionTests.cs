using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Models.KMeans;

namespace Microsoft.ML.EnergyBased.Tests.Models.KMeans;

public sealed class KMeansCompletionTests
{
    // Three prototypes on a line of y1; y2 tells them apart as well.
    private static readonly float[] Prototypes = [0, 0, 4, 1, 8, -3];

    [Fact]
    public void The_answer_is_the_winner_of_the_observed_part()
    {
        var energy = new KMeansEnergy(Prototypes, 3, 2);
        float[] answers = new float[2];
        float[] energies = new float[1];
        Assert.Equal(1, energy.Complete([3.5f, float.NaN], answers, energies));
        Assert.Equal([3.5f, 1], answers);
        Assert.Equal([0.25f], energies);
        Assert.Equal(1, energy.Complete([float.NaN, -2], answers, energies));
        Assert.Equal([8, -2], answers);
        Assert.Equal([1f], energies);
    }

    [Fact]
    public void Several_answers_are_the_local_minima_in_order_of_energy()
    {
        // At y1 = 2.5, F over y2 has the minima of a brute-force search on a fine grid.
        var energy = new KMeansEnergy(Prototypes, 3, 2);
        float[] answers = new float[6];
        float[] energies = new float[3];
        int count = energy.Complete([float.NaN, 0.25f], answers, energies);
        var expected = GridMinima(energy, y1 => [y1, 0.25f], -2, 10);
        Assert.Equal(expected.Length, count);
        Assert.Equal(3, count);
        for (int i = 0; i < count; i++)
        {
            Assert.Equal(expected[i].At, answers[2 * i], 0.002);
            Assert.Equal(expected[i].Energy, energies[i], 1e-4);
        }

        Assert.Equal(2, energy.Complete([float.NaN, 0.25f], answers.AsSpan(0, 4), energies.AsSpan(0, 2)));
        Assert.Equal(expected[1].Energy, energies[1], 1e-4);
    }

    [Theory]
    [InlineData(0.1f)]
    [InlineData(0.5f)]
    [InlineData(2f)]
    [InlineData(20f)]
    public void At_finite_temperature_they_are_those_of_the_free_energy(float beta)
    {
        var energy = new KMeansEnergy(Prototypes, 3, 2, beta);
        float[] answers = new float[6];
        float[] energies = new float[3];
        int count = energy.Complete([float.NaN, 0.25f], answers, energies);
        var expected = GridMinima(energy, y1 => [y1, 0.25f], -2, 10);
        Assert.Equal(expected.Length, count);
        for (int i = 0; i < count; i++)
        {
            Assert.Equal(expected[i].At, answers[2 * i], 0.01);
            Assert.Equal(expected[i].Energy, energies[i], 1e-3);
        }
        Assert.All(energies.Skip(count), e => Assert.True(float.IsNaN(e)));
        Assert.All(answers.Skip(2 * count), a => Assert.True(float.IsNaN(a)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1000)]
    public void A_feature_on_another_scale_merges_no_answers(float offset)
    {
        // Two prototypes at ±0.3 where a component's deviation is (2β)^−½ = 0.1; the other unobserved value is at the offset.
        var energy = new KMeansEnergy([offset, -0.3f, 0.01f, offset, 0.3f, -0.01f], 2, 3, 50);
        float[] answers = new float[9];
        float[] energies = new float[3];
        Assert.Equal(2, energy.Complete([float.NaN, float.NaN, 0.001f], answers, energies));
        Assert.Equal([offset, offset], [answers[0], answers[3]]);
        Assert.Equal(0.3f, answers[4], 1e-3f);
        Assert.Equal(-0.3f, answers[1], 1e-3f);
    }

    [Fact]
    public void Its_latent_interface_gives_the_same_bits()
    {
        foreach (float beta in new[] { float.PositiveInfinity, 0.7f })
        {
            var energy = new KMeansEnergy(Prototypes, 3, 2, beta);
            float[] rows = [1, 2, -3, 4, 8, float.NaN, 4.5f, 0];
            float[] energies = new float[4], latents = new float[12], reconstructions = new float[8];
            var searches = new LatentSearch[4];
            ((ILatentEnergy)energy).Infer(rows, energies, latents, reconstructions, searches);

            float[] expected = new float[4], responsibilities = new float[12], decoded = new float[8];
            energy.Energy(rows, expected);
            energy.Responsibilities(rows, responsibilities);
            energy.Reconstruct(rows, decoded);
            Assert.Equal(expected.Select(BitConverter.SingleToInt32Bits), energies.Select(BitConverter.SingleToInt32Bits));
            Assert.Equal(responsibilities.Select(BitConverter.SingleToInt32Bits), latents.Select(BitConverter.SingleToInt32Bits));
            Assert.Equal(decoded.Select(BitConverter.SingleToInt32Bits), reconstructions.Select(BitConverter.SingleToInt32Bits));
            Assert.Equal([true, true, false, true], searches.Select(s => s.IsConverged));
            Assert.True(float.IsNaN(searches[2].Gap));
            Assert.Equal(0, searches[0].Gap);
        }
    }

    private static (float At, float Energy)[] GridMinima(IEnergy energy, Func<float, float[]> row, float from, float to)
    {
        const int Points = 12001;
        float[] at = [.. Enumerable.Range(0, Points).Select(i => from + ((to - from) * i / (Points - 1)))];
        float[] energies = new float[Points];
        energy.Energy(at.SelectMany(row).ToArray(), energies);
        return [.. Enumerable.Range(1, Points - 2).Where(i => energies[i] < energies[i - 1] && energies[i] <= energies[i + 1]).Select(i => (at[i], energies[i])).OrderBy(m => m.Item2)];
    }
}
