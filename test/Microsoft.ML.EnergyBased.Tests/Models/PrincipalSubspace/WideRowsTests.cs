using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Models.PrincipalSubspace;
using Microsoft.ML.EnergyBased.Numerics;
using Microsoft.ML.EnergyBased.Tests.Training;

namespace Microsoft.ML.EnergyBased.Tests.Models.PrincipalSubspace;

public class WideRowsTests
{
    [Theory]
    [InlineData(1, 5, 3)]
    [InlineData(2, 3, 1)]
    [InlineData(6, 40, 2)]
    [InlineData(6, 40, 5)]
    [InlineData(6, 40, 12)]
    [InlineData(40, 41, 41)]
    public void FewerRowsThanFeaturesGiveTheEigenvectorsOfTheirCovariance(int count, int dimension, int components)
    {
        var rows = Rows.Normals(count * dimension, seed: 3);
        var energy = Fit(rows, dimension, components);
        (var vectors, var values) = Reference(rows, dimension, []);
        energy.TotalVariance.Should().BeApproximately(values.Sum(), 1e-10);
        for (var k = 0; k < components; k++)
        {
            energy.ExplainedVariances[k].Should().BeApproximately(Math.Max(0, values[k]), 1e-10);
            // Past the rank of the rows any direction will do.
            double along = 0;
            for (var j = 0; j < dimension && values[k] > 1e-9; j++)
                along += vectors[(k * dimension) + j] * energy.Components[(k * dimension) + j];
            along.Should().BeApproximately(values[k] > 1e-9 ? 1 : 0, 1e-6);
            AssertOrthonormal(energy, k);
        }
    }

    [Fact]
    public void ARowOfWeight0IsAbsentAndOneOfWeight2ThereTwice()
    {
        var rows = Rows.Normals(8 * 30, seed: 5);
        var weighted = Fit(rows, 30, 3, [1, 0, 2, 1, 0, 1, 1, 1]);
        var without = Fit([.. rows[..30], .. rows[60..120], .. rows[150..]], 30, 3, [1, 2, 1, 1, 1, 1]);
        var twice = Fit([.. rows[..30], .. rows[60..90], .. rows[60..120], .. rows[150..]], 30, 3);
        weighted.Components.ShouldEqual(without.Components);
        weighted.ExplainedVariances.ShouldEqual(without.ExplainedVariances);
        for (var k = 0; k < 3; k++)
            weighted.ExplainedVariances[k].Should().BeApproximately(twice.ExplainedVariances[k], 1e-10);
    }

    [Theory]
    [InlineData(1100, 1050)]
    [InlineData(1050, 1100)]
    public void ManyRowsOfManyFeaturesAreSolvedByProducts(int count, int dimension)
    {
        // Five directions that stand out of noise, each a share of the row and of the features.
        var rows = Rows.Normals(count * dimension, seed: 7);
        for (var i = 0; i < rows.Length; i++)
            rows[i] = (0.01f * rows[i]) + MathF.Sin(0.3f * (i / dimension % 5) * (i % dimension)) * (1 + (i / dimension % 5));
        var energy = Fit(rows, dimension, 3);
        var other = Fit(rows, dimension, 3, threads: 3);
        other.Components.ShouldEqual(energy.Components);

        // ‖Cv‖² = λ and CᵀCv = λv.
        var mean = new double[dimension];
        var total = WeightedMoments.Mean(rows, default, mean);
        var centred = new CentredRows(rows, default, mean, total, 2, CancellationToken.None);
        for (var k = 0; k < 3; k++)
        {
            double[] v = [.. energy.Components.Slice(k * dimension, dimension).ToArray().Select(x => (double)x)];
            var image = centred.Combine(1, centred.Project(1, v));
            var residual = Math.Sqrt(image.Zip(v, (x, y) => Math.Pow(x - (energy.ExplainedVariances[k] * y), 2)).Sum());
            residual.Should().BeInRange(0, 1e-6 * energy.ExplainedVariances[0]);
            AssertOrthonormal(energy, k);
        }
        (energy.ExplainedVariances[0] / energy.TotalVariance).Should().BeInRange(0.2, 1);
    }

    [Fact]
    public void SixRowsOfFiftyThousandFeaturesLieInFiveDimensions()
    {
        var rows = Rows.Normals(6 * 50_000, seed: 9);
        var energy = Fit(rows, 50_000, 5);
        var energies = new float[6];
        energy.Energy(rows, energies);
        energies.ShouldAllBeInRange(0, 1e-6 * 50_000);
        energy.ExplainedVariances.ToArray().Sum().Should().BeApproximately(energy.TotalVariance, 1e-6);
    }

    private static PrincipalSubspaceEnergy Fit(float[] rows, int dimension, int components, double[]? weights = null, int threads = 1)
        => PrincipalSubspaceTraining.Fit(
            TrainingData.InMemory(rows, dimension, weights?.Select(w => (float)w).ToArray()),
            new PrincipalSubspaceEstimator.Options { NumberOfComponents = components, NumberOfThreads = threads }).Energy;

    private static (double[] Vectors, double[] Values) Reference(float[] rows, int dimension, double[] weights)
    {
        var mean = new double[dimension];
        var total = WeightedMoments.Mean(rows, weights, mean);
        var covariance = new CentredRows(rows, weights, mean, total, 1, CancellationToken.None).Covariance();
        var values = new double[dimension];
        SymmetricEigen.Decompose(covariance, values);
        return (covariance, values);
    }

    private static void AssertOrthonormal(PrincipalSubspaceEnergy energy, int k)
    {
        var d = energy.Dimension;
        for (var l = 0; l <= k; l++)
        {
            double product = 0;
            for (var j = 0; j < d; j++)
                product += (double)energy.Components[(k * d) + j] * energy.Components[(l * d) + j];
            product.Should().BeApproximately(l == k ? 1 : 0, 1e-6);
        }
    }
}
