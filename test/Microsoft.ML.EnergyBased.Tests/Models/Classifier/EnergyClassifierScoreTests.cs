using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Models.Classifier;
using Microsoft.ML.EnergyBased.Numerics;
using Microsoft.ML.EnergyBased.Tests.Networks;
using Microsoft.ML.EnergyBased.Tests.Training;
using Microsoft.ML.EnergyBased.Training;

namespace Microsoft.ML.EnergyBased.Tests.Models.Classifier;

public class EnergyClassifierScoreTests
{
    public static TheoryData<int[]> Shapes => [[], [6]];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void OutputsAreThoseOfTheFormula(int[] hidden)
    {
        const int Count = 130;
        var energy = Create(hidden);
        var rows = Rows.Normals(Count * 5);
        float[] classEnergies = new float[Count * 3], probabilities = new float[Count * 3], free = new float[Count], again = new float[Count], gradients = new float[rows.Length];
        energy.ClassEnergies(rows, classEnergies);
        energy.Probabilities(rows, probabilities);
        energy.Energy(rows, free);
        energy.Gradient(rows, again, gradients);
        again.ShouldEqual(free);
        double[] parameters = [.. energy.Parameters.ToArray().Select(p => (double)p)];
        double[] wide = [.. rows.Select(v => (double)v)];
        for (var i = 0; i < Count; i++)
        {
            var f = Of(parameters, wide[(i * 5)..((i + 1) * 5)]);
            var z = f.Sum(v => Math.Exp(-v));
            free[i].Should().BeApproximately(-Math.Log(z), 1e-5);
            for (var k = 0; k < 3; k++)
            {
                classEnergies[(i * 3) + k].Should().BeApproximately(f[k], 1e-5);
                probabilities[(i * 3) + k].Should().BeApproximately(Math.Exp(-f[k]) / z, 1e-5);
            }
        }
        ReferenceNetwork.AssertGradient(
            ReferenceNetwork.Differences(x => Enumerable.Range(0, Count).Sum(i => -Math.Log(Of(parameters, x[(i * 5)..((i + 1) * 5)]).Sum(v => Math.Exp(-v)))), wide), gradients);

        double[] Of(double[] p, double[] x) => ReferenceNetwork.Forward(energy.Shape.CreateNetwork(), p, x, 0, hidden.Length).Values[^1];
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void LikelihoodHasTheGradientOfDifferences(int[] hidden)
    {
        const int Count = 29;
        var energy = Create(hidden);
        float[] parameters = energy.Parameters.ToArray(), gradient = new float[parameters.Length];
        var architecture = energy.Shape.CreateNetwork();
        var batch = new Batch(6, Count) { Count = Count };
        for (var i = 0; i < Count; i++)
        {
            Rows.Normals(5, (ulong)i).CopyTo(batch.Row(i));
            batch.Row(i)[5] = i % 3;
        }
        var objective = new ClassLikelihood(energy.Shape, parameters, Count);
        var loss = objective.Gradient(batch, parameters, gradient, new WorkTeam(2));
        double[] wide = [.. parameters.Select(p => (double)p)];
        loss.Should().BeApproximately(Reference(wide) * Count, 1e-4);
        objective.Energy(batch, parameters, new WorkTeam(1)).Should().Be(loss);
        ReferenceNetwork.AssertGradient(ReferenceNetwork.Differences(Reference, wide), gradient);

        double Reference(double[] p) => Enumerable.Range(0, Count).Average(i =>
        {
            var f = ReferenceNetwork.Forward(architecture, p, [.. batch.Row(i)[..5].ToArray().Select(v => (double)v)], 0, hidden.Length).Values[^1];
            return f[(int)batch.Row(i)[5]] + Math.Log(f.Sum(v => Math.Exp(-v)));
        });
    }

    [Fact]
    public void IrisIsTold()
    {
        var features = Rows.Standardise(Rows.Load("iris.csv", 4), 4);
        var labels = Rows.Labels("iris.csv");
        float[] rows = [.. Enumerable.Range(0, 150).SelectMany(i => features[(i * 4)..((i + 1) * 4)].Append(labels[i]))];
        var options = new EnergyClassifierTrainer.Options { NumberOfEpochs = 200, BatchSize = 30, LearningRate = 0.05f, Seed = 1 };
        foreach (var chosen in new[] { options, options.With(o => { o.HiddenUnits = [8]; o.NumberOfEpochs = 60; }) })
        {
            var energy = ClassifierTraining.Fit(TrainingData.InMemory(rows, 5), 3, chosen).Energy;
            var probabilities = new float[150 * 3];
            energy.Probabilities(features, probabilities);
            // Linear discriminants tell 147 of the 150 flowers apart.
            var right = Enumerable.Range(0, 150).Count(i => probabilities[(i * 3) + labels[i]] > 0.5);
            right.Should().BeInRange(146, 150);
        }
        var streamed = ClassifierTraining.Fit(TrainingData.Streamed(Rows.Stream(rows, 5, 20), 5), 3, options.With(o => o.NumberOfEpochs = 20));
        streamed.History.Epochs[^1].Energy.Should().BeLessThan(0.3 * streamed.History.Epochs[0].Energy);
    }

    [Fact]
    public void ABadRowSpoilsNoneButItself()
    {
        var energy = Create([6]);
        float[] rows = Rows.Normals(4 * 5), clean = new float[12], spoilt = new float[12], free = new float[4], gradients = new float[20];
        energy.Probabilities(rows, clean);
        rows[7] = float.NaN;
        energy.Probabilities(rows, spoilt);
        spoilt.ShouldEqual([.. clean[..3], float.NaN, float.NaN, float.NaN, .. clean[6..]]);
        energy.Gradient(rows, free, gradients);
        Enumerable.Range(0, 4).Where(i => float.IsNaN(free[i])).ShouldEqual([1]);
        Enumerable.Range(0, 20).Where(i => float.IsNaN(gradients[i])).ShouldEqual(Enumerable.Range(5, 5));
    }

    [Fact]
    public void FarApartEnergiesDoNotOverflow()
    {
        var probabilities = new float[3];
        LogSumExp.FreeEnergy([1000, -1000, 500], shares: probabilities).Should().Be(-1000);
        probabilities.ShouldEqual([0, 1, 0]);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(-1)]
    [InlineData(0.5f)]
    [InlineData(float.NaN)]
    public void ALabelThatIsNoClassIsRefused(float label)
    {
        float[] rows = [1, 2, 0, 3, 4, label];
        FluentActions.Invoking(() => ClassifierTraining.Fit(TrainingData.InMemory(rows, 3), 3, new EnergyClassifierTrainer.Options()))
            .Should().ThrowExactly<ArgumentException>().WithParameterName("rows");
        FluentActions.Invoking(() => ClassifierTraining.Fit(TrainingData.Streamed(Rows.Stream(rows, 3, 1), 3), 3, new EnergyClassifierTrainer.Options()))
            .Should().ThrowExactly<ArgumentException>().WithParameterName("rows");
    }

    private static ClassifierEnergy Create(int[] hidden)
    {
        var shape = new ClassifierShape(5, hidden, Activation.Tanh, 3);
        return new ClassifierEnergy(shape, DenseNetworkTests.Normals(4, shape.CreateNetwork().ParameterCount, 0.8f));
    }
}
