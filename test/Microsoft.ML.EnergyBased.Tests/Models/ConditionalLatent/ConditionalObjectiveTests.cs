using Microsoft.ML.EnergyBased.Models.ConditionalLatent;
using Microsoft.ML.EnergyBased.Numerics;
using Microsoft.ML.EnergyBased.Tests.Assertions;
using Microsoft.ML.EnergyBased.Tests.Networks;
using Microsoft.ML.EnergyBased.Tests.Training;
using Microsoft.ML.EnergyBased.Training;

namespace Microsoft.ML.EnergyBased.Tests.Models.ConditionalLatent;

public class ConditionalObjectiveTests
{
    private const int Rows = 10, X = 1, Y = 2;

    public static TheoryData<string> Cases => [.. Settings.Keys];

    private static readonly Dictionary<string, ConditionalLatentEstimator.Options> Settings = new()
    {
        ["winner of branches"] = Of(LatentSet.Discrete(3)),
        ["winner on a circle"] = Of(LatentSet.Circle()),
        ["winner on an interval"] = Of(LatentSet.Continuous(penalty: 0.3f)),
        ["marginal of branches"] = Of(LatentSet.Discrete(3)).With(o => o.InverseTemperature = 0.7f),
        ["marginal on a circle"] = Of(LatentSet.Circle()).With(o => o.InverseTemperature = 2),
        ["hinge of branches"] = Of(LatentSet.Discrete(3)).With(o => { o.Objective = ConditionalLatentObjective.Hinge; o.Margin = 1.5f; }),
        ["hinge on an interval, β"] = Of(LatentSet.Continuous()).With(o => { o.Objective = ConditionalLatentObjective.Hinge; o.InverseTemperature = 1; o.WrongAnswerDistance = 0.5f; }),
        ["hinge on an interval, penalty"] = Of(LatentSet.Continuous(1, -2, 3, 4)).With(o => { o.Objective = ConditionalLatentObjective.Hinge; o.Margin = 3; }),
        ["log on an interval, penalty, β"] = Of(LatentSet.Continuous(1, -2, 3, 4)).With(o => { o.Objective = ConditionalLatentObjective.Log; o.InverseTemperature = 0.3f; }),
        ["log of branches, low β"] = Of(LatentSet.Discrete(3)).With(o => { o.Objective = ConditionalLatentObjective.Log; o.InverseTemperature = 0.1f; }),
        ["log on a circle"] = Of(LatentSet.Circle()).With(o => o.Objective = ConditionalLatentObjective.Log),
        ["log of branches, β"] = Of(LatentSet.Discrete(3)).With(o => { o.Objective = ConditionalLatentObjective.Log; o.InverseTemperature = 2; o.WrongAnswerDistance = 1; }),
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void GradientIsThatOfDifferences(string name)
    {
        var options = Settings[name];
        var shape = Shape(options);
        var parameters = ConditionalReference.Parameters(shape);
        var gradient = new float[parameters.Length];
        Array.Fill(gradient, float.NaN);
        var batch = CreateBatch();
        var team = new WorkTeam(1);
        var objective = new ConditionalObjective(shape, parameters, options, Rows);
        var energy = objective.Gradient(batch, parameters, gradient, team);

        var reference = new ConditionalReference(shape);
        double[] wide = [.. parameters.Select(p => (double)p)];
        int[] wrong = [.. Enumerable.Range(0, Rows).Select(i => Wrong(i, wide))];
        var expected = Loss(wide);
        energy.Should().BeApproximately(expected * Rows, 2e-4 * Math.Abs(expected * Rows));
        objective.Energy(batch, parameters, team).Should().BeApproximately(energy, 1e-12 * Math.Abs(energy));
        ReferenceNetwork.AssertGradient(ReferenceNetwork.Differences(Loss, wide), gradient);

        double Loss(double[] p) => Enumerable.Range(0, Rows).Average(i =>
        {
            var right = F(p, i, i);
            if (options.Objective == ConditionalLatentObjective.Reconstruction)
                return right;
            var difference = right - F(p, i, wrong[i]);
            return options.Objective == ConditionalLatentObjective.Hinge ? Math.Max(0, options.Margin + difference) : Math.Log(1 + Math.Exp(difference));
        });

        double F(double[] p, int row, int answer)
            => reference.FreeEnergy(p, [batch.Row(row)[0]], [batch.Row(answer)[1], batch.Row(answer)[2]], options.InverseTemperature);

        // The wrong answer of least free energy, as the grid sees it; its own minimum need not be the least by far.
        int Wrong(int row, double[] p) => Enumerable.Range(0, Rows)
            .Where(other => other != row && Distance(row, other) >= options.WrongAnswerDistance)
            .MinBy(other => reference.FreeEnergy(p, [batch.Row(row)[0]], [batch.Row(other)[1], batch.Row(other)[2]], options.InverseTemperature));

        double Distance(int a, int b) => Math.Sqrt(Math.Pow(batch.Row(a)[1] - batch.Row(b)[1], 2) + Math.Pow(batch.Row(a)[2] - batch.Row(b)[2], 2));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void ThreadsDoNotMatter(string name)
    {
        var options = Settings[name];
        var shape = Shape(options);
        var parameters = ConditionalReference.Parameters(shape);
        var batch = CreateBatch();
        var one = new float[parameters.Length];
        var energy = new ConditionalObjective(shape, parameters, options, Rows).Gradient(batch, parameters, one, new WorkTeam(1));
        for (var threads = 2; threads < 5; threads++)
        {
            var several = new float[parameters.Length];
            new ConditionalObjective(shape, parameters, options, Rows).Gradient(batch, parameters, several, new WorkTeam(threads)).Should().Be(energy);
            several.ShouldEqual(one);
        }
    }

    [Fact]
    public void TheTemperatureFallsToItsEnd()
    {
        var batch = new Batch(2, 2) { Count = 2 };
        (batch.Row(0)[1], batch.Row(1)[1]) = (-2, 2);
        var annealing = new TemperatureSchedule(double.PositiveInfinity, epochs: 4);
        annealing.Begin(batch, first: 1);
        // The variance is 4; in four steps β rises ten thousand times, and then for good.
        Betas(annealing, 6).ShouldBeCloseTo([0.25, 2.5, 25, 250, double.PositiveInfinity, double.PositiveInfinity], 1e-7);

        annealing = new TemperatureSchedule(25, epochs: 2);
        annealing.Begin(batch, first: 1);
        Betas(annealing, 4).ShouldBeCloseTo([0.25, 2.5, 25, 25], 1e-8);

        // A temperature above the spread of the answers has nowhere to fall from.
        annealing = new TemperatureSchedule(0.1, epochs: 2);
        annealing.Begin(batch, first: 1);
        annealing.Of(0).Should().Be(0.1);
    }

    private static ConditionalLatentEstimator.Options Of(LatentSet latent) => new() { Latent = latent, HiddenUnits = [5], Activation = Activation.Tanh, AnnealingFraction = 0, BatchSize = Rows };

    private static ConditionalShape Shape(ConditionalLatentEstimator.Options options)
        => new(X, Y, options.Latent, options.HiddenUnits, options.Activation, options.OutputActivation);

    private static Batch CreateBatch()
    {
        var batch = new Batch(X + Y, Rows) { Count = Rows, Epoch = 3 };
        var values = DenseNetworkTests.Normals(8, Rows * (X + Y), 1);
        for (var i = 0; i < Rows; i++)
            values.AsSpan(i * (X + Y), X + Y).CopyTo(batch.Row(i));
        return batch;
    }

    private static IEnumerable<double> Betas(TemperatureSchedule schedule, int epochs) => Enumerable.Range(0, epochs).Select(e => schedule.Of((uint)e));
}
