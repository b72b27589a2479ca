using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Models.KMeans;
using Microsoft.ML.EnergyBased.Tests.Training;

namespace Microsoft.ML.EnergyBased.Tests.Models.KMeans;

public class KMeansGradientTests
{
    [Theory]
    [InlineData("iris.csv", false, 3, 78.851441)]
    [InlineData("wine.csv", true, 3, 1277.928489)]
    [InlineData("breast-cancer.csv", true, 2, 11595.461474)]
    public void ComesNearTheKnownOptimum(string file, bool standardised, int clusters, double optimum)
    {
        (var rows, var count, var dimension) = KMeansData.Load(file, standardised);
        var result = KMeansTraining.Fit(TrainingData.InMemory(rows, dimension), new KMeansEnergyEstimator.Options
        {
            NumberOfPrototypes = clusters,
            TrainingAlgorithm = KMeansTrainingAlgorithm.Gradient,
            NumberOfRestarts = 10,
            MaximumIterations = 100,
            Tolerance = 0,
        });
        result.Energy.Should().BeInRange(optimum * (1 - 1e-6), optimum * 1.005);
    }

    [Fact]
    public void AStepTakesTheWinnerTheShareOfTheWay()
    {
        var result = KMeansTraining.Fit(TrainingData.InMemory(new float[] { 4 }, 1), new KMeansEnergyEstimator.Options
        {
            NumberOfPrototypes = 1,
            TrainingAlgorithm = KMeansTrainingAlgorithm.Gradient,
            Initialization = KMeansInitialization.Given,
            InitialPrototypes = [[0]],
            LearningRate = 0.5f,
            MaximumIterations = 2,
            Tolerance = 0,
        });
        // Half of the way, then a quarter of what is left.
        result.Prototypes[0].Should().Be(2.5f);
        result.Energy.Should().Be(2.25);
        result.Iterations.Should().Be(2);
        result.Converged.Should().BeFalse();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void AnEpochThatMovesNoPrototypeIsTheLast(int clusters)
    {
        float[] rows = [.. Enumerable.Repeat((float[])[0.1f, 7], 30).SelectMany(row => row)];
        var result = KMeansTraining.Fit(TrainingData.InMemory(rows, 2), new KMeansEnergyEstimator.Options
        {
            NumberOfPrototypes = clusters,
            TrainingAlgorithm = KMeansTrainingAlgorithm.Gradient,
            NumberOfRestarts = 1,
            MaximumIterations = 1000,
            Tolerance = 0,
        });
        result.Converged.Should().BeTrue();
        result.Iterations.Should().Be(1);
        result.Energy.Should().Be(0);
    }

    [Fact]
    public void AWeightOfTwoIsTwoSteps()
    {
        KMeansEnergyEstimator.Options options = new()
        {
            NumberOfPrototypes = 1,
            TrainingAlgorithm = KMeansTrainingAlgorithm.Gradient,
            Initialization = KMeansInitialization.Given,
            InitialPrototypes = [[0]],
            LearningRate = 0.25f,
            MaximumIterations = 1,
        };
        var twice = KMeansTraining.Fit(TrainingData.InMemory(new float[] { 4, 4 }, 1), options);
        var heavy = KMeansTraining.Fit(TrainingData.InMemory(new float[] { 4 }, 1, new float[] { 2 }), options);
        heavy.Prototypes[0].Should().BeApproximately(twice.Prototypes[0], 1e-6f);
        heavy.Prototypes[0].Should().BeApproximately(1.75f, 1e-6f);
    }

    [Fact]
    public void AnIdlePrototypeMovesToTheRowOfHighestEnergy()
    {
        float[] rows = [0, 0.1f, 0.2f, 10, 10.1f, 10.2f];
        var result = KMeansTraining.Fit(TrainingData.InMemory(rows, 1), new KMeansEnergyEstimator.Options
        {
            NumberOfPrototypes = 2,
            TrainingAlgorithm = KMeansTrainingAlgorithm.Gradient,
            Initialization = KMeansInitialization.Given,
            InitialPrototypes = [[1], [1000]],
            LearningRate = 0.5f,
            MaximumIterations = 200,
            Tolerance = 0,
        });
        result.Reseeded.Should().Be(1);
        result.Energy.Should().BeInRange(0.04 - 1e-6, 0.05);
    }

    [Fact]
    public void StopsWhenTheEnergyFallsNoMore()
    {
        (var rows, var count, var dimension) = KMeansData.Load("iris.csv", standardised: false);
        var result = KMeansTraining.Fit(TrainingData.InMemory(rows, dimension), new KMeansEnergyEstimator.Options
        {
            NumberOfPrototypes = 3,
            TrainingAlgorithm = KMeansTrainingAlgorithm.Gradient,
            NumberOfRestarts = 1,
            MaximumIterations = 1000,
            Tolerance = 1e-3,
        });
        result.Converged.Should().BeTrue();
        result.Iterations.Should().BeInRange(2, 200);
    }
}
