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
    public void Fewer_rows_than_features_give_the_eigenvectors_of_their_covariance(int count, int dimension, int components)
    {
        float[] rows = Rows.Normals(count * dimension, seed: 3);
        PrincipalSubspaceEnergy energy = Fit(rows, dimension, components);
        (double[] vectors, double[] values) = Reference(rows, dimension, []);
        Assert.Equal(values.Sum(), energy.TotalVariance, 1e-10);
        for (int k = 0; k < components; k++)
        {
            Assert.Equal(Math.Max(0, values[k]), energy.ExplainedVariances[k], 1e-10);
            // Past the rank of the rows any direction will do.
            double along = 0;
            for (int j = 0; j < dimension && values[k] > 1e-9; j++)
                along += vectors[(k * dimension) + j] * energy.Components[(k * dimension) + j];
            Assert.Equal(values[k] > 1e-9 ? 1 : 0, along, 1e-6);
            AssertOrthonormal(energy, k);
        }
    }

    [Fact]
    public void A_row_of_weight_0_is_absent_and_one_of_weight_2_there_twice()
    {
        float[] rows = Rows.Normals(8 * 30, seed: 5);
        PrincipalSubspaceEnergy weighted = Fit(rows, 30, 3, [1, 0, 2, 1, 0, 1, 1, 1]);
        PrincipalSubspaceEnergy without = Fit([.. rows[..30], .. rows[60..120], .. rows[150..]], 30, 3, [1, 2, 1, 1, 1, 1]);
        PrincipalSubspaceEnergy twice = Fit([.. rows[..30], .. rows[60..90], .. rows[60..120], .. rows[150..]], 30, 3);
        Assert.Equal(without.Components, weighted.Components);
        Assert.Equal(without.ExplainedVariances, weighted.ExplainedVariances);
        for (int k = 0; k < 3; k++)
            Assert.Equal(twice.ExplainedVariances[k], weighted.ExplainedVariances[k], 1e-10);
    }

    [Theory]
    [InlineData(1100, 1050)]
    [InlineData(1050, 1100)]
    public void Many_rows_of_many_features_are_solved_by_products(int count, int dimension)
    {
        // Five directions that stand out of noise, each a share of the row and of the features.
        float[] rows = Rows.Normals(count * dimension, seed: 7);
        for (int i = 0; i < rows.Length; i++)
            rows[i] = (0.01f * rows[i]) + MathF.Sin(0.3f * (i / dimension % 5) * (i % dimension)) * (1 + (i / dimension % 5));
        PrincipalSubspaceEnergy energy = Fit(rows, dimension, 3);
        PrincipalSubspaceEnergy other = Fit(rows, dimension, 3, threads: 3);
        Assert.Equal(energy.Components, other.Components);

        // ‖Cv‖² = λ and CᵀCv = λv.
        double[] mean = new double[dimension];
        double total = WeightedMoments.Mean(rows, default, mean);
        var centred = new CentredRows(rows, default, mean, total, 2, CancellationToken.None);
        for (int k = 0; k < 3; k++)
        {
            double[] v = [.. energy.Components.Slice(k * dimension, dimension).ToArray().Select(x => (double)x)];
            double[] image = centred.Combine(1, centred.Project(1, v));
            double residual = Math.Sqrt(image.Zip(v, (x, y) => Math.Pow(x - (energy.ExplainedVariances[k] * y), 2)).Sum());
            Assert.InRange(residual, 0, 1e-6 * energy.ExplainedVariances[0]);
            AssertOrthonormal(energy, k);
        }
        Assert.InRange(energy.ExplainedVariances[0] / energy.TotalVariance, 0.2, 1);
    }

    [Fact]
    public void Six_rows_of_fifty_thousand_features_lie_in_five_dimensions()
    {
        float[] rows = Rows.Normals(6 * 50_000, seed: 9);
        PrincipalSubspaceEnergy energy = Fit(rows, 50_000, 5);
        float[] energies = new float[6];
        energy.Energy(rows, energies);
        Assert.All(energies, e => Assert.InRange(e, 0, 1e-6 * 50_000));
        Assert.Equal(energy.TotalVariance, energy.ExplainedVariances.ToArray().Sum(), 1e-6);
    }

    private static PrincipalSubspaceEnergy Fit(float[] rows, int dimension, int components, double[]? weights = null, int threads = 1)
        => PrincipalSubspaceTraining.Fit(rows, dimension, components, weights ?? [], threads, CancellationToken.None);

    private static (double[] Vectors, double[] Values) Reference(float[] rows, int dimension, double[] weights)
    {
        double[] mean = new double[dimension];
        double total = WeightedMoments.Mean(rows, weights, mean);
        double[] covariance = new CentredRows(rows, weights, mean, total, 1, CancellationToken.None).Covariance();
        double[] values = new double[dimension];
        SymmetricEigen.Decompose(covariance, values);
        return (covariance, values);
    }

    private static void AssertOrthonormal(PrincipalSubspaceEnergy energy, int k)
    {
        int d = energy.Dimension;
        for (int l = 0; l <= k; l++)
        {
            double product = 0;
            for (int j = 0; j < d; j++)
                product += (double)energy.Components[(k * d) + j] * energy.Components[(l * d) + j];
            Assert.Equal(l == k ? 1 : 0, product, 1e-6);
        }
    }
}
