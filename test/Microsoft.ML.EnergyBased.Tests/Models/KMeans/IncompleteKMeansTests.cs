using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Models.KMeans;

namespace Microsoft.ML.EnergyBased.Tests.Models.KMeans;

public class IncompleteKMeansTests
{
    private const float NaN = float.NaN;

    [Fact]
    public void TheEnergyIsOfWhatIsObservedTimesItsShare()
    {
        var energy = new KMeansEnergy([0, 0, 0, 0, 10, 10, 10, 10], 2, 4, missing: MissingValues.Learn);
        float[] row = [1, NaN, 2, NaN], energies = new float[1], shares = new float[4], gradient = new float[4];
        var winners = new int[1];
        energy.Infer(row, winners, energies);
        (winners[0], energies[0]).Should().Be((0, 10));
        energy.FeatureEnergy(row, shares);
        shares.Should().Equal(2, 0, 8, 0);
        energy.Gradient(row, energies, gradient);
        gradient.Should().Equal(4, 0, 8, 0);
        energy.Energy([NaN, NaN, NaN, NaN], energies);
        energies[0].Should().Be(NaN);
        energy.Energy([1, NaN, float.PositiveInfinity, 0], energies);
        energies[0].Should().Be(NaN);
    }

    [Fact]
    public void SharesSumToTheFreeEnergyAndItsGradientIsItsSlope()
    {
        var energy = new KMeansEnergy([0, 0, 0, 1, 2, 1], 2, 3, 0.7f, MissingValues.Learn);
        float[] row = [0.5f, NaN, 0.25f], energies = new float[1], shares = new float[3], gradient = new float[3];
        energy.Gradient(row, energies, gradient);
        energy.FeatureEnergy(row, shares);
        shares.Sum().Should().BeApproximately(energies[0], 1e-6f);
        shares[1].Should().Be(0);
        float[] two = [0.5f + 1e-2f, NaN, 0.25f, 0.5f - 1e-2f, NaN, 0.25f], around = new float[2];
        energy.Energy(two, around);
        gradient[0].Should().BeApproximately((around[0] - around[1]) / 2e-2f, 1e-3f);
        gradient[1].Should().Be(0);
    }

    [Theory]
    [InlineData(KMeansTrainingAlgorithm.CoordinateDescent)]
    [InlineData(KMeansTrainingAlgorithm.Gradient)]
    public void PrototypesAreMeansOfWhatIsObserved(KMeansTrainingAlgorithm algorithm)
    {
        // Each value of a row of two observed ones weighs 3/2.
        float[] rows = [0, 1, 0, 1, 2, NaN, 20, 21, 22, 22, NaN, 23];
        var result = KMeansTraining.Fit(TrainingData.InMemory(rows, 3), new KMeansEnergyEstimator.Options
        {
            NumberOfPrototypes = 2,
            TrainingAlgorithm = algorithm,
            LearningRate = 1,
            Seed = 1,
            NumberOfRestarts = 5,
            MaximumIterations = 500,
            Tolerance = 0,
        });
        var low = result.Prototypes[0] < 10 ? 0 : 3;
        float[] expected = [0.6f, 1.6f, 0, 21.2f, 21, 22.6f];
        var tolerance = algorithm == KMeansTrainingAlgorithm.Gradient ? 0.3f : 1e-4f;
        for (var i = 0; i < 6; i++)
            result.Prototypes[(i + low) % 6].Should().BeApproximately(expected[i], tolerance);
        var energies = new float[4];
        new KMeansEnergy(result.Prototypes, 2, 3, missing: MissingValues.Learn).Energy(rows, energies);
        energies.Sum().Should().BeApproximately((float)result.Energy, 1e-4f);
    }
}
