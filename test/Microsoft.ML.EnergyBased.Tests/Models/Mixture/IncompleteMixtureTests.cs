using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Models.Mixture;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Tests.Models.Mixture;

public class IncompleteMixtureTests
{
    private const float NaN = float.NaN;

    // Anderson, "Maximum likelihood estimates for a multivariate normal distribution when some observations are missing" (1957):
    // where only the second value is ever missing, the first has the moments of all rows, and the second is regressed on it.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void OneGaussianIsThatOfTheClosedForm(bool weighted)
    {
        const int Count = 200, Known = 120;
        var rows = new float[Count * 2];
        new MixtureEnergy(MixtureReference.Random(1, 2, MixtureCovariance.Full, seed: 3).Components(MixtureCovariance.Full)).Sample(rows, 4);
        var weights = Enumerable.Range(0, Count).Select(i => weighted ? 0.5f + (i % 3) : 1).ToArray();
        for (var i = Known; i < Count; i++)
            rows[(2 * i) + 1] = NaN;

        var result = MixtureTraining.Fit(
            TrainingData.InMemory(rows, 2, weighted ? weights : default(ReadOnlyMemory<float>)),
            new MixtureEnergyEstimator.Options { MissingValues = MissingValues.Learn, NumberOfComponents = 1, Tolerance = 0, MaximumIterations = 2000, Seed = 1 });

        double Mean(int count, Func<int, double> value) => Enumerable.Range(0, count).Sum(i => weights[i] * value(i)) / weights.Take(count).Sum(w => (double)w);
        double first = Mean(Count, i => rows[2 * i]), variance = Mean(Count, i => Math.Pow(rows[2 * i] - first, 2));
        double x = Mean(Known, i => rows[2 * i]), y = Mean(Known, i => rows[(2 * i) + 1]);
        double xx = Mean(Known, i => Math.Pow(rows[2 * i] - x, 2)), xy = Mean(Known, i => (rows[2 * i] - x) * (rows[(2 * i) + 1] - y)), yy = Mean(Known, i => Math.Pow(rows[(2 * i) + 1] - y, 2));
        var slope = xy / xx;
        result.Components.Means[0].Should().BeApproximately(first, 1e-6);
        result.Components.Means[1].Should().BeApproximately(y + (slope * (first - x)), 1e-5);
        var covariance = result.Components.CovarianceOf(0);
        covariance[0].Should().BeApproximately(variance, 1e-6);
        covariance[1].Should().BeApproximately(slope * variance, 1e-4);
        covariance[3].Should().BeApproximately(yy - (slope * xy) + (slope * slope * variance), 1e-4);
    }

    [Theory]
    [InlineData(MixtureCovariance.Spherical)]
    [InlineData(MixtureCovariance.Diagonal)]
    [InlineData(MixtureCovariance.Full)]
    public void TheEnergyIsThatOfTheMarginalMixture(MixtureCovariance kind)
    {
        int[] seen = [0, 2];
        var all = MixtureReference.Random(3, 4, kind, seed: 5).Components(kind);
        var marginal = new MixtureComponents(
            MixtureCovariance.Full, all.Weights,
            [.. Enumerable.Range(0, 3).SelectMany(z => seen.Select(j => all.Mean(z)[j]))],
            [.. Enumerable.Range(0, 3).SelectMany(z => seen.SelectMany(i => seen.Select(j => all.CovarianceOf(z)[(4 * i) + j])))]);
        foreach (var beta in new[] { 0.3f, 1, float.PositiveInfinity })
        {
            MixtureEnergy energy = new(all, beta, MissingValues.Learn), expected = new(marginal, beta);
            float[] row = [0.4f, NaN, -1.2f, NaN], own = [0.4f, -1.2f];
            float[] energies = new float[1], expectedEnergies = new float[1], gradient = new float[4], expectedGradient = new float[2];
            energy.Gradient(row, energies, gradient);
            expected.Gradient(own, expectedEnergies, expectedGradient);
            energies[0].Should().BeApproximately(expectedEnergies[0], 1e-5f);
            gradient.Where((_, j) => seen.Contains(j)).Zip(expectedGradient).Should().AllSatisfy(pair => pair.First.Should().BeApproximately(pair.Second, 1e-4f));
            gradient[1].Should().Be(0);

            float[] latent = new float[3], expectedLatent = new float[3], shares = new float[4], expectedShares = new float[2];
            energy.Latent(row, latent);
            expected.Latent(own, expectedLatent);
            latent.Zip(expectedLatent).Should().AllSatisfy(pair => pair.First.Should().BeApproximately(pair.Second, 1e-5f));
            energy.FeatureEnergy(row, shares);
            shares[1].Should().Be(0);
            if (kind == MixtureCovariance.Full)
            {
                expected.FeatureEnergy(own, expectedShares);
                shares[0].Should().BeApproximately(expectedShares[0], 1e-4f);
                shares[2].Should().BeApproximately(expectedShares[1], 1e-4f);
            }
            else
            {
                shares.Sum().Should().BeApproximately(energies[0], 1e-4f);
            }
        }
    }

    [Theory]
    [InlineData(MixtureCovariance.Spherical)]
    [InlineData(MixtureCovariance.Diagonal)]
    [InlineData(MixtureCovariance.Full)]
    public void NoIterationLowersTheLikelihoodOfWhatIsObserved(MixtureCovariance kind)
    {
        var rows = new float[400 * 4];
        new MixtureEnergy(MixtureReference.Random(3, 4, kind, seed: 6).Components(kind)).Sample(rows, 7);
        var chance = new float[rows.Length];
        new RandomStream(8, RandomPurpose.RowOrder).FillUniform(chance);
        for (var i = 0; i < rows.Length; i++)
            rows[i] = chance[i] < 0.3f && i / 4 % 4 != i % 4 ? NaN : rows[i];
        var likelihoods = new List<double>();
        var options = new MixtureEnergyEstimator.Options { MissingValues = MissingValues.Learn, NumberOfComponents = 3, Covariance = kind, NumberOfRestarts = 1, Tolerance = 0, MaximumIterations = 60, Seed = 2 };
        var result = MixtureTraining.Fit(TrainingData.InMemory(rows, 4), options, new Collect(likelihoods));
        likelihoods.Should().HaveCountGreaterThan(5);
        for (var i = 1; i < likelihoods.Count; i++)
            likelihoods[i].Should().BeGreaterThanOrEqualTo(likelihoods[i - 1] - 1e-9);

        // What training maximises is what the energy says.
        var energies = new float[400];
        new MixtureEnergy(result.Components, 1, MissingValues.Learn).Energy(rows, energies);
        energies.Average().Should().BeApproximately((float)-result.LogLikelihood, 1e-4f);
        options.NumberOfThreads = 1;
        MixtureTraining.Fit(TrainingData.InMemory(rows, 4), options).Components.Means.Should().Equal(result.Components.Means);
    }

    [Fact]
    public void WideRowsOfFullCovariancesAreRefused()
    {
        var rows = Enumerable.Range(0, 3 * 1100).Select(i => i == 5 ? NaN : (float)(i * 7919 % 101)).ToArray();
        FluentActions.Invoking(() => MixtureTraining.Fit(TrainingData.InMemory(rows, 1100), new MixtureEnergyEstimator.Options { MissingValues = MissingValues.Learn, NumberOfComponents = 1 }))
            .Should().ThrowExactly<InvalidOperationException>().WithMessage("*1100 features*at most 1024*");
    }

    [Fact]
    public void AWideModelScoresIncompleteRows()
    {
        // 12 complete rows of 30 features: the model is kept in their span, and gives what the same mixture gives dense.
        var rows = Enumerable.Range(0, 12 * 30).Select(i => (float)Math.Sin(i * i * 0.37)).ToArray();
        var result = MixtureTraining.Fit(TrainingData.InMemory(rows, 30), new MixtureEnergyEstimator.Options { NumberOfComponents = 2, VarianceFloor = 0.1, Seed = 1 });
        var spanned = (SpannedComponents)result.Components;
        var dense = new MixtureComponents(MixtureCovariance.Full, spanned.Weights, spanned.Means, [.. Enumerable.Range(0, 2).SelectMany(spanned.CovarianceOf)]);
        var row = rows[..30].Select((v, j) => j % 3 == 0 ? NaN : v).ToArray();
        float[] energy = new float[1], expected = new float[1], gradient = new float[30], expectedGradient = new float[30];
        new MixtureEnergy(spanned, 1, MissingValues.Learn).Gradient(row, energy, gradient);
        new MixtureEnergy(dense, 1, MissingValues.Learn).Gradient(row, expected, expectedGradient);
        energy[0].Should().BeApproximately(expected[0], 1e-3f);
        gradient.Zip(expectedGradient).Should().AllSatisfy(pair => pair.First.Should().BeApproximately(pair.Second, 1e-3f));
    }

    private sealed class Collect(List<double> likelihoods) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => likelihoods.Add(value.LogLikelihood);
    }
}
