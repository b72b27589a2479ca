using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Models.ConditionalLatent;
using Microsoft.ML.EnergyBased.Networks;
using Microsoft.ML.EnergyBased.Tests.Networks;
using Microsoft.ML.EnergyBased.Tests.Training;
using Microsoft.ML.EnergyBased.Training;

namespace Microsoft.ML.EnergyBased.Tests.Models.ConditionalLatent;

/// <summary>Wrong answers of contrastive losses: which is the most offending, and what where there is none.</summary>
public class WrongAnswerTests
{
    private const int Rows = 40, X = 1, Y = 2;

    [Theory]
    [InlineData("branches", 0.2f)]
    [InlineData("interval", float.PositiveInfinity)]
    [InlineData("interval", 0.3f)]
    [InlineData("interval", 3f)]
    [InlineData("circle", 0.2f)]
    public void ItIsTheOneOfLeastFreeEnergy(string set, float beta)
    {
        var latent = set switch { "branches" => LatentSet.Discrete(3), "circle" => LatentSet.Circle(), _ => LatentSet.Continuous(1, -2, 3, 4) };
        var shape = new ConditionalShape(X, Y, latent, [5], Activation.Tanh, Activation.Identity);
        var parameters = ConditionalReference.Parameters(shape);
        double[] wide = [.. parameters.Select(p => (double)p)];
        var reference = new ConditionalReference(shape);
        var network = new DenseNetwork(shape.CreateNetwork(), parameters, _ => true);
        var inference = ConditionalInference.NewPool(network, shape).Take();
        var wrong = new WrongAnswer(shape, distance: 0);
        var batch = new Batch(X + Y, Rows) { Count = Rows };
        var values = DenseNetworkTests.Normals(8, Rows * (X + Y), 1);
        for (var i = 0; i < Rows; i++)
            values.AsSpan(i * (X + Y), X + Y).CopyTo(batch.Row(i));

        var others = 0;
        for (var i = 0; i < Rows; i++)
        {
            var found = wrong.Find(inference, batch, i, beta);
            double[] energies = [.. Enumerable.Range(0, Rows).Select(other => other == i ? double.PositiveInfinity : F(i, other))];
            // Grids of few nodes tell energies apart to a hundredth.
            energies[found].Should().BeInRange(energies.Min(), energies.Min() + 0.01);
            others += found == Nearest(i) ? 0 : 1;
        }
        // It is another one than that which z decodes nearest to, whatever its penalty and at whatever temperature.
        others.Should().BeInRange(3, Rows);

        double F(int row, int other) => reference.FreeEnergy(wide, [batch.Row(row)[0]], [batch.Row(other)[1], batch.Row(other)[2]], beta);

        int Nearest(int row) => Enumerable.Range(0, Rows).Where(other => other != row).MinBy(other => Enumerable.Range(0, 200).Min(k =>
        {
            var t = latent.IsDiscrete ? k % latent.Size : latent.Minimum + (((double)latent.Maximum - latent.Minimum) * k / 200);
            var decoded = reference.Decode(wide, [batch.Row(row)[0]], t);
            return Math.Pow(decoded[0] - batch.Row(other)[1], 2) + Math.Pow(decoded[1] - batch.Row(other)[2], 2);
        }));
    }

    [Theory]
    [InlineData(ConditionalLatentObjective.Hinge, 20, 100f, 1)]
    [InlineData(ConditionalLatentObjective.Log, 20, 100f, 3)]
    [InlineData(ConditionalLatentObjective.Hinge, 1, 0f, 2)]
    public void ATrainingThatMeetsNoneFails(ConditionalLatentObjective loss, int rows, float distance, int epochs)
    {
        var ended = 0;
        var options = new ConditionalLatentEstimator.Options
        {
            Latent = LatentSet.Discrete(2),
            HiddenUnits = [4],
            Objective = loss,
            WrongAnswerDistance = distance,
            NumberOfEpochs = epochs,
            BatchSize = 8,
        };
        var e = FluentActions.Invoking(() => ConditionalTraining.Fit(TrainingData.InMemory(DenseNetworkTests.Normals(8, rows * (X + Y), 1), X + Y), X, options, new Reports(_ => ended++)))
            .Should().ThrowExactly<InvalidOperationException>().Which;
        e.Message.Should().Contain("WrongAnswerDistance");
        e.Message.Should().Contain("BatchSize");
        // Not only after all epochs.
        ended.Should().Be(1);
    }

    [Fact]
    public void ABatchOfOneRowHasNone()
    {
        var options = new ConditionalLatentEstimator.Options { Objective = ConditionalLatentObjective.Log, BatchSize = 1 };
        FluentActions.Invoking(options.Validate).Should().ThrowExactly<ArgumentOutOfRangeException>().WithParameterName("BatchSize");
        (options.With(o => o.Objective = ConditionalLatentObjective.Reconstruction)).Validate();
        (options.With(o => o.BatchSize = 2)).Validate();
    }

    [Fact]
    public void ABranchWithoutAPredictionIsNamed()
    {
        var options = new ConditionalLatentEstimator.Options { Latent = LatentSet.Discrete(7), NumberOfPredictions = 4 };
        var e = FluentActions.Invoking(options.Validate).Should().ThrowExactly<ArgumentOutOfRangeException>().Which;
        e.ParamName.Should().Be("NumberOfPredictions");
        e.Message.Should().Contain("K = 7");
        e.Message.Should().Contain("must be 7");
        (options.With(o => o.NumberOfPredictions = 7)).Validate();
    }
}
