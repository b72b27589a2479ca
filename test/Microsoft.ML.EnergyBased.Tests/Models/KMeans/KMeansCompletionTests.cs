using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Models.KMeans;

namespace Microsoft.ML.EnergyBased.Tests.Models.KMeans;

public sealed class KMeansCompletionTests
{
    // Three prototypes on a line of y1; y2 tells them apart as well.
    private static readonly float[] Prototypes = [0, 0, 4, 1, 8, -3];

    [Fact]
    public void TheAnswerIsTheWinnerOfTheObservedPart()
    {
        var energy = new KMeansEnergy(Prototypes, 3, 2);
        var answers = new float[2];
        var energies = new float[1];
        energy.Complete([3.5f, float.NaN], answers, energies, out _).Should().Be(1);
        answers.ShouldEqual([3.5f, 1]);
        energies.ShouldEqual([0.25f]);
        energy.Complete([float.NaN, -2], answers, energies, out _).Should().Be(1);
        answers.ShouldEqual([8, -2]);
        energies.ShouldEqual([1f]);
    }

    [Fact]
    public void SeveralAnswersAreTheLocalMinimaInOrderOfEnergy()
    {
        // At y1 = 2.5, F over y2 has the minima of a brute-force search on a fine grid.
        var energy = new KMeansEnergy(Prototypes, 3, 2);
        var answers = new float[6];
        var energies = new float[3];
        var count = energy.Complete([float.NaN, 0.25f], answers, energies, out _);
        var expected = GridMinima(energy, y1 => [y1, 0.25f], -2, 10);
        count.Should().Be(expected.Length);
        count.Should().Be(3);
        for (var i = 0; i < count; i++)
        {
            answers[2 * i].Should().BeApproximately(expected[i].At, 0.002);
            energies[i].Should().BeApproximately(expected[i].Energy, 1e-4);
        }

        energy.Complete([float.NaN, 0.25f], answers.AsSpan(0, 4), energies.AsSpan(0, 2), out _).Should().Be(2);
        energies[1].Should().BeApproximately(expected[1].Energy, 1e-4);
    }

    [Theory]
    [InlineData(0.1f)]
    [InlineData(0.5f)]
    [InlineData(2f)]
    [InlineData(20f)]
    public void AtFiniteTemperatureTheyAreThoseOfTheFreeEnergy(float beta)
    {
        var energy = new KMeansEnergy(Prototypes, 3, 2, beta);
        var answers = new float[6];
        var energies = new float[3];
        var count = energy.Complete([float.NaN, 0.25f], answers, energies, out _);
        var expected = GridMinima(energy, y1 => [y1, 0.25f], -2, 10);
        count.Should().Be(expected.Length);
        for (var i = 0; i < count; i++)
        {
            answers[2 * i].Should().BeApproximately(expected[i].At, 0.01);
            energies[i].Should().BeApproximately(expected[i].Energy, 1e-3);
        }
        energies.Skip(count).ShouldEqual(Enumerable.Repeat(float.NaN, 3 - count));
        answers.Skip(2 * count).ShouldEqual(Enumerable.Repeat(float.NaN, 2 * (3 - count)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1000)]
    public void AFeatureOnAnotherScaleMergesNoAnswers(float offset)
    {
        // Two prototypes at ±0.3 where a component's deviation is (2β)^−½ = 0.1; the other unobserved value is at the offset.
        var energy = new KMeansEnergy([offset, -0.3f, 0.01f, offset, 0.3f, -0.01f], 2, 3, 50);
        var answers = new float[9];
        var energies = new float[3];
        energy.Complete([float.NaN, float.NaN, 0.001f], answers, energies, out _).Should().Be(2);
        new float[] { answers[0], answers[3] }.ShouldEqual([offset, offset]);
        answers[4].Should().BeApproximately(0.3f, 1e-3f);
        answers[1].Should().BeApproximately(-0.3f, 1e-3f);
    }

    [Theory]
    [InlineData(float.PositiveInfinity)]
    [InlineData(0.7f)]
    public void ItsLatentInterfaceGivesTheSameBits(float beta)
    {
        var energy = new KMeansEnergy(Prototypes, 3, 2, beta);
        float[] rows = [1, 2, -3, 4, 8, float.NaN, 4.5f, 0];
        float[] energies = new float[4], latents = new float[12], reconstructions = new float[8];
        var searches = new LatentSearch[4];
        ((ILatentEnergy)energy).Infer(rows, energies, latents, reconstructions, searches);

        float[] expected = new float[4], responsibilities = new float[12], decoded = new float[8];
        energy.Energy(rows, expected);
        energy.Latent(rows, responsibilities);
        energy.Reconstruct(rows, decoded);
        energies.ShouldHaveTheBitsOf(expected);
        latents.ShouldHaveTheBitsOf(responsibilities);
        reconstructions.ShouldHaveTheBitsOf(decoded);
        searches.Select(s => s.Converged).Should().Equal(true, true, false, true);
        searches[2].Gap.Should().Be(float.NaN);
        searches[0].Gap.Should().Be(0);
    }

    private static (float At, float Energy)[] GridMinima(IEnergy energy, Func<float, float[]> row, float from, float to)
    {
        const int Points = 12001;
        float[] at = [.. Enumerable.Range(0, Points).Select(i => from + ((to - from) * i / (Points - 1)))];
        var energies = new float[Points];
        energy.Energy(at.SelectMany(row).ToArray(), energies);
        return [.. Enumerable.Range(1, Points - 2).Where(i => energies[i] < energies[i - 1] && energies[i] <= energies[i + 1]).Select(i => (at[i], energies[i])).OrderBy(m => m.Item2)];
    }
}
