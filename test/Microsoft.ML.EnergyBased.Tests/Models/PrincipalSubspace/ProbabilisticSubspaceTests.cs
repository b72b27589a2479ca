using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Models.PrincipalSubspace;
using Microsoft.ML.EnergyBased.Tests.Assertions;
using Microsoft.ML.EnergyBased.Tests.Training;

namespace Microsoft.ML.EnergyBased.Tests.Models.PrincipalSubspace;

public class ProbabilisticSubspaceTests
{
    [Theory]
    [InlineData("wine.csv", 13, 1)]
    [InlineData("wine.csv", 13, 6)]
    [InlineData("wine.csv", 13, 13)]
    [InlineData("digits.csv", 64, 10)]
    [InlineData("digits.csv", 64, 64)]
    public void EveryOutputIsThatOfTheGaussian(string file, int d, int components)
    {
        var rows = Rows.Standardise(Rows.Load(file, d), d)[..(150 * d)];
        var energy = Fit(rows, d, components);
        energy.InverseTemperature.Should().Be(1);
        var gaussian = new SubspaceGaussian(energy);
        const int Count = 20;
        float[] energies = new float[Count], latents = new float[Count * components], reconstructions = new float[Count * d];
        float[] gradients = new float[Count * d], shares = new float[Count * d];
        ReadOnlySpan<float> block = rows.AsSpan(0, Count * d);
        energy.Infer(block, energies, latents, reconstructions, default);
        energy.Gradient(block, energies, gradients);
        energy.FeatureEnergy(block, shares);
        for (var i = 0; i < Count; i++)
        {
            var row = rows[(i * d)..((i + 1) * d)];
            var expected = gaussian.NegativeLogLikelihood(row);
            ((double)energies[i]).Should().BeApproximately(expected, 1e-4 * (1 + Math.Abs(expected)));
            var z = gaussian.PosteriorMean(row);
            for (var k = 0; k < components; k++)
                latents[(i * components) + k].Should().BeApproximately((float)z[k], 1e-4f);
            var (decoded, gradient) = (gaussian.W * z, gaussian.Gradient(row));
            var steep = 1e-3 * gradient.AbsoluteMaximum();
            for (var j = 0; j < d; j++)
            {
                ((double)reconstructions[(i * d) + j]).Should().BeApproximately(energy.Mean[j] + decoded[j], 1e-4);
                ((double)gradients[(i * d) + j]).Should().BeApproximately(gradient[j], steep);
            }
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(6)]
    [InlineData(13)]
    public void AShareIsWhatAFeatureWouldGainByItsMeanGivenTheOthers(int components)
    {
        const int Features = 13;
        var rows = Rows.Standardise(Rows.Load("wine.csv", Features), Features);
        var energy = Fit(rows, Features, components);
        for (var i = 0; i < 10; i++)
        {
            var row = rows[(i * Features)..((i + 1) * Features)];
            float[] shares = new float[Features], own = new float[1], least = new float[1], answer = new float[Features];
            energy.FeatureEnergy(row, shares);
            energy.Energy(row, own);
            for (var j = 0; j < Features; j++)
            {
                float[] holed = [.. row];
                holed[j] = float.NaN;
                energy.Complete(holed, answer, least, out _).Should().Be(1);
                shares[j].Should().BeGreaterThanOrEqualTo(0).And.BeApproximately(own[0] - least[0], 1e-3f);
            }
        }
    }

    [Fact]
    public void CompletionIsWhereFIsLeast()
    {
        const int Features = 13;
        var rows = Rows.Standardise(Rows.Load("wine.csv", Features), Features);
        var energy = Fit(rows, Features, 6);
        float[] row = [.. rows[..Features].Select((value, j) => j % 3 == 0 ? float.NaN : value)];
        float[] answer = new float[Features], one = new float[1], gradient = new float[Features];
        energy.Complete(row, answer, one, out _).Should().Be(1);
        energy.Gradient(answer, one, gradient);
        for (var j = 0; j < Features; j += 3)
            gradient[j].Should().BeApproximately(0, 1e-4f);
    }

    [Fact]
    public void ARowFarAwayInTheSubspaceIsOddAndOneWithinItsSpreadIsNot()
    {
        var distance = new PrincipalSubspaceEnergy([0, 0, 0], [1, 0, 0], [9], 11);
        var likelihood = new PrincipalSubspaceEnergy([0, 0, 0], [1, 0, 0], [9], 11, probabilistic: true);
        float[] rows = [0, 0, 0, 3, 0, 0, 30, 0, 0, 0, 3, 0], energies = new float[4];
        distance.Energy(rows, energies);
        energies.ShouldEqual([0, 0, 0, 9]);
        likelihood.Energy(rows, energies);
        // σ² = 1: ½(3 ln 2π + ln 9), and with it ½, 50 and 4.5.
        var least = (1.5 * Math.Log(2 * Math.PI)) + Math.Log(3);
        energies.Select((f, i) => f - least - new[] { 0, 0.5, 50, 4.5 }[i]).Should().AllSatisfy(off => off.Should().BeApproximately(0, 1e-5));
    }

    [Fact]
    public void RowsThatDoNotVaryAreRefused()
        => FluentActions.Invoking(() => Fit([1, 2, 3, 1, 2, 3], 3, 2))
            .Should().ThrowExactly<InvalidOperationException>().Which.Message.Should().Contain("Probabilistic");

    private static PrincipalSubspaceEnergy Fit(float[] rows, int dimension, int components)
        => PrincipalSubspaceTraining.Fit(
            TrainingData.InMemory(rows, dimension), new PrincipalSubspaceEstimator.Options { NumberOfComponents = components, Probabilistic = true }).Energy;
}
