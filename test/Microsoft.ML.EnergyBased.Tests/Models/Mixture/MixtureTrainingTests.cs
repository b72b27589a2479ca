using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Models.Mixture;
using Microsoft.ML.EnergyBased.Numerics;
using Microsoft.ML.EnergyBased.Tests.Assertions;
using Microsoft.ML.EnergyBased.Tests.Models.KMeans;
using Microsoft.ML.EnergyBased.Tests.Training;

namespace Microsoft.ML.EnergyBased.Tests.Models.Mixture;

public class MixtureTrainingTests
{
    [Theory]
    [InlineData(MixtureCovariance.Spherical, false)]
    [InlineData(MixtureCovariance.Diagonal, false)]
    [InlineData(MixtureCovariance.Full, false)]
    [InlineData(MixtureCovariance.Spherical, true)]
    [InlineData(MixtureCovariance.Diagonal, true)]
    [InlineData(MixtureCovariance.Full, true)]
    public void AStepIsThatOfTheReference(MixtureCovariance kind, bool weighted)
    {
        const int K = 3, D = 3, Count = 700;
        var start = MixtureReference.Random(K, D, kind, seed: 1);
        var rows = new float[Count * D];
        new MixtureEnergy(MixtureReference.Random(K, D, kind, seed: 2).Components(kind)).Sample(rows, 1);
        double[] weights = weighted ? [.. Enumerable.Range(0, Count).Select(i => (i % 4) / 2.0)] : [];
        var options = new MixtureEnergyEstimator.Options { NumberOfComponents = K, Covariance = kind, VarianceFloor = 1e-9, NumberOfThreads = 2, NumberOfRestarts = 1 };
        var maximisation = new MaximisationStep(rows, Count, D, weights, options);
        var expectation = new ExpectationStep(rows, Count, D, weights, options, maximisation.Responsibilities);

        var components = start.Components(kind);
        var reference = start;
        for (var step = 0; step < 3; step++)
        {
            expectation.Run(components).Should().BeApproximately(reference.MeanLogLikelihood(rows, weighted ? weights : null), 1e-10);
            components = maximisation.Run(components);
            reference = reference.Step(rows, kind, weighted ? weights : null);
            for (var z = 0; z < K; z++)
            {
                components.Weights[z].Should().BeApproximately(reference.Weights[z], 1e-11);
                var covariance = new MixtureEnergy(components).CovarianceOf(z);
                for (var i = 0; i < D; i++)
                {
                    components.Mean(z)[i].Should().BeApproximately(reference.Means[z][i], 1e-9);
                    for (var j = 0; j < D; j++)
                        covariance[(i * D) + j].Should().BeApproximately(reference.Covariances[z][i, j], 1e-9);
                }
            }
        }
    }

    // The likelihoods that scikit-learn 1.2.1's GaussianMixture reaches at best of 30 starts (reg_covar 1e-9, tol 1e-9).
    [Theory]
    [InlineData("iris.csv", false, 3, MixtureCovariance.Full, -1.201237)]
    [InlineData("iris.csv", false, 3, MixtureCovariance.Diagonal, -2.047850)]
    [InlineData("iris.csv", false, 3, MixtureCovariance.Spherical, -2.562094)]
    [InlineData("iris.csv", false, 2, MixtureCovariance.Full, -1.429031)]
    [InlineData("wine.csv", true, 2, MixtureCovariance.Full, -12.711677)]
    [InlineData("wine.csv", true, 3, MixtureCovariance.Diagonal, -14.406800)]
    [InlineData("wine.csv", true, 3, MixtureCovariance.Spherical, -15.395408)]
    public void ReachesTheLikelihoodOfThePeer(string file, bool standardised, int k, MixtureCovariance kind, double expected)
    {
        (var rows, _, var dimension) = KMeansData.Load(file, standardised);
        var result = MixtureTraining.Fit(TrainingData.InMemory(rows, dimension), new MixtureEnergyEstimator.Options
        {
            NumberOfComponents = k,
            Covariance = kind,
            VarianceFloor = 1e-9,
            NumberOfRestarts = 30,
            MaximumIterations = 3000,
            Tolerance = 1e-9,
            Seed = 2,
        });
        result.Converged.Should().BeTrue();
        // Of two, our starts find a likelier one.
        result.LogLikelihood.Should().BeInRange(expected - 2e-5, expected + 0.08);
    }

    [Theory]
    [InlineData(MixtureCovariance.Spherical, 1e-6)]
    [InlineData(MixtureCovariance.Diagonal, 1e-6)]
    [InlineData(MixtureCovariance.Full, 1e-6)]
    [InlineData(MixtureCovariance.Full, 0.02)]
    [InlineData(MixtureCovariance.Diagonal, 0.02)]
    public void NoIterationLowersTheLikelihood(MixtureCovariance kind, double floor)
    {
        // Digits have pixels that never change, so that the floor is at work.
        var rows = Rows.Load("digits.csv", 64, 1 / 16f)[..(500 * 64)];
        var likelihoods = new List<TrainingProgress>();
        var result = MixtureTraining.Fit(TrainingData.InMemory(rows, 64), new MixtureEnergyEstimator.Options
        {
            NumberOfComponents = 4,
            Covariance = kind,
            VarianceFloor = floor,
            NumberOfRestarts = 2,
            MaximumIterations = 40,
            Tolerance = 0,
        }, new Reports(likelihoods.Add));
        likelihoods.Select(l => l.Restart).Distinct().ShouldEqual([1, 2]);
        foreach (var run in likelihoods.GroupBy(l => l.Restart))
        {
            double[] values = [.. run.Select(l => l.LogLikelihood)];
            run.Select(l => l.Iteration).ShouldEqual(Enumerable.Range(1, values.Length));
            for (var i = 1; i < values.Length; i++)
                values[i].Should().BeGreaterThanOrEqualTo(values[i - 1] - (1e-10 * Math.Abs(values[i])), "{0} {1}", values[i - 1], values[i]);
        }
        result.LogLikelihood.Should().Be(likelihoods.GroupBy(l => l.Restart).Max(r => r.Last().LogLikelihood));

        var energies = new float[500];
        new MixtureEnergy(result.Components).Energy(rows, energies);
        energies.Average(e => (double)e).Should().BeApproximately(-result.LogLikelihood, 1e-6 * Math.Abs(result.LogLikelihood));
    }

    [Fact]
    public void OneComponentIsFittedInClosedForm()
    {
        (var rows, var count, var d) = KMeansData.Load("iris.csv", standardised: false);
        var result = MixtureTraining.Fit(TrainingData.InMemory(rows, d), new MixtureEnergyEstimator.Options { NumberOfComponents = 1, NumberOfRestarts = 1 });
        double[] mean = [.. Enumerable.Range(0, d).Select(j => Enumerable.Range(0, count).Average(i => (double)rows[(i * d) + j]))];
        for (var i = 0; i < d; i++)
        {
            result.Components.Means[i].Should().BeApproximately(mean[i], 1e-7);
            for (var j = 0; j < d; j++)
            {
                var covariance = Enumerable.Range(0, count).Average(n => (rows[(n * d) + i] - mean[i]) * (rows[(n * d) + j] - mean[j]));
                result.Components.CovarianceOf(0)[(i * d) + j].Should().BeApproximately(covariance, 1e-7);
            }
        }
        result.Components.Weights.ShouldEqual([1]);
        result.Converged.Should().BeTrue();
    }

    [Theory]
    [InlineData(MixtureCovariance.Spherical)]
    [InlineData(MixtureCovariance.Diagonal)]
    [InlineData(MixtureCovariance.Full)]
    public void AKnownMixtureIsRecovered(MixtureCovariance kind)
    {
        const int K = 3, D = 2, Count = 20_000;
        var truth = MixtureReference.Random(K, D, kind, seed: 12);
        var energy = new MixtureEnergy(truth.Components(kind));
        var rows = new float[Count * D];
        energy.Sample(rows, 3);
        var result = MixtureTraining.Fit(TrainingData.InMemory(rows, D), new MixtureEnergyEstimator.Options { NumberOfComponents = K, Covariance = kind, NumberOfRestarts = 5, MaximumIterations = 1000, Tolerance = 1e-8 });

        // The fit is likelier than the truth on its own rows, by about parameters/2 nats in all.
        var own = truth.MeanLogLikelihood(rows);
        (result.LogLikelihood - own).Should().BeInRange(0, 25.0 / Count);
        for (var z = 0; z < K; z++)
        {
            var found = Enumerable.Range(0, K).MinBy(f => Enumerable.Range(0, D).Sum(j => Math.Pow(result.Components.Means[(f * D) + j] - truth.Means[z][j], 2)));
            result.Components.Weights[found].Should().BeApproximately(truth.Weights[z], 0.03);
            var covariance = new MixtureEnergy(result.Components).CovarianceOf(found);
            for (var i = 0; i < D; i++)
            {
                result.Components.Means[(found * D) + i].Should().BeApproximately(truth.Means[z][i], 0.08);
                for (var j = 0; j < D; j++)
                    covariance[(i * D) + j].Should().BeApproximately(truth.Covariances[z][i, j], 0.08);
            }
        }
    }

    [Theory]
    [InlineData(MixtureCovariance.Spherical)]
    [InlineData(MixtureCovariance.Diagonal)]
    [InlineData(MixtureCovariance.Full)]
    public void ThreadsDoNotChangeABit(MixtureCovariance kind)
    {
        var rows = Rows.Load("digits.csv", 64, 1 / 16f);
        MixtureDensity[] fits = [.. new[] { 1, 2, 5 }.Select(threads => MixtureTraining.Fit(TrainingData.InMemory(rows, 64), new MixtureEnergyEstimator.Options
        {
            NumberOfComponents = 3,
            Covariance = kind,
            VarianceFloor = 1e-3,
            MaximumIterations = 4,
            NumberOfThreads = threads,
        }).Components)];
        foreach (var fit in fits[1..])
        {
            fit.Weights.ShouldEqual(fits[0].Weights);
            fit.Means.ShouldEqual(fits[0].Means);
            for (var z = 0; z < fit.Count; z++)
                fit.CovarianceOf(z).ShouldEqual(fits[0].CovarianceOf(z));
        }
    }

    [Theory]
    [InlineData(MixtureCovariance.Spherical)]
    [InlineData(MixtureCovariance.Diagonal)]
    [InlineData(MixtureCovariance.Full)]
    public void AComponentOnOnePointStandsOnTheFloor(MixtureCovariance kind)
    {
        // Twenty times one point, far from the others.
        float[] rows = [.. Enumerable.Range(0, 20).SelectMany(_ => new[] { 50f, 50f }), .. Rows.Normals(200)];
        var result = MixtureTraining.Fit(TrainingData.InMemory(rows, 2), new MixtureEnergyEstimator.Options { NumberOfComponents = 2, Covariance = kind, VarianceFloor = 0.01, NumberOfRestarts = 1 });
        var energy = new MixtureEnergy(result.Components);
        var point = energy.Means[0] > 25 ? 0 : 1;
        energy.Means.Slice(2 * point, 2).ToArray().ShouldAllBeCloseTo(50, 1e-5);
        var covariance = energy.CovarianceOf(point);
        double[] floors = [.. ColumnMoments.Of(rows, 2).Variances.Select(variance => 0.01 * variance)];
        if (kind == MixtureCovariance.Spherical)
            floors = [floors.Average(), floors.Average()];
        covariance[0].Should().BeApproximately(floors[0], 1e-9 * floors[0]);
        covariance[3].Should().BeApproximately(floors[1], 1e-9 * floors[1]);
        covariance[1].Should().BeApproximately(0, 1e-9);
        energy.Weights[point].Should().BeApproximately(20.0 / 120, 1e-9);
        double.IsFinite(result.LogLikelihood).Should().BeTrue();
    }

    [Theory]
    [InlineData(MixtureCovariance.Diagonal)]
    [InlineData(MixtureCovariance.Full)]
    public void StartsDoNotDependOnTheUnitsOfAColumn(MixtureCovariance kind)
    {
        // Two groups eight deviations apart in the second column; the first says nothing.
        const int Count = 400;
        var normals = Rows.Normals(2 * Count, 5);
        double? likelihood = null;
        foreach (var scale in (float[])[1, 5, 20, 1000, MathF.ScaleB(1, 40), MathF.ScaleB(1, -40)])
        {
            float[] rows = [.. normals];
            for (var i = 0; i < Count; i++)
            {
                rows[2 * i] *= scale;
                rows[(2 * i) + 1] += i % 2 == 0 ? 4 : -4;
            }
            var result = MixtureTraining.Fit(TrainingData.InMemory(rows, 2), new MixtureEnergyEstimator.Options { NumberOfComponents = 2, Covariance = kind, NumberOfRestarts = 1 });
            var latents = new float[2 * Count];
            new MixtureEnergy(result.Components).Infer(rows, new float[Count], latents, default, default);
            var agreeing = Enumerable.Range(0, Count).Count(i => latents[2 * i] > 0.5 == (i % 2 == 0));
            Math.Max(agreeing, Count - agreeing).Should().Be(Count);
            likelihood ??= result.LogLikelihood;
            (result.LogLikelihood + Math.Log(scale)).Should().BeApproximately(likelihood.Value, 1e-4);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    public void RestartsDiffer(int dimension)
    {
        var rows = Rows.Normals(300 * dimension, 9);
        var iterations = new List<TrainingProgress>();
        MixtureTraining.Fit(TrainingData.InMemory(rows, dimension), new MixtureEnergyEstimator.Options { NumberOfComponents = 3, NumberOfRestarts = 5, MaximumIterations = 3, Tolerance = 0 }, new Reports(iterations.Add));
        double[] first = [.. iterations.Where(i => i.Iteration == 1).Select(i => i.LogLikelihood)];
        first.Distinct().Count().Should().Be(5);
    }

    [Fact]
    public void AColumnThatDoesNotVaryChangesNothingButTheConstant()
    {
        (var iris, var count, var d) = KMeansData.Load("iris.csv", standardised: false);
        var wider = new float[count * (d + 1)];
        for (var i = 0; i < count; i++)
        {
            iris.AsSpan(i * d, d).CopyTo(wider.AsSpan((i * (d + 1)) + 1));
            wider[i * (d + 1)] = 1e6f;
        }
        foreach (var kind in (MixtureCovariance[])[MixtureCovariance.Full, MixtureCovariance.Diagonal])
        {
            var options = new MixtureEnergyEstimator.Options { NumberOfComponents = 2, Covariance = kind, VarianceFloor = 1e-4, NumberOfRestarts = 1 };
            MixtureResult own = MixtureTraining.Fit(TrainingData.InMemory(iris, d), options), more = MixtureTraining.Fit(TrainingData.InMemory(wider, d + 1), options);
            var greatest = ColumnMoments.Of(iris, d).Variances.Max();
            more.LogLikelihood.Should().BeApproximately(own.LogLikelihood - (0.5 * Math.Log(2 * Math.PI * 1e-4 * greatest)), 1e-9);
            more.Components.Means[d + 2].Should().Be(own.Components.Means[d]);
            more.OnFloor.Should().Be(0);
            var energies = new float[count];
            new MixtureEnergy(more.Components).Energy(wider, energies);
            energies.Average(e => (double)e).Should().BeApproximately(-more.LogLikelihood, 1e-5);
        }
    }

    [Fact]
    public void TheFloorRaisesTheEigenvaluesBelowItAndNoOther()
    {
        // Eigenvalues 3 and 0.001 along the diagonals.
        double[] covariance = [1.5005, 1.4995, 1.4995, 1.5005];
        CovarianceFloor.Raise(covariance, 2, 0.1, CancellationToken.None);
        covariance.Select(c => Math.Round(c, 12)).ShouldEqual([1.55, 1.45, 1.45, 1.55]);

        double[] above = [2, 0.3, 0.3, 1];
        CovarianceFloor.Raise(above, 2, 0.1, CancellationToken.None);
        above.ShouldEqual([2, 0.3, 0.3, 1]);
    }

    [Theory]
    [InlineData(MixtureCovariance.Spherical, 80)]
    [InlineData(MixtureCovariance.Diagonal, 80)]
    [InlineData(MixtureCovariance.Full, 80)]
    [InlineData(MixtureCovariance.Full, 110)]
    public void RowsThatAreBeyondTheSquaresOfSingleGiveTheSameMixture(MixtureCovariance kind, int power)
    {
        (var rows, _, var dimension) = KMeansData.Load("iris.csv", false);
        var options = new MixtureEnergyEstimator.Options { NumberOfComponents = 3, Covariance = kind, VarianceFloor = 1e-3, NumberOfRestarts = 2, Seed = 1 };
        var expected = MixtureTraining.Fit(TrainingData.InMemory(rows, dimension), options);
        float[] large = [.. rows.Select(value => MathF.ScaleB(value, power))];
        var actual = MixtureTraining.Fit(TrainingData.InMemory(large, dimension), options);
        (actual.LogLikelihood + (dimension * power * Math.Log(2))).Should().BeApproximately(expected.LogLikelihood, 1e-6);
        actual.Components.Means.Select(mean => Math.ScaleB(mean, -power)).ShouldBeCloseTo(expected.Components.Means, 1e-6);
    }

    [Fact]
    public void GivenACovarianceBelowTheFloor_WhenRaised_ThenItIsSymmetricToTheLastBit()
    {
        const int N = 9;
        var random = new Random(5);
        float[] rows = [.. Enumerable.Range(0, 6 * N).Select(_ => random.NextSingle())];
        var covariance = new double[N * N];
        for (var i = 0; i < N; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                for (var row = 0; row < 6; row++)
                    covariance[(i * N) + j] += rows[(row * N) + i] * (double)rows[(row * N) + j] / 6;
                covariance[(j * N) + i] = covariance[(i * N) + j];
            }
        }

        CovarianceFloor.Raise(covariance, N, 1e-3, CancellationToken.None).Should().BeTrue();

        double[] transposed = [.. from i in Enumerable.Range(0, N) from j in Enumerable.Range(0, N) select covariance[(j * N) + i]];
        covariance.ShouldEqual(transposed);
    }

    [Fact]
    public void MoreComponentsThanDistinctRowsLeaveSomeWithoutWeight()
    {
        float[] rows = [.. Enumerable.Repeat(1f, 20)];
        var result = MixtureTraining.Fit(TrainingData.InMemory(rows, 2), new MixtureEnergyEstimator.Options { NumberOfComponents = 3, NumberOfRestarts = 1 });
        result.Components.Weights.Sum().Should().BeApproximately(1, 1e-12);
        float[] latents = new float[3], energies = new float[1], gradient = new float[2];
        var energy = new MixtureEnergy(result.Components);
        energy.Infer([1, 1], energies, latents, default, default);
        float.IsFinite(energies[0]).Should().BeTrue();
        latents.Sum().Should().BeApproximately(1, 1e-6f);
        energy.Gradient([1, 2], energies, gradient);
        gradient.ShouldAllBeFinite();
    }
}
