using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Latent;
using Microsoft.ML.EnergyBased.Models.Boltzmann;
using Microsoft.ML.EnergyBased.Models.Classifier;
using Microsoft.ML.EnergyBased.Models.ConditionalLatent;
using Microsoft.ML.EnergyBased.Models.EnergyNetwork;
using Microsoft.ML.EnergyBased.Models.Mixture;
using Microsoft.ML.EnergyBased.Networks;
using Microsoft.ML.EnergyBased.Tests.Models.SparseCoding;
using Microsoft.ML.EnergyBased.Tests.Networks;

namespace Microsoft.ML.EnergyBased.Tests.Energies;

public class FeatureEnergyTests
{
    private const int Count = 6;
    private const int D = 4;

    /// <summary>Energies without a split of their own, and between what values a feature of theirs is free.</summary>
    public static TheoryData<string, double, double> Freed => new()
    {
        { "Bits", 0, 1 },
        { "Bits, cold", 0, 1 },
        { "Gaussian units", -12, 12 },
        { "Gaussian units, warm", -12, 12 },
        { "Network", -3, 3 },
        { "Classifier", -3, 3 },
        { "Full mixture", -12, 12 },
        { "Full mixture, cold", -12, 12 },
    };

    [Theory]
    [MemberData(nameof(Freed))]
    public void AShareIsWhatTheBestValueOfThatFeatureWouldGain(string name, double low, double high)
    {
        const int Grid = 4001;
        var energy = Create(name);
        var rows = name.StartsWith("Bits", StringComparison.Ordinal)
            ? DenseNetworkTests.Normals(8, Count * D, 1).Select(value => value > 0 ? 1f : 0.25f).ToArray()
            : DenseNetworkTests.Normals(8, Count * D, 1.5f);
        var shares = new float[rows.Length];
        energy.FeatureEnergy(rows, shares);
        var trials = new float[Grid * D];
        var energies = new float[Grid];
        for (var row = 0; row < Count; row++)
        {
            for (var j = 0; j < D; j++)
            {
                for (var i = 0; i < Grid; i++)
                {
                    rows.AsSpan(row * D, D).CopyTo(trials.AsSpan(i * D));
                    if (i > 0)
                        trials[(i * D) + j] = (float)(low + ((i - 1) * (high - low) / (Grid - 2)));
                }

                energy.Energy(trials, energies);
                var gain = energies[0] - energies.Min();
                shares[(row * D) + j].Should().BeApproximately(gain, 1e-4f + (1e-3f * Math.Abs(gain)), "{0}, row {1}, feature {2}", name, row, j);
            }
        }
    }

    [Fact]
    public void OneGaussianGivesHalfTheSquareOfItsScoreOverThePrecision()
    {
        // P = Σ⁻¹ of [4, 1.2; 1.2, 1] is [1, −1.2; −1.2, 4] / 2.56.
        var energy = new MixtureEnergy(new MixtureComponents(MixtureCovariance.Full, [1], [1, -2], [4, 1.2, 1.2, 1]));
        var shares = new float[2];
        energy.FeatureEnergy([2, -3], shares);
        const double First = (1 + 1.2) / 2.56, Second = (-1.2 - 4) / 2.56;
        shares[0].Should().BeApproximately((float)(First * First / 2 / (1 / 2.56)), 1e-4f);
        shares[1].Should().BeApproximately((float)(Second * Second / 2 / (4 / 2.56)), 1e-4f);
    }

    [Theory]
    [InlineData(MixtureCovariance.Diagonal, 1)]
    [InlineData(MixtureCovariance.Diagonal, 0.4)]
    [InlineData(MixtureCovariance.Spherical, float.PositiveInfinity)]
    public void SharesOfAMixtureOfIndependentFeaturesSumToItsEnergy(MixtureCovariance covariance, float beta)
    {
        double[] covariances = covariance == MixtureCovariance.Diagonal ? [1, 0.5, 2, 0.25] : [0.5, 2];
        var energy = new MixtureEnergy(new MixtureComponents(covariance, [0.3, 0.7], [0, 1, 2, -1], covariances), beta);
        float[] rows = [0.5f, 0.25f, 1, 0, 2.5f, -1.5f];
        var shares = new float[6];
        var energies = new float[3];
        energy.FeatureEnergy(rows, shares);
        energy.Energy(rows, energies);
        for (var i = 0; i < 3; i++)
            (shares[2 * i] + shares[(2 * i) + 1]).Should().BeApproximately(energies[i], 1e-5f);
        // One component: −ln N of each feature, and −ln 1 for the latent.
        var single = new MixtureEnergy(new MixtureComponents(MixtureCovariance.Diagonal, [1], [0, 1], [4, 1]));
        single.FeatureEnergy([2, 1], shares.AsSpan(0, 2));
        shares[0].Should().BeApproximately((float)(0.5 + (Math.Log(2 * Math.PI * 4) / 2)), 1e-5f);
        shares[1].Should().BeApproximately((float)(Math.Log(2 * Math.PI) / 2), 1e-5f);
    }

    [Fact]
    public void SharesOfSparseCodingAndThePriceOfTheCodeAreTheEnergy()
    {
        var atoms = DenseNetworkTests.Normals(3, 6 * D, 1);
        for (var k = 0; k < 6; k++)
        {
            var norm = MathF.Sqrt(atoms.Skip(k * D).Take(D).Sum(v => v * v));
            for (var j = 0; j < D; j++)
                atoms[(k * D) + j] /= norm;
        }

        var energy = SparseCodingEnergyTests.Create(atoms, D, 0.2f);
        var rows = DenseNetworkTests.Normals(5, Count * D, 1);
        float[] shares = new float[rows.Length], energies = new float[Count], codes = new float[Count * 6];
        energy.FeatureEnergy(rows, shares);
        energy.Infer(rows, energies, codes, default, default);
        for (var i = 0; i < Count; i++)
            (shares.Skip(i * D).Take(D).Sum() + (0.2f * codes.Skip(i * 6).Take(6).Sum(Math.Abs))).Should().BeApproximately(energies[i], 1e-5f);
    }

    [Theory]
    [InlineData(float.PositiveInfinity)]
    [InlineData(2)]
    public void SharesOfAConditionalModelAreTheErrorsOfItsBestLatent(float beta)
    {
        var shape = new ConditionalShape(1, 2, LatentSet.Discrete(3), [4], Activation.Tanh, Activation.Identity);
        var energy = new ConditionalLatentEnergy(shape, DenseNetworkTests.Normals(2, shape.CreateNetwork().ParameterCount, 0.8f), beta, 3);
        var rows = DenseNetworkTests.Normals(5, Count * 3, 1);
        var shares = new float[Count * 2];
        energy.FeatureEnergy(rows, shares);
        for (var i = 0; i < Count; i++)
        {
            var decoded = new float[3 * 2];
            energy.Predict([rows[i * 3]], decoded);
            var least = Enumerable.Range(0, 3).Min(z => Square(rows[(i * 3) + 1] - decoded[2 * z]) + Square(rows[(i * 3) + 2] - decoded[(2 * z) + 1]));
            (shares[2 * i] + shares[(2 * i) + 1]).Should().BeApproximately(least, 1e-5f);
        }

        static float Square(float value) => value * value;
    }

    [Theory]
    [InlineData("Bits")]
    [InlineData("Gaussian units")]
    [InlineData("Network")]
    [InlineData("Classifier")]
    [InlineData("Full mixture")]
    public void ABadRowHasNoSharesAndItsNeighboursTheirOwn(string name)
    {
        var energy = Create(name);
        float[] rows = [0, 1, 0.5f, 1, 0, float.NaN, 1, 0, 1, 1, 0.5f, 0];
        float[] shares = new float[12], alone = new float[D];
        energy.FeatureEnergy(rows, shares);
        shares.Skip(D).Take(D).ShouldAllEqual(float.NaN);
        foreach (var row in (int[])[0, 2])
        {
            energy.FeatureEnergy(rows.AsSpan(row * D, D), alone);
            shares.Skip(row * D).Take(D).ShouldEqual(alone);
        }

        FluentActions.Invoking(() => energy.FeatureEnergy(rows, new float[D])).Should().Throw<ArgumentException>();
    }

    private static IFeatureEnergy Create(string name) => name switch
    {
        "Bits" => Machine(VisibleUnits.Bernoulli, 1),
        "Bits, cold" => Machine(VisibleUnits.Bernoulli, 2.5f),
        "Gaussian units" => Machine(VisibleUnits.Gaussian, 1),
        "Gaussian units, warm" => Machine(VisibleUnits.Gaussian, 0.4f),
        "Network" => Network(),
        "Classifier" => Classifier(),
        "Full mixture" => Mixture(1),
        _ => Mixture(float.PositiveInfinity),
    };

    private static RestrictedBoltzmannEnergy Machine(VisibleUnits units, float beta)
    {
        var shape = new RestrictedBoltzmannShape(units, D, 5);
        return new RestrictedBoltzmannEnergy(shape, DenseNetworkTests.Normals(6, shape.Parameters, 0.9f), beta);
    }

    private static NetworkEnergy Network()
    {
        var architecture = NetworkArchitecture.Chain(D, [6, 1], [Activation.Tanh, Activation.Identity]);
        return new NetworkEnergy(architecture, DenseNetworkTests.Normals(7, architecture.ParameterCount, 1), 0.3f);
    }

    private static ClassifierEnergy Classifier()
    {
        var shape = new ClassifierShape(D, [5], Activation.Tanh, 3);
        return new ClassifierEnergy(shape, DenseNetworkTests.Normals(4, shape.CreateNetwork().ParameterCount, 0.8f));
    }

    private static MixtureEnergy Mixture(float beta)
    {
        double[] covariance = [1, 0.4, 0, 0.2, 0.4, 1, 0.1, 0, 0, 0.1, 0.5, 0, 0.2, 0, 0, 2];
        return new MixtureEnergy(
            new MixtureComponents(MixtureCovariance.Full, [0.2, 0.5, 0.3], [0, 1, 2, 0, -2, 0, 1, 1, 3, -1, 0, 2], [.. covariance, .. covariance, .. covariance]), beta);
    }
}
