using Microsoft.ML.Data;
using Microsoft.ML.EnergyBased.Models.Mixture;
using Microsoft.ML.EnergyBased.Tests.Completion;
using Microsoft.ML.EnergyBased.Tests.Contracts;
using Microsoft.ML.EnergyBased.Tests.Training;

namespace Microsoft.ML.EnergyBased.Tests.Models.Mixture;

public sealed class MixtureEnergyEstimatorTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void TheEnergyColumnIsTheNegativeLogLikelihood()
    {
        var data = TestData.Iris(_ml);
        var model = _ml.EnergyBased().Mixture(numberOfComponents: 2).Fit(data);
        var scored = model.Transform(data);

        // Two full Gaussians on iris: −1.429031 nats a row is the best of scikit-learn 1.2.1.
        TestData.Floats(scored, "Energy").Average(e => (double)e).Should().BeApproximately(1.429031, 1e-3);
        scored.GetColumn<float[]>("Latent").Should().AllSatisfy(r => r.Sum().Should().BeApproximately(1, 1e-5f));
        model.ToString().Should().Be("MixtureEnergy(K = 2, d = 4, Full, β = 1)");
    }

    [Fact]
    public void AtZeroTemperatureTheLatentIsOneHotAndTheReconstructionAMean()
    {
        var data = TestData.Iris(_ml);
        var model = _ml.EnergyBased().Mixture(new MixtureEnergyEstimator.Options { NumberOfComponents = 3, InverseTemperature = float.PositiveInfinity }).Fit(data);
        var energy = (MixtureEnergy)model.Energy;
        var scored = model.Transform(data);
        var latents = scored.GetColumn<float[]>("Latent").ToArray();
        var reconstructions = scored.GetColumn<float[]>("Reconstruction").ToArray();
        for (var row = 0; row < latents.Length; row++)
        {
            latents[row].Order().ShouldEqual([0, 0, 1]);
            var winner = Array.IndexOf(latents[row], 1f);
            reconstructions[row].ShouldEqual(Enumerable.Range(0, 4).Select(j => (float)energy.Means[(4 * winner) + j]));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(float.PositiveInfinity)]
    public void ComponentsAreClustersToMLNET(float beta)
    {
        var data = TestData.Iris(_ml);
        var options = new MixtureEnergyEstimator.Options { NumberOfComponents = 3, NumberOfRestarts = 10, InverseTemperature = beta, Seed = 1 };
        var scored = _ml.EnergyBased().Mixture(options).Fit(data).Transform(data);
        var labels = scored.GetColumn<uint>("PredictedLabel").ToArray();
        var scores = scored.GetColumn<float[]>("Score").ToArray();
        labels.ShouldEqual(scores.Select(s => (uint)Array.IndexOf(s, s.Min()) + 1));
        labels.Distinct().Count().Should().Be(3);

        // Three full Gaussians confuse five irises; K-means confuses sixteen, and has .76.
        var truth = _ml.Transforms.Conversion.MapValueToKey("Key", "Label").Fit(scored).Transform(scored);
        _ml.Clustering.Evaluate(truth, labelColumnName: "Key").NormalizedMutualInformation.Should().BeInRange(0.88, 0.92);
    }

    [Fact]
    public void ProgressTellsTheLogLikelihoodOfEveryIteration()
    {
        var reports = new List<TrainingProgress>();
        _ml.EnergyBased().Mixture(new MixtureEnergyEstimator.Options { NumberOfComponents = 3, NumberOfRestarts = 2, Progress = new Reports(reports.Add) }).Fit(TestData.Iris(_ml));
        reports.Select(r => r.Restart).Distinct().ShouldEqual([1, 2]);
        reports.Should().AllSatisfy(r => r.LogLikelihood.Should().Be(-r.Energy));
        reports[0].ToString().Should().Contain("log-likelihood");
    }

    [Theory]
    [InlineData(MixtureCovariance.Full, 1)]
    [InlineData(MixtureCovariance.Diagonal, 0)]
    public void ComponentsWithTooFewRowsForTheirCovarianceGiveOneWarning(MixtureCovariance covariance, int expected)
    {
        // Two clouds of eight points in four dimensions, and one of three: a full covariance needs five.
        var warnings = new List<string>();
        _ml.Log += (_, e) =>
        {
            if (e.Kind == Microsoft.ML.Runtime.ChannelMessageKind.Warning)
                warnings.Add(e.Message);
        };
        var random = new Random(3);
        float[][] rows = [.. Enumerable.Range(0, 19).Select(i => Enumerable.Range(0, 4).Select(_ => (i < 8 ? 0 : i < 16 ? 20 : -20) + (float)random.NextDouble()).ToArray())];
        _ml.EnergyBased().Mixture(new MixtureEnergyEstimator.Options { NumberOfComponents = 3, Covariance = covariance, Seed = 1 }).Fit(TestData.Rows(_ml, rows));
        warnings.Should().HaveCount(expected);
        foreach (var warning in warnings)
            warning.Should().Contain("1 of 3 components stand on VarianceFloor = 1E-06 of the features' variances: they have too few rows for a Full covariance of 4 features");
    }

    [Fact]
    public void FewerRowsThanComponentsAreRefused()
    {
        var e = FluentActions.Invoking(() => _ml.EnergyBased().Mixture(numberOfComponents: 4).Fit(TestData.Rows(_ml, [1f], [2f], [3f])))
            .Should().ThrowExactly<InvalidOperationException>().Which;
        e.Message.Should().Contain("3 usable training rows for NumberOfComponents = 4");
    }

    // Elsewhere a single Gaussian fills in missing pixels with errors of .1615 to .1654, the column means with .2698.
    [Fact]
    public void AGaussianFillsInMissingPixelsAsWellAsElsewhere()
        => ErrorOf(1, MixtureCovariance.Full, 0.1).Should().BeInRange(.1615, .1654);

    [Theory]
    [Trait("Category", "Long")]
    [InlineData(10, MixtureCovariance.Full, 0.1, .1485)]
    [InlineData(20, MixtureCovariance.Full, 0.1, .1461)]
    [InlineData(50, MixtureCovariance.Diagonal, 0.1, .1957)]
    [InlineData(50, MixtureCovariance.Spherical, 0.1, .1910)]
    public void MixturesFillInMissingPixels(int components, MixtureCovariance covariance, double floor, double measured)
        => ErrorOf(components, covariance, floor).Should().BeApproximately(measured, 0.004);

    private double ErrorOf(int components, MixtureCovariance covariance, double floor)
    {
        var model = _ml.EnergyBased().Mixture(new MixtureEnergyEstimator.Options
        {
            NumberOfComponents = components,
            Covariance = covariance,
            VarianceFloor = floor,
            NumberOfRestarts = 1,
            MaximumIterations = 50,
            Tolerance = 1e-3,
            Seed = 1,
        }).Fit(Imputation.Training(_ml));
        return Imputation.ErrorOf(_ml, _ml.EnergyBased().Completion(model));
    }
}
