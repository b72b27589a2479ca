using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Models.LatentOptimization;
using Microsoft.ML.EnergyBased.Networks;
using Microsoft.ML.EnergyBased.Numerics;
using Microsoft.ML.EnergyBased.Tests.Networks;
using Microsoft.ML.EnergyBased.Tests.Training;
using Microsoft.ML.EnergyBased.Training;
using Xunit.Abstractions;

namespace Microsoft.ML.EnergyBased.Tests.Models.LatentOptimization;

public sealed class LatentOptimizationTrainingTests(ITestOutputHelper output)
{
    private static readonly float[] Digits = Rows.Load("digits.csv", 64, 1 / 16f);

    [Theory]
    [InlineData(LatentConstraint.Sphere, Activation.Tanh)]
    [InlineData(LatentConstraint.Ball, Activation.Softplus)]
    [InlineData(LatentConstraint.Free, Activation.Tanh)]
    public void TheGradientIsThatOfFiniteDifferences(LatentConstraint constraint, Activation activation)
    {
        const int Count = 30;
        const int Dimension = 5;
        var rows = Rows.Normals(Count * Dimension, 11);
        var options = new LatentOptimizationEstimator.Options { LatentSize = 3, HiddenUnits = [7], Activation = activation, Constraint = constraint, LatentPenalty = 1.3f, BatchSize = Count, Seed = 3 };
        var shape = new LatentOptimizationShape(Dimension, 3, [7], activation, Activation.Identity, constraint, options.LatentPenalty);
        var architecture = shape.CreateNetwork();
        var parameters = new float[architecture.ParameterCount];
        architecture.Initialize(parameters, WeightInitialization.He, 5);
        using var source = new MemorySource(rows, Dimension, 0, 1);
        var start = LatentStart.From(source, shape.Latent, 3, CancellationToken.None);
        var objective = new LatentOptimizationObjective(shape, parameters, start, options, Count);
        var team = new WorkTeam(2);
        var batch = new Batch(Dimension, Count);
        source.BeginTraining(0);
        source.Read(batch, team).Should().BeTrue();
        var gradient = new float[parameters.Length];
        var energy = objective.Gradient(batch, parameters, gradient, team);

        // Where the rows' latents were, in the order of the batch.
        var latents = new double[Count][];
        var latent = new float[3];
        for (var i = 0; i < Count; i++)
        {
            start.Write(batch.Row(i), batch.RowIds[i], latent);
            latents[i] = Array.ConvertAll(latent, v => (double)v);
        }
        double Mean(double[] p)
        {
            double sum = 0;
            for (var i = 0; i < Count; i++)
                sum += Error(batch.Row(i), p, latents[i]);
            return sum / Count;
        }
        double Error(Span<float> row, double[] p, double[] z)
        {
            var r = ReferenceNetwork.Forward(architecture, p, z, 0, 1).Values[^1];
            var sum = constraint == LatentConstraint.Free ? z.Sum(v => v * v * options.LatentPenalty / 2) : 0;
            for (var j = 0; j < r.Length; j++)
                sum += (row[j] - r[j]) * (row[j] - r[j]);
            return sum;
        }
        var exact = Array.ConvertAll(parameters, p => (double)p);
        (energy / Count).Should().BeApproximately(Mean(exact), 1e-4);
        ReferenceNetwork.AssertGradient(ReferenceNetwork.Differences(Mean, exact), gradient);

        // Adam's first step goes by η in each value, against the sign of the gradient.
        var slope = ReferenceNetwork.Differences(z => Error(batch.Row(0), exact, z), [.. latents[0]]);
        if (constraint != LatentConstraint.Sphere)
        {
            var moved = objective.Latents[batch.RowIds[0]];
            for (var j = 0; j < 3; j++)
                moved[j].Should().BeApproximately(latents[0][j] - (options.LatentLearningRate * Math.Sign(slope[j])), 1e-4);
        }
    }

    [Theory]
    [InlineData(2, 0.05242583)]
    [InlineData(10, 0.01919647)]
    [InlineData(20, 0.00775101)]
    public void ALinearDecoderReachesTheFloorOfThePrincipalComponents(int latentSize, double floor)
    {
        var epochs = new List<double>();
        var result = LatentOptimizationTraining.Fit(TrainingData.InMemory(Digits, 64), new LatentOptimizationEstimator.Options
        {
            LatentSize = latentSize,
            HiddenUnits = [],
            NumberOfEpochs = 60,
            LearningRate = 0.01f,
            LearningRateSchedule = LearningRateSchedule.Cosine(),
            Seed = 1,
        }, new Reports(epoch => epochs.Add(epoch.Energy)));
        var energies = new float[Digits.Length / 64];
        var searches = new LatentSearch[energies.Length];
        result.Energy.Infer(Digits, energies, default, default, searches);
        var found = energies.Average(e => (double)e) / 64;
        output.WriteLine($"k = {latentSize}: trained {epochs[^1] / 64:G6}, searched {found:G6}, floor {floor}, ratio {found / floor:G5}; iterations {searches.Average(s => s.Iterations):F1}, converged {searches.Average(s => s.Converged ? 1.0 : 0):P1}");
        found.Should().BeInRange(floor * 0.999, floor * 1.03);
    }

    [Theory]
    [InlineData(LatentConstraint.Ball)]
    [InlineData(LatentConstraint.Sphere)]
    [InlineData(LatentConstraint.Free)]
    public void TheLossFallsAndASearchDoesAsWellAsTheTrainingDid(LatentConstraint constraint)
    {
        var rows = Digits[..(600 * 64)];
        var epochs = new List<double>();
        var result = LatentOptimizationTraining.Fit(TrainingData.InMemory(rows, 64), new LatentOptimizationEstimator.Options
        {
            LatentSize = 8,
            HiddenUnits = [64],
            NumberOfEpochs = 60,
            BatchSize = 64,
            LearningRate = 3e-3f,
            Constraint = constraint,
            Seed = 1,
        }, new Reports(epoch => epochs.Add(epoch.Energy)));
        for (var i = 10; i < epochs.Count; i += 10)
            epochs[i].Should().BeLessThan(epochs[i - 10], "epoch {0}: {1} after {2}", i + 1, epochs[i], epochs[i - 10]);

        var energies = new float[600];
        var trained = new float[600];
        var searches = new LatentSearch[600];
        result.Energy.Infer(rows, energies, default, default, searches);
        var decoded = new float[rows.Length];
        float[] codes = [.. Enumerable.Range(0, 600).SelectMany(i => result.Latents[i].ToArray())];
        result.Energy.Decode(codes, decoded);
        for (var i = 0; i < 600; i++)
            trained[i] = VectorMath.SquaredDistance(rows.AsSpan(i * 64, 64), decoded.AsSpan(i * 64, 64)) + (result.Energy.LatentPenalty / 2 * TensorPrimitives.SumOfSquares<float>(result.Latents[i]));
        var worse = Enumerable.Range(0, 600).Count(i => energies[i] > trained[i] * 1.001f);
        output.WriteLine($"first {epochs[0]:G5}, last {epochs[^1]:G5}; trained latents {trained.Average():G5}, searched {energies.Average():G5}, worse than trained {worse} of 600; iterations {searches.Average(s => s.Iterations):F1}, converged {searches.Average(s => s.Converged ? 1.0 : 0):P1}");
        energies.Average().Should().BeLessThanOrEqualTo(trained.Average());
        worse.Should().BeInRange(0, 30);
    }

    [Fact]
    public void ThreadsAndStreamingInOrderChangeNoBit()
    {
        var rows = Rows.Normals(100 * 6, 5);
        var options = new LatentOptimizationEstimator.Options { LatentSize = 2, HiddenUnits = [5], NumberOfEpochs = 3, BatchSize = 32, Seed = 4, NumberOfThreads = 1 };
        var one = LatentOptimizationTraining.Fit(TrainingData.InMemory(rows, 6), options).Energy.Parameters.ToArray();
        var three = LatentOptimizationTraining.Fit(TrainingData.InMemory(rows, 6), options.With(o => o.NumberOfThreads = 3)).Energy.Parameters.ToArray();
        three.ShouldEqual(one);

        var small = LatentOptimizationTraining.Fit(TrainingData.Streamed(Rows.Stream(rows, 6, 7), 6, 16), options);
        var large = LatentOptimizationTraining.Fit(TrainingData.Streamed(Rows.Stream(rows, 6, 50), 6, 16), options.With(o => o.NumberOfThreads = 2));
        large.Energy.Parameters.ToArray().ShouldEqual(small.Energy.Parameters.ToArray());
        large.Energy.Latents.Covariance.ToArray().ShouldEqual(small.Energy.Latents.Covariance.ToArray());
    }
}
