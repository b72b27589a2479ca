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
using Microsoft.ML.EnergyBased.Numerics;
using Microsoft.ML.EnergyBased.Tests.Numerics;

namespace Microsoft.ML.EnergyBased.Tests.Energies;

/// <summary>Every energy, at all dimensions from 1 to 70, on rows and into results that end or begin at a page that must not be touched.</summary>
public class EnergyBoundsTests
{
    private const int MostRows = 7;
    private const int MostDimension = 70;

    public static TheoryData<string> Names => [.. Makers.Keys];

    private static Dictionary<string, Func<int, IEnergy>> Makers { get; } = new()
    {
        ["K-means"] = d => new KMeansEnergy(Normals(1, 5 * d), 5, d),
        ["K-means, β = 1"] = d => new KMeansEnergy(Normals(1, 5 * d), 5, d, 1),
        ["mixture, spherical"] = d => Mixture(MixtureCovariance.Spherical, d),
        ["mixture, diagonal"] = d => Mixture(MixtureCovariance.Diagonal, d),
        ["mixture, full"] = d => Mixture(MixtureCovariance.Full, d),
        ["neighbours"] = d => new NearestNeighborEnergy(Normals(1, 150 * d), [], d, 5, NeighborAggregation.FreeEnergy, 1),
        ["k-th neighbour"] = d => new NearestNeighborEnergy(Normals(1, 150 * d), [], d, 5, NeighborAggregation.KthDistance, float.PositiveInfinity),
        ["subspace"] = d => new PrincipalSubspaceEnergy(Array.ConvertAll(Normals(1, d), value => (double)value), Unit(d, 0), [1], 2),
        ["autoencoder"] = d => Autoencoder(d, ReconstructionLoss.SquaredError, Activation.Identity),
        ["autoencoder, cross-entropy"] = d => Autoencoder(d, ReconstructionLoss.BinaryCrossEntropy, Activation.Sigmoid),
        ["classifier"] = d => Classifier(d, []),
        ["classifier network"] = d => Classifier(d, [6]),
        ["machine of bits"] = d => Machine(VisibleUnits.Bernoulli, d),
        ["Gaussian machine"] = d => Machine(VisibleUnits.Gaussian, d),
        ["network"] = Network,
        ["sparse coding, coordinate descent"] = d => Sparse(d, SparseInferenceAlgorithm.CoordinateDescent),
        ["sparse coding, FISTA"] = d => Sparse(d, SparseInferenceAlgorithm.Fista),
        ["latent optimisation"] = LatentOptimization,
        ["conditional, branches"] = d => Conditional(d, LatentSet.Discrete(3)),
        ["conditional, circle"] = d => Conditional(d, LatentSet.Circle()),
        ["conditional, box"] = d => Conditional(d, LatentSet.Continuous(3)),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void RowsAndResultsAreAllThatIsTouched(string name)
    {
        using GuardedMemory<float> rows = new(MostRows * MostDimension), energies = new(MostRows), slopes = new(MostRows * MostDimension);
        using GuardedMemory<float> latents = new(MostRows * MostDimension), reconstructions = new(MostRows * MostDimension);
        foreach (var atEnd in new[] { true, false })
        {
            for (var dimension = name.StartsWith("conditional", StringComparison.Ordinal) ? 2 : 1; dimension <= MostDimension; dimension++)
            {
                var energy = Makers[name](dimension);
                foreach (var count in new[] { 1, MostRows })
                {
                    ReadOnlySpan<float> y = rows.Take(Normals(2, count * dimension), atEnd);
                    var found = energies.Take(count, atEnd);
                    energy.Energy(y, found);
                    var first = found.ToArray();
                    first.ShouldAllBeFinite();
                    if (energy is IDifferentiableEnergy differentiable)
                    {
                        differentiable.Gradient(y, energies.Take(count, atEnd), slopes.Take(count * dimension, atEnd));
                        found.ToArray().ShouldEqual(first);
                        slopes.AssertUntouched();
                    }
                    if (energy is ILatentEnergy latent)
                    {
                        var size = latent.LatentSize;
                        latent.Infer(y, energies.Take(count, atEnd), latents.Take(count * size, atEnd), reconstructions.Take(count * dimension, atEnd), default);
                        found.ToArray().ShouldEqual(first);
                        latents.AssertUntouched();
                        reconstructions.AssertUntouched();
                    }
                    if (energy is IReconstructingEnergy reconstructing)
                    {
                        reconstructing.Reconstruct(y, reconstructions.Take(count * dimension, atEnd));
                        reconstructions.AssertUntouched();
                    }
                    if (energy is ICompletingEnergy completing && count == 1 && dimension > 1)
                    {
                        var row = rows.Take(Normals(2, dimension), atEnd);
                        row[^1] = float.NaN;
                        completing.Complete(row, reconstructions.Take(3 * dimension, atEnd), energies.Take(3, atEnd), out _);
                        reconstructions.AssertUntouched();
                    }
                    rows.AssertUntouched();
                    energies.AssertUntouched();
                }
            }
        }
    }

    private static MixtureEnergy Mixture(MixtureCovariance covariance, int d)
    {
        var size = MixtureComponents.SizeOf(covariance, d);
        var covariances = new double[2 * size];
        for (var i = 0; i < covariances.Length; i++)
            covariances[i] = covariance != MixtureCovariance.Full || i % size % (d + 1) == 0 ? 1.5 : 0.5 / d;
        return new MixtureEnergy(new MixtureComponents(covariance, [0.25, 0.75], [.. Normals(1, 2 * d).Select(m => (double)m)], covariances));
    }

    private static float[] Unit(int d, int axis)
    {
        var unit = new float[d];
        unit[axis] = 1;
        return unit;
    }

    private static AutoencoderEnergy Autoencoder(int d, ReconstructionLoss loss, Activation output)
    {
        var shape = new AutoencoderShape(d, [9, 3], Activation.Tanh, output, TiedWeights: false);
        return new AutoencoderEnergy(shape, Normals(1, shape.CreateNetwork().ParameterCount), loss, reconstructionSteps: 2);
    }

    private static ClassifierEnergy Classifier(int d, int[] hidden)
    {
        var shape = new ClassifierShape(d, hidden, Activation.ReLU, 3);
        return new ClassifierEnergy(shape, Normals(1, shape.CreateNetwork().ParameterCount));
    }

    private static RestrictedBoltzmannEnergy Machine(VisibleUnits units, int d)
    {
        var shape = new RestrictedBoltzmannShape(units, d, 11);
        return new RestrictedBoltzmannEnergy(shape, Normals(1, shape.Parameters));
    }

    private static NetworkEnergy Network(int d)
    {
        var architecture = NetworkArchitecture.Chain(d, [7, 1], [Activation.SiLU, Activation.Identity]);
        return new NetworkEnergy(architecture, Normals(1, architecture.ParameterCount), 0.5f);
    }

    private static SparseCodingEnergy Sparse(int d, SparseInferenceAlgorithm algorithm)
        => new(Normals(1, 13 * d), 13, d, new SparseInference(0.1f, false, algorithm, 1e-3f, 50));

    private static LatentOptimizationEnergy LatentOptimization(int d)
    {
        var shape = new LatentOptimizationShape(d, 3, [6], Activation.Tanh, Activation.Identity, LatentConstraint.Ball);
        return new LatentOptimizationEnergy(
            shape, Normals(1, shape.CreateNetwork().ParameterCount), new LatentGaussian(new float[3], [1, 0, 0, 0, 1, 0, 0, 0, 1]), new DecoderSearchSettings { Iterations = 20 }, seed: 1);
    }

    private static ConditionalLatentEnergy Conditional(int d, LatentSet latent)
    {
        var context = Math.Max(1, d / 2);
        var shape = new ConditionalShape(context, d - context, latent, [5], Activation.Tanh, Activation.Identity) { Search = new DecoderSearchSettings { Iterations = 20 }, Draws = 64 };
        return new ConditionalLatentEnergy(shape, Normals(1, shape.CreateNetwork().ParameterCount), float.PositiveInfinity, latent.IsDiscrete ? latent.Size : 3);
    }

    private static float[] Normals(ulong seed, int count)
    {
        var values = new float[count];
        new RandomStream(seed, RandomPurpose.RowOrder).FillNormal(values);
        return values;
    }
}
