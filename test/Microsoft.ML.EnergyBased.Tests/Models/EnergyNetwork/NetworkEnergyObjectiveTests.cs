using Microsoft.ML.EnergyBased.Models.EnergyNetwork;
using Microsoft.ML.EnergyBased.Networks;
using Microsoft.ML.EnergyBased.Numerics;
using Microsoft.ML.EnergyBased.Samplers;
using Microsoft.ML.EnergyBased.Tests.Training;
using Microsoft.ML.EnergyBased.Training;

namespace Microsoft.ML.EnergyBased.Tests.Models.EnergyNetwork;

public class NetworkEnergyObjectiveTests
{
    private const int Count = 20;
    private const float Alpha = 0.3f;
    private const float Noise = 0.4f;

    private static readonly NetworkArchitecture Architecture = NetworkArchitecture.Chain(2, [5, 1], [Activation.Tanh, Activation.Identity]);
    private static readonly Proposal Wide = Proposal.Gaussian([0, 0], [2, 2]);

    [Theory]
    [InlineData(ContrastiveObjective.NoiseContrastive, 3)]
    [InlineData(ContrastiveObjective.DenoisingScoreMatching, 1)]
    public void RegularizationIsTheMeanSquareOverDataAndThatOverNoise(ContrastiveObjective objective, int ratio)
    {
        // The same batch with α and without: the difference is the gradient of the penalty.
        var parameters = new float[Architecture.ParameterCount];
        Architecture.Initialize(parameters, WeightInitialization.Automatic, 7);
        var rows = new float[2 * Count];
        new RandomStream(2, RandomPurpose.ContrastiveNoise).FillNormal(rows);
        var options = new ContrastiveDivergenceTrainer.Options { Objective = objective, NoiseRatio = ratio, NoiseStandardDeviation = Noise, BatchSize = Count, Seed = 1 };
        var plain = Gradient(options, parameters, rows);
        var regularized = Gradient(options.With(o => o.EnergyRegularization = Alpha), parameters, rows);

        var stream = new RandomStream(1, RandomPurpose.ContrastiveNoise);
        var points = new float[objective == ContrastiveObjective.NoiseContrastive ? 2 * Count * ratio : 0];
        float[] data = [.. rows];
        if (points.Length > 0)
        {
            Wide.Draw(stream, 0, 2, points);
        }
        else
        {
            var noise = new float[rows.Length];
            stream.FillNormal(noise);
            data = [.. rows.Zip(noise, (y, n) => y + (Noise * n))];
        }

        for (var p = 0; p < parameters.Length; p++)
        {
            const float Step = 1e-2f;
            var slope = (Penalty(p, Step) - Penalty(p, -Step)) / (2 * Step);
            (regularized[p] - plain[p]).Should().BeApproximately(slope, 2e-3);
        }
        regularized.Zip(plain, (r, q) => Math.Abs(r - q)).Should().Contain(difference => difference > 0.05);

        double Penalty(int parameter, float step)
        {
            float[] moved = [.. parameters];
            moved[parameter] += step;
            var energy = new NetworkEnergy(Architecture, moved, 0);
            return Alpha * (MeanSquare(energy, data) + (points.Length > 0 ? MeanSquare(energy, points) : 0));
        }
    }

    private static double MeanSquare(NetworkEnergy energy, float[] rows)
    {
        var energies = new float[rows.Length / 2];
        energy.Energy(rows, energies);
        return energies.Average(e => (double)e * e);
    }

    private static float[] Gradient(ContrastiveDivergenceTrainer.Options options, float[] parameters, float[] rows)
    {
        var objective = new NetworkEnergyObjective(new ParametricNetwork(Architecture, parameters, 0), options, Count, Wide);
        using var source = new MemorySource(rows, 2, 0, 1);
        var batch = new Batch(2, Count);
        source.BeginTraining(0);
        var team = new WorkTeam(1);
        source.Read(batch, team).Should().BeTrue();

        // The batch comes in an order of its own, and the noise goes by the place in it.
        for (var row = 0; row < Count; row++)
            rows.AsSpan(2 * row, 2).CopyTo(batch.Row(row));
        var gradient = new float[parameters.Length];
        objective.Gradient(batch, parameters, gradient, team);
        return gradient;
    }
}
