using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Models.KMeans;
using Microsoft.ML.EnergyBased.Tests.Training;

namespace Microsoft.ML.EnergyBased.Tests.Models.KMeans;

public class KMeansWeightsTests
{
    private const int Count = 3000;
    private const int Dimension = 5;

    private static readonly float[] Rows = KMeansTrainingTests.Blobs(21, Count, Dimension, 6);

    [Theory]
    [InlineData(KMeansInitialization.KMeansPlusPlus)]
    [InlineData(KMeansInitialization.Given)]
    public void WeightsZeroOneTwoAreAbsentOnceAndTwice(KMeansInitialization initialization)
    {
        var weights = Enumerable.Range(0, Count).Select(i => (float)(i % 3)).ToArray();
        var copies = Enumerable.Range(0, Count).SelectMany(i => Enumerable.Repeat(Rows.AsSpan(i * Dimension, Dimension).ToArray(), i % 3)).SelectMany(row => row).ToArray();
        KMeansEnergyEstimator.Options options = new()
        {
            NumberOfPrototypes = 6,
            Initialization = initialization,
            InitialPrototypes = initialization == KMeansInitialization.Given ? [.. Rows[..(6 * Dimension)].Chunk(Dimension)] : null,
            NumberOfRestarts = 3,
            Tolerance = 0,
            Seed = 8,
        };
        var weighted = KMeansTraining.Fit(TrainingData.InMemory(Rows, Dimension, weights), options);
        var copied = KMeansTraining.Fit(TrainingData.InMemory(copies, Dimension), options);
        weighted.Iterations.Should().Be(copied.Iterations);
        weighted.Restart.Should().Be(copied.Restart);
        weighted.Energy.Should().BeApproximately(copied.Energy, copied.Energy * 1e-9);
        for (var i = 0; i < copied.Prototypes.Length; i++)
            weighted.Prototypes[i].Should().BeApproximately(copied.Prototypes[i], 1e-5f);
    }

    [Theory]
    [InlineData(KMeansInitialization.KMeansPlusPlus)]
    [InlineData(KMeansInitialization.Random)]
    public void ARowWithoutWeightMayBeAnywhere(KMeansInitialization initialization)
    {
        KMeansEnergyEstimator.Options options = new() { NumberOfPrototypes = 6, NumberOfRestarts = 1, Initialization = initialization, MaximumIterations = 10, Seed = 8 };
        float[] ones = [.. Enumerable.Repeat(1f, Count)];
        var plain = KMeansTraining.Fit(TrainingData.InMemory(Rows, Dimension, ones), options);
        foreach (var far in new[] { 1e15f, 1e20f, 3e38f })
        {
            float[] more = [.. Rows, .. Enumerable.Repeat(far, Dimension)];
            var result = KMeansTraining.Fit(TrainingData.InMemory(more, Dimension, (float[])[.. ones, 0]), options);
            result.Prototypes.ShouldEqual(plain.Prototypes);
            result.Energy.Should().Be(plain.Energy);
        }
    }

    [Theory]
    [InlineData(KMeansTrainingAlgorithm.CoordinateDescent)]
    [InlineData(KMeansTrainingAlgorithm.Gradient)]
    public void WeightsOfOneAreNoWeights(KMeansTrainingAlgorithm mode)
    {
        KMeansEnergyEstimator.Options options = new() { NumberOfPrototypes = 6, NumberOfRestarts = 1, TrainingAlgorithm = mode, MaximumIterations = 10, Seed = 8 };
        var plain = KMeansTraining.Fit(TrainingData.InMemory(Rows, Dimension), options);
        var ones = KMeansTraining.Fit(TrainingData.InMemory(Rows, Dimension, Enumerable.Repeat(1f, Count).ToArray()), options);
        ones.Prototypes.ShouldEqual(plain.Prototypes);
        ones.Energy.Should().Be(plain.Energy);
    }

    [Theory]
    [InlineData(KMeansTrainingAlgorithm.CoordinateDescent, KMeansInitialization.KMeansPlusPlus)]
    [InlineData(KMeansTrainingAlgorithm.CoordinateDescent, KMeansInitialization.Random)]
    [InlineData(KMeansTrainingAlgorithm.Gradient, KMeansInitialization.Random)]
    public void ARowWithoutWeightIsNeverSeen(KMeansTrainingAlgorithm mode, KMeansInitialization initialization)
    {
        float[] rows = [.. Rows];
        var weights = Enumerable.Range(0, Count).Select(i => i % 10 == 0 ? 0f : 1).ToArray();
        for (var i = 0; i < Count; i += 10)
            rows.AsSpan(i * Dimension, Dimension).Fill(1e4f);
        var result = KMeansTraining.Fit(TrainingData.InMemory(rows, Dimension, weights), new KMeansEnergyEstimator.Options
        {
            NumberOfPrototypes = 20,
            TrainingAlgorithm = mode,
            Initialization = initialization,
            MaximumIterations = 30,
            Tolerance = 0,
            NumberOfRestarts = 1,
        });
        result.Prototypes.ShouldAllBeInRange(-20, 20);
    }

    [Fact]
    public void BoundsAndThreadsChangeNothingUnderWeights()
    {
        var weights = Enumerable.Range(0, Count).Select(i => i % 4 * 0.7f).ToArray();
        KMeansEnergyEstimator.Options options = new() { NumberOfPrototypes = 12, Tolerance = 0, NumberOfRestarts = 1, NumberOfThreads = 1 };
        var plain = KMeansTraining.Fit(TrainingData.InMemory(Rows, Dimension, weights), options.With(o => o.UseBounds = false));
        var bounded = KMeansTraining.Fit(TrainingData.InMemory(Rows, Dimension, weights), options.With(o => o.NumberOfThreads = 3));
        bounded.Prototypes.ShouldEqual(plain.Prototypes);
        bounded.Energy.Should().Be(plain.Energy);
    }
}
