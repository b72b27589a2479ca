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
    public void ReachesTheFloorOfPCA(string file, int features, int components, double floor)
    {
        var data = TestData.Load(_ml, file, features);
        if (features == 4)
            data = TestData.Standardised(_ml, data);
        else
            data = TestData.Rows(_ml, [.. data.GetColumn<float[]>("Features").Select(r => Array.ConvertAll(r, v => v / 16))]);
        var model = _ml.EnergyBased().PrincipalSubspace(numberOfComponents: components).Fit(data);
        var scored = model.Transform(data);
        (TestData.Floats(scored, "Energy").Average(e => (double)e) / features).Should().BeApproximately(floor, 1e-4 * floor);

        // The mean energy is the variance that is not explained.
        var energy = model.Energy.Should().BeOfType<PrincipalSubspaceEnergy>().Which;
        (energy.TotalVariance - energy.ExplainedVariances.ToArray().Sum()).Should().BeApproximately(floor * features, 1e-4 * floor * features);

        // The latents are uncorrelated, with the variances that are explained.
        var latents = scored.GetColumn<float[]>("Latent").ToArray();
        for (var k = 0; k < components; k++)
            latents.Average(z => (double)z[k] * z[k]).Should().BeApproximately(energy.ExplainedVariances[k], 1e-4 * energy.ExplainedVariances[k]);
    }

    [Fact]
    public void WeightsCountRows()
    {
        var rows = new[] { new Weighted([0, 0], 1), new Weighted([2, 2], 3), new Weighted([100, -50], 0) };
        var definition = SchemaDefinition.Create(typeof(Weighted));
        definition["Features"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, 2);
        var model = _ml.EnergyBased().PrincipalSubspace(new PrincipalSubspaceEstimator.Options { NumberOfComponents = 1, ExampleWeightColumnName = "Weight" })
            .Fit(_ml.Data.LoadFromEnumerable(rows, definition));
        var energy = (PrincipalSubspaceEnergy)model.Energy;
        energy.Mean.ToArray().ShouldEqual([1.5, 1.5]);
        energy.TotalVariance.Should().BeApproximately(1.5, 1e-12);
        energy.Components[0].Should().BeApproximately(MathF.Sqrt(0.5f), 1e-6f);
    }

    [Fact]
    public void MoreComponentsThanFeaturesAreRefused()
    {
        var e = FluentActions.Invoking(() => _ml.EnergyBased().PrincipalSubspace(numberOfComponents: 5).Fit(TestData.Iris(_ml)))
            .Should().ThrowExactly<InvalidOperationException>().Which;
        e.Message.Should().Contain("NumberOfComponents = 5");
        e.Message.Should().Contain("4 features");
    }

    private sealed record Weighted(float[] Features, float Weight);
}
