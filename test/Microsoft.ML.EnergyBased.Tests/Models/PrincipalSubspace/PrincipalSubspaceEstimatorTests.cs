using Microsoft.ML.Data;
using Microsoft.ML.EnergyBased.Models.PrincipalSubspace;
using Microsoft.ML.EnergyBased.Tests.Contracts;
using Microsoft.ML.EnergyBased.Tests.Training;

namespace Microsoft.ML.EnergyBased.Tests.Models.PrincipalSubspace;

public sealed class PrincipalSubspaceEstimatorTests
{
    private readonly MLContext _ml = new(seed: 1);

    // The floors of PCA, exact: squared error a value.
    [Theory]
    [InlineData("digits.csv", 64, 2, .05242583)]
    [InlineData("digits.csv", 64, 5, .03336894)]
    [InlineData("digits.csv", 64, 10, .01919647)]
    [InlineData("digits.csv", 64, 20, .00775101)]
    [InlineData("digits.csv", 64, 30, .00300037)]
    [InlineData("iris.csv", 4, 1, .270376)]
    [InlineData("iris.csv", 4, 2, .041868)]
    [InlineData("iris.csv", 4, 3, .005179)]
    public void Reaches_the_floor_of_PCA(string file, int features, int components, double floor)
    {
        IDataView data = TestData.Load(_ml, file, features);
        if (features == 4)
            data = TestData.Standardised(_ml, data);
        else
            data = TestData.Rows(_ml, [.. data.GetColumn<float[]>("Features").Select(r => Array.ConvertAll(r, v => v / 16))]);
        var model = _ml.EnergyBased().PrincipalSubspace(numberOfComponents: components).Fit(data);
        var scored = model.Transform(data);
        Assert.Equal(floor, TestData.Floats(scored, "Energy").Average(e => (double)e) / features, 1e-4 * floor);

        // The mean energy is the variance that is not explained.
        var energy = Assert.IsType<PrincipalSubspaceEnergy>(model.Energy);
        Assert.Equal(floor * features, energy.TotalVariance - energy.ExplainedVariances.ToArray().Sum(), 1e-4 * floor * features);

        // The latents are uncorrelated, with the variances that are explained.
        var latents = scored.GetColumn<float[]>("Latent").ToArray();
        for (var k = 0; k < components; k++)
            Assert.Equal(energy.ExplainedVariances[k], latents.Average(z => (double)z[k] * z[k]), 1e-4 * energy.ExplainedVariances[k]);
    }

    [Fact]
    public void Weights_count_rows()
    {
        var rows = new[] { new Weighted([0, 0], 1), new Weighted([2, 2], 3), new Weighted([100, -50], 0) };
        var definition = SchemaDefinition.Create(typeof(Weighted));
        definition["Features"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, 2);
        var model = _ml.EnergyBased().PrincipalSubspace(new PrincipalSubspaceEstimator.Options { NumberOfComponents = 1, ExampleWeightColumnName = "Weight" })
            .Fit(_ml.Data.LoadFromEnumerable(rows, definition));
        var energy = (PrincipalSubspaceEnergy)model.Energy;
        Assert.Equal([1.5f, 1.5f], energy.Mean.ToArray());
        Assert.Equal(1.5, energy.TotalVariance, 1e-12);
        Assert.Equal(MathF.Sqrt(0.5f), energy.Components[0], 1e-6f);
    }

    [Fact]
    public void More_components_than_features_are_refused()
    {
        var e = Assert.Throws<InvalidOperationException>(() => _ml.EnergyBased().PrincipalSubspace(numberOfComponents: 5).Fit(TestData.Iris(_ml)));
        Assert.Contains("NumberOfComponents = 5", e.Message);
        Assert.Contains("4 features", e.Message);
    }

    private sealed record Weighted(float[] Features, float Weight);
}
