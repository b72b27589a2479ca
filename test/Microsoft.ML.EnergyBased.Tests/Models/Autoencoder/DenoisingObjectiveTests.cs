using Microsoft.ML.EnergyBased.Models.Autoencoder;
using Microsoft.ML.EnergyBased.Networks;
using Microsoft.ML.EnergyBased.Numerics;
using Microsoft.ML.EnergyBased.Tests.Networks;
using Microsoft.ML.EnergyBased.Tests.Training;
using Microsoft.ML.EnergyBased.Training;

namespace Microsoft.ML.EnergyBased.Tests.Models.Autoencoder;

public class DenoisingObjectiveTests
{
    private const int Rows = 30, Width = 6;

    public static TheoryData<string> Cases => [.. Settings.Keys];

    private static readonly Dictionary<string, DenoisingAutoencoderEstimator.Options> Settings = new()
    {
        ["squared error"] = Of(Activation.Tanh).With(o => o.HiddenUnits = [5, 3]),
        ["squared error, tied"] = Of(Activation.Softplus).With(o => { o.HiddenUnits = [5, 3]; o.TiedWeights = true; }),
        ["squared error, emphasised"] = Of(Activation.Tanh).With(o => { o.HiddenUnits = [4]; o.Corruption = Corruption.Masking(0.4f); o.CorruptedReconstructionWeight = 3; }),
        ["cross-entropy"] = Of(Activation.ReLU).With(o => { o.HiddenUnits = [8]; o.OutputActivation = Activation.Sigmoid; o.Loss = ReconstructionLoss.BinaryCrossEntropy; }),
        ["cross-entropy, emphasised"] = Of(Activation.SiLU).With(o =>
        {
            o.HiddenUnits = [4];
            o.OutputActivation = Activation.Sigmoid;
            o.Loss = ReconstructionLoss.BinaryCrossEntropy;
            o.Corruption = Corruption.Dropout(0.3f);
            o.CorruptedReconstructionWeight = 0.2f;
        }),
        ["sparse code"] = Of(Activation.Tanh).With(o => { o.HiddenUnits = [5, 3]; o.CodeSparsity = 0.7f; }),
        ["contractive, one layer, tanh"] = Of(Activation.Tanh).With(o => { o.HiddenUnits = [4]; o.ContractivePenalty = 0.8f; }),
        ["contractive, one layer, sigmoid, tied"] = Of(Activation.Sigmoid).With(o => { o.HiddenUnits = [4]; o.ContractivePenalty = 0.8f; o.TiedWeights = true; }),
        ["contractive, one layer, SiLU"] = Of(Activation.SiLU).With(o => { o.HiddenUnits = [4]; o.ContractivePenalty = 0.8f; }),
        ["contractive, one layer, ReLU"] = Of(Activation.ReLU).With(o => { o.HiddenUnits = [9]; o.ContractivePenalty = 0.8f; }),
        ["contractive, two layers, tanh"] = Of(Activation.Tanh).With(o => { o.HiddenUnits = [5, 3]; o.ContractivePenalty = 0.8f; }),
        ["contractive, three layers, softplus, tied"] = Of(Activation.Softplus).With(o => { o.HiddenUnits = [5, 4, 3]; o.ContractivePenalty = 0.8f; o.TiedWeights = true; }),
        ["contractive, two layers, SiLU, sparse"] = Of(Activation.SiLU).With(o => { o.HiddenUnits = [5, 3]; o.ContractivePenalty = 0.8f; o.CodeSparsity = 0.3f; }),
        ["salt and pepper"] = Of(Activation.LeakyReLU).With(o => { o.HiddenUnits = [4]; o.Corruption = Corruption.SaltAndPepper(0.5f, -2, 2); }),
        ["no corruption"] = Of(Activation.Identity).With(o => { o.HiddenUnits = [2]; o.Corruption = Corruption.None; }),
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void GradientIsThatOfDifferences(string name)
    {
        var options = Settings[name];
        var shape = Shape(options);
        var architecture = shape.CreateNetwork();
        var parameters = DenseNetworkTests.Normals(5, architecture.ParameterCount, 0.6f);
        var gradient = new float[parameters.Length];
        Array.Fill(gradient, float.NaN);
        var batch = CreateBatch();
        var team = new WorkTeam(1);
        var objective = new DenoisingObjective(shape, parameters, options, Rows);
        var energy = objective.Gradient(batch, parameters, gradient, team);

        double[] wide = [.. parameters.Select(p => (double)p)];
        var expected = Reference(wide);
        energy.Should().BeApproximately(expected * Rows, 1e-5 * Math.Abs(expected * Rows));
        objective.Energy(batch, parameters, team).Should().BeApproximately(energy, 1e-12 * Math.Abs(energy));
        ReferenceNetwork.AssertGradient(ReferenceNetwork.Differences(Reference, wide), gradient);

        // The mean over the batch, in double; the corrupted rows are those of the objective's streams.
        double Reference(double[] p)
        {
            double sum = 0;
            for (var i = 0; i < Rows; i++)
            {
                float[] corrupted = new float[Width], touched = new float[Width];
                options.Corruption.Apply(batch.Row(i), corrupted, touched, new RandomStream(options.RandomSeed, RandomPurpose.Corruption, batch.Epoch, (ulong)batch.RowIds[i]));
                double[] input = [.. corrupted.Select(v => (double)v)];
                (var values, var sums) = ReferenceNetwork.Forward(architecture, p, input, 0, architecture.Layers.Count - 1);
                for (var j = 0; j < Width; j++)
                {
                    double y = batch.Row(i)[j], r = values[^1][j], a = sums[^1][j];
                    var loss = options.Loss == ReconstructionLoss.SquaredError ? (y - r) * (y - r) : -(y * Math.Log(r)) - ((1 - y) * Math.Log(1 - r));
                    sum += loss * (touched[j] == 1 ? options.CorruptedReconstructionWeight : 1);
                }
                sum += options.CodeSparsity * values[shape.CodeLayer].Sum(Math.Abs);
                if (options.ContractivePenalty > 0)
                    sum += options.ContractivePenalty * ReferenceNetwork.SquaredJacobian(architecture, p, input, shape.CodeLayer);
            }
            return sum / Rows;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void ThreadsDoNotMatter(string name)
    {
        var options = Settings[name];
        var shape = Shape(options);
        var parameters = DenseNetworkTests.Normals(5, shape.CreateNetwork().ParameterCount, 0.6f);
        var batch = CreateBatch();
        var one = new float[parameters.Length];
        var energy = new DenoisingObjective(shape, parameters, options, Rows).Gradient(batch, parameters, one, new WorkTeam(1));
        for (var threads = 2; threads < 5; threads++)
        {
            var several = new float[parameters.Length];
            new DenoisingObjective(shape, parameters, options, Rows).Gradient(batch, parameters, several, new WorkTeam(threads)).Should().Be(energy);
            several.ShouldEqual(one);
        }
    }

    private static DenoisingAutoencoderEstimator.Options Of(Activation activation) => new() { Activation = activation, Corruption = Corruption.Gaussian(0.3f), Seed = 11, BatchSize = Rows };

    private static AutoencoderShape Shape(DenoisingAutoencoderEstimator.Options options)
        => new(Width, options.HiddenUnits, options.Activation, options.OutputActivation, options.TiedWeights);

    private static Batch CreateBatch()
    {
        var batch = new Batch(Width, Rows) { Count = Rows, Epoch = 3 };
        var stream = new RandomStream(8, RandomPurpose.Weights, 5);
        for (var i = 0; i < Rows; i++)
        {
            batch.RowIds[i] = 100 + (7 * i);
            stream.FillUniform(batch.Row(i), i * Width);
        }
        return batch;
    }
}
