using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Latent;
using Microsoft.ML.EnergyBased.Models.Autoencoder;
using Microsoft.ML.EnergyBased.Models.Boltzmann;
using Microsoft.ML.EnergyBased.Models.Classifier;
using Microsoft.ML.EnergyBased.Models.ConditionalLatent;
using Microsoft.ML.EnergyBased.Models.EnergyNetwork;
using Microsoft.ML.EnergyBased.Models.KMeans;
using Microsoft.ML.EnergyBased.Models.LatentOptimization;
using Microsoft.ML.EnergyBased.Models.Mixture;
using Microsoft.ML.EnergyBased.Models.NearestNeighbor;
using Microsoft.ML.EnergyBased.Models.PrincipalSubspace;
using Microsoft.ML.EnergyBased.Models.SparseCoding;
using Microsoft.ML.EnergyBased.Networks;
using Microsoft.ML.EnergyBased.Tests.Models.Boltzmann;
using Microsoft.ML.EnergyBased.Tests.Models.ConditionalLatent;
using Microsoft.ML.EnergyBased.Tests.Models.Mixture;
using Microsoft.ML.EnergyBased.Tests.Models.SparseCoding;
using Microsoft.ML.EnergyBased.Tests.Networks;
using Microsoft.ML.EnergyBased.Tests.Training;

namespace Microsoft.ML.EnergyBased.Tests.Energies;

/// <summary>
/// Every public energy at 1 to 70 features, which leave every remainder of every vector width, against its formula in double:
/// values, gradients, and that a block of rows and its rows one by one give the same bits.
/// </summary>
public sealed class EveryDimensionTests
{
    private const int Most = 70, Count = 7;

    public static TheoryData<string> Names => [.. Cases.Keys];

    // Makes an energy of d features, and its reference.
    internal static readonly Dictionary<string, Func<int, (IEnergy Energy, Func<double[], double> Reference)>> Cases = new()
    {
        ["KMeans, minimum"] = d => KMeans(d, float.PositiveInfinity),
        ["KMeans, β = 0.3"] = d => KMeans(d, 0.3f),
        ["Mixture, spherical"] = d => Mixture(d, MixtureCovariance.Spherical, 1),
        ["Mixture, diagonal"] = d => Mixture(d, MixtureCovariance.Diagonal, 0.5f),
        ["Mixture, full"] = d => Mixture(d, MixtureCovariance.Full, 1),
        ["Mixture, minimum"] = d => Mixture(d, MixtureCovariance.Full, float.PositiveInfinity),
        ["NearestNeighbor"] = Neighbors,
        ["PrincipalSubspace"] = Subspace,
        ["RestrictedBoltzmann, bits"] = d => Machine(d, VisibleUnits.Bernoulli, 0.7f),
        ["RestrictedBoltzmann, Gaussian"] = d => Machine(d, VisibleUnits.Gaussian, 1),
        ["Network"] = Network,
        ["Classifier"] = Classifier,
        ["Autoencoder"] = d => Autoencoder(d, ReconstructionLoss.SquaredError),
        ["Autoencoder, cross-entropy"] = d => Autoencoder(d, ReconstructionLoss.BinaryCrossEntropy),
        ["SparseCoding, coordinate descent"] = d => Sparse(d, SparseInferenceAlgorithm.CoordinateDescent),
        ["SparseCoding, FISTA"] = d => Sparse(d, SparseInferenceAlgorithm.Fista),
        ["LatentOptimization"] = LinearDecoder,
        ["ConditionalLatent, minimum"] = d => Conditional(d, float.PositiveInfinity),
        ["ConditionalLatent, β = 2"] = d => Conditional(d, 2),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void EnergiesAndGradientsAreThoseOfTheFormula(string name)
    {
        for (var d = 1; d <= Most; d++)
        {
            (var energy, var reference) = Cases[name](d);
            var width = energy.Dimension;
            var rows = Rows.Normals(Count * width, (ulong)(100 + d));
            if (name.Contains("bits") || name.Contains("cross-entropy"))
                rows = Array.ConvertAll(rows, x => 1 / (1 + MathF.Exp(-x)));
            float[] energies = new float[Count], gradients = new float[rows.Length], again = new float[Count];
            energy.Energy(rows, energies);
            (energy as IDifferentiableEnergy)?.Gradient(rows, again, gradients);
            for (var i = 0; i < Count; i++)
            {
                double[] row = [.. rows.Skip(i * width).Take(width).Select(x => (double)x)];
                var expected = reference(row);
                expected
                    .Should().BeApproximately(energies[i], 2e-5 * (1 + Math.Abs(expected)), "{0}, {1} features, row {2}: {3} instead of {4}", name, d, i, energies[i], expected);
                float[] one = new float[1], gradient = new float[width];
                energy.Energy(rows.AsSpan(i * width, width), one);
                one[0].Should().Be(energies[i]);
                if (energy is not IDifferentiableEnergy differentiable)
                    continue;
                differentiable.Gradient(rows.AsSpan(i * width, width), one, gradient);
                one[0].Should().Be(energies[i]);
                gradients.AsSpan(i * width, width).ShouldEqual(gradient);
                if (i == 0)
                    AssertGradient(name, reference, row, gradient);
            }
        }
    }

    // Along the coordinates at both ends and in the middle, and along one direction through all of them.
    private static void AssertGradient(string name, Func<double[], double> reference, double[] row, float[] gradient)
    {
        var length = Math.Sqrt(gradient.Sum(g => (double)g * g));
        double[] all = [.. row.Select((_, j) => Math.Cos(j + 1))];
        double[][] directions = [all, .. new[] { 0, row.Length / 2, row.Length - 1 }.Distinct().Select(j => row.Select((_, k) => k == j ? 1.0 : 0).ToArray())];
        foreach (var direction in directions)
        {
            const double Step = 1e-5;
            double above = reference([.. row.Zip(direction, (x, u) => x + (Step * u))]), below = reference([.. row.Zip(direction, (x, u) => x - (Step * u))]);
            double expected = (above - below) / (2 * Step), actual = gradient.Zip(direction, (g, u) => g * u).Sum();
            var scale = Math.Sqrt(direction.Sum(u => u * u));
            expected
                .Should().BeApproximately(actual, 1e-3 * scale * (1 + length), "{0}, {1} values: slope {2} instead of {3}", name, row.Length, actual, expected);
        }
    }

    private static (IEnergy, Func<double[], double>) KMeans(int d, float beta)
    {
        const int K = 5;
        var prototypes = Rows.Normals(K * d, 1);
        return (new KMeansEnergy(prototypes, K, d, beta), y => Free(Enumerable.Range(0, K).Select(z => Square(y, prototypes, z)), beta));
    }

    private static (IEnergy, Func<double[], double>) Mixture(int d, MixtureCovariance kind, float beta)
    {
        var reference = MixtureReference.Random(3, d, kind, seed: d);
        return (new MixtureEnergy(reference.Components(kind), beta), y => reference.FreeEnergy(y, beta));
    }

    private static (IEnergy, Func<double[], double>) Neighbors(int d)
    {
        const int Count = 140, K = 4;
        var points = Rows.Normals(Count * d, 2);
        var beta = 2f / d;
        return (new NearestNeighborEnergy(points, [], d, K, NeighborAggregation.FreeEnergy, beta), y =>
            Free(Enumerable.Range(0, Count).Select(z => Square(y, points, z)).Order().Take(K), beta) + (Math.Log(K) / beta));
    }

    private static (IEnergy, Func<double[], double>) Subspace(int d)
    {
        var r = Math.Min(3, d);
        float[] mean = Rows.Normals(d, 2), components = Rows.Normals(r * d, 3);
        for (var k = 0; k < r; k++)
        {
            var own = components.AsSpan(k * d, d);
            for (var l = 0; l < k; l++)
            {
                double product = 0;
                for (var j = 0; j < d; j++)
                    product += (double)own[j] * components[(l * d) + j];
                for (var j = 0; j < d; j++)
                    own[j] -= (float)(product * components[(l * d) + j]);
            }
            double norm = 0;
            foreach (var x in own)
                norm += (double)x * x;
            foreach (ref var x in own)
                x = (float)(x / Math.Sqrt(norm));
        }
        return (new PrincipalSubspaceEnergy(Array.ConvertAll(mean, value => (double)value), components, new double[r], 0), y =>
        {
            double[] residual = [.. y.Select((x, j) => x - mean[j])];
            double[] latent = [.. Enumerable.Range(0, r).Select(k => residual.Select((x, j) => x * components[(k * d) + j]).Sum())];
            return residual.Select((x, j) => Math.Pow(x - latent.Select((z, k) => z * components[(k * d) + j]).Sum(), 2)).Sum();
        }
        );
    }

    private static (IEnergy, Func<double[], double>) Machine(int d, VisibleUnits units, float beta)
    {
        var shape = new RestrictedBoltzmannShape(units, d, 3);
        float[] parameters = [.. Rows.Normals(shape.Parameters, 4).Select(x => 0.3f * x)];
        var reference = new RestrictedBoltzmannReference(shape, [.. parameters.Select(x => (double)x)], beta);
        return (new RestrictedBoltzmannEnergy(shape, parameters, beta), reference.FreeEnergy);
    }

    private static (IEnergy, Func<double[], double>) Network(int d)
    {
        var network = NetworkArchitecture.Chain(d, [5, 1], [Activation.SiLU, Activation.Identity]);
        (var parameters, var wide) = Parameters(network);
        return (new NetworkEnergy(network, parameters, 0.2f), y =>
            ReferenceNetwork.Forward(network, wide, y, 0, 1).Values[^1][0] + (0.5 * 0.2f * y.Sum(x => x * x)));
    }

    private static (IEnergy, Func<double[], double>) Classifier(int d)
    {
        var shape = new ClassifierShape(d, [5], Activation.Tanh, 3);
        var network = shape.CreateNetwork();
        (var parameters, var wide) = Parameters(network);
        return (new ClassifierEnergy(shape, parameters), y => Free(ReferenceNetwork.Forward(network, wide, y, 0, 1).Values[^1], 1));
    }

    private static (IEnergy, Func<double[], double>) Autoencoder(int d, ReconstructionLoss loss)
    {
        var squared = loss == ReconstructionLoss.SquaredError;
        var shape = new AutoencoderShape(d, [4], Activation.Tanh, squared ? Activation.Identity : Activation.Sigmoid, false);
        var network = shape.CreateNetwork();
        (var parameters, var wide) = Parameters(network);
        return (new AutoencoderEnergy(shape, parameters, loss, 1), y => ReferenceNetwork.Forward(network, wide, y, 0, 1).Values[^1]
            .Zip(y, (r, x) => squared ? (x - r) * (x - r) : -(x * Math.Log(r)) - ((1 - x) * Math.Log(1 - r))).Sum());
    }

    private static (IEnergy, Func<double[], double>) Sparse(int d, SparseInferenceAlgorithm algorithm)
    {
        const int K = 4;
        const float Lambda = 0.3f;
        var atoms = SparseReference.Atoms(K, d, 5);
        return (new SparseCodingEnergy(atoms, K, d, new SparseInference(Lambda, false, algorithm, 1e-7f, 100_000)), y =>
        {
            // The reference takes rows of floats: what differences add is put into the energy itself.
            float[] row = [.. y.Select(x => (float)x)];
            var code = SparseReference.Solve(row, atoms, Lambda, nonNegative: false);
            var square = y.Select((x, j) => Math.Pow(x - code.Select((z, k) => z * atoms[(k * d) + j]).Sum(), 2)).Sum();
            return (0.5 * square) + (Lambda * code.Sum(Math.Abs));
        }
        );
    }

    // A linear decoder of one latent with a prior: the minimum has a closed form.
    private static (IEnergy, Func<double[], double>) LinearDecoder(int d)
    {
        const float Alpha = 0.5f;
        var shape = new LatentOptimizationShape(d, 1, [], Activation.Identity, Activation.Identity, LatentConstraint.Free, Alpha);
        (var parameters, var wide) = Parameters(shape.CreateNetwork());
        var energy = new LatentOptimizationEnergy(
            shape, parameters, new LatentGaussian(new float[1], new double[] { 1 }), new DecoderSearchSettings { Descents = 2, Iterations = 2000, Tolerance = 1e-6f }, 1);
        return (energy, y =>
        {
            // y − b against w, with the penalty's share.
            double product = 0, norm = Alpha / 2, square = 0;
            for (var j = 0; j < d; j++)
            {
                var difference = y[j] - wide[d + j];
                product += difference * wide[j];
                norm += wide[j] * wide[j];
                square += difference * difference;
            }
            return square - (product * product / norm);
        }
        );
    }

    private static (IEnergy, Func<double[], double>) Conditional(int d, float beta)
    {
        const int Context = 2;
        var shape = new ConditionalShape(Context, d, LatentSet.Discrete(3), [4], Activation.Tanh, Activation.Identity);
        var reference = new ConditionalReference(shape);
        (var parameters, var wide) = Parameters(shape.CreateNetwork());
        return (new ConditionalLatentEnergy(shape, parameters, beta, 3), row => reference.FreeEnergy(wide, row[..Context], row[Context..], beta));
    }

    private static (float[] Parameters, double[] Wide) Parameters(NetworkArchitecture network)
    {
        var parameters = DenseNetworkTests.Normals(6, network.ParameterCount, 0.3f);
        return (parameters, [.. parameters.Select(x => (double)x)]);
    }

    private static double Square(double[] y, float[] prototypes, int z) => y.Select((x, j) => (x - prototypes[(z * y.Length) + j]) * (x - prototypes[(z * y.Length) + j])).Sum();

    private static double Free(IEnumerable<double> energies, double beta)
    {
        double[] all = [.. energies];
        var least = all.Min();
        return double.IsInfinity(beta) ? least : least - (Math.Log(all.Sum(e => Math.Exp(-beta * (e - least)))) / beta);
    }
}
