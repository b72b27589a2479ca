using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Numerics;
using Microsoft.ML.EnergyBased.Objectives;
using Microsoft.ML.EnergyBased.Tests.Energies;

namespace Microsoft.ML.EnergyBased.Tests.Objectives.Mixture;

public class MixtureTrainingTests
{
    [Theory]
    [InlineData(MixtureCovariance.Spherical, false)]
    [InlineData(MixtureCovariance.Diagonal, false)]
    [InlineData(MixtureCovariance.Full, false)]
    [InlineData(MixtureCovariance.Spherical, true)]
    [InlineData(MixtureCovariance.Diagonal, true)]
    [InlineData(MixtureCovariance.Full, true)]
    public void A_step_is_that_of_the_reference(MixtureCovariance kind, bool weighted)
    {
        const int K = 3, D = 3, Count = 700;
        MixtureReference start = MixtureReference.Random(K, D, kind, seed: 1);
        float[] rows = new float[Count * D];
        new MixtureEnergy(MixtureReference.Random(K, D, kind, seed: 2).Components(kind)).Sample(rows, 1);
        double[] weights = weighted ? [.. Enumerable.Range(0, Count).Select(i => (i % 4) / 2.0)] : [];
        var settings = new MixtureSettings { NumberOfComponents = K, Covariance = kind, VarianceFloor = 1e-9, Weights = weights, NumberOfThreads = 2 };
        var maximisation = new MaximisationStep(rows, Count, D, settings);
        var expectation = new ExpectationStep(rows, Count, D, settings, maximisation.Responsibilities);

        MixtureComponents components = start.Components(kind);
        MixtureReference reference = start;
        for (int step = 0; step < 3; step++)
        {
            Assert.Equal(reference.MeanLogLikelihood(rows, weighted ? weights : null), expectation.Run(components), 1e-10);
            components = maximisation.Run(components);
            reference = reference.Step(rows, kind, weighted ? weights : null);
            for (int z = 0; z < K; z++)
            {
                Assert.Equal(reference.Weights[z], components.Weights[z], 1e-11);
                double[] covariance = new MixtureEnergy(components).CovarianceOf(z);
                for (int i = 0; i < D; i++)
                {
                    Assert.Equal(reference.Means[z][i], components.Mean(z)[i], 1e-9);
                    for (int j = 0; j < D; j++)
                        Assert.Equal(reference.Covariances[z][i, j], covariance[(i * D) + j], 1e-9);
                }
            }
        }
    }

    [Theory]
    [InlineData(MixtureCovariance.Spherical, 80)]
    [InlineData(MixtureCovariance.Diagonal, 80)]
    [InlineData(MixtureCovariance.Full, 80)]
    [InlineData(MixtureCovariance.Full, 110)]
    public void Rows_that_are_beyond_the_squares_of_Single_give_the_same_mixture(MixtureCovariance kind, int power)
    {
        (float[] rows, _, int dimension) = KMeansData.Load("iris.csv", false);
        var settings = new MixtureSettings { NumberOfComponents = 3, Covariance = kind, VarianceFloor = 1e-3, NumberOfRestarts = 2, Seed = 1 };
        MixtureResult expected = MixtureTraining.Fit(rows, dimension, settings);
        float[] large = [.. rows.Select(value => MathF.ScaleB(value, power))];
        MixtureResult actual = MixtureTraining.Fit(large, dimension, settings with { VarianceFloor = Math.ScaleB(1e-3, 2 * power) });
        Assert.Equal(expected.LogLikelihood, actual.LogLikelihood + (dimension * power * Math.Log(2)), 1e-6);
        for (int i = 0; i < expected.Components.Means.Length; i++)
            Assert.Equal(expected.Components.Means[i], Math.ScaleB(actual.Components.Means[i], -power), 1e-6);
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
    public void Reaches_the_likelihood_of_the_peer(string file, bool standardised, int k, MixtureCovariance kind, double expected)
    {
        (float[] rows, _, int dimension) = KMeansData.Load(file, standardised);
        MixtureResult result = MixtureTraining.Fit(rows, dimension, new MixtureSettings
        {
            NumberOfComponents = k,
            Covariance = kind,
            VarianceFloor = 1e-9,
            NumberOfRestarts = 30,
            MaximumIterations = 3000,
            Tolerance = 1e-9,
            Seed = 2,
        });
        Assert.True(result.Converged);
        Assert.InRange(result.LogLikelihood, expected - 2e-5, expected + 2e-5);
    }

    [Theory]
    [InlineData(MixtureCovariance.Spherical, 1e-6)]
    [InlineData(MixtureCovariance.Diagonal, 1e-6)]
    [InlineData(MixtureCovariance.Full, 1e-6)]
    [InlineData(MixtureCovariance.Full, 0.02)]
    [InlineData(MixtureCovariance.Diagonal, 0.02)]
    public void No_iteration_lowers_the_likelihood(MixtureCovariance kind, double floor)
    {
        // Digits have pixels that never change, so that the floor is at work.
        float[] rows = Rows.Load("digits.csv", 64, 1 / 16f)[..(500 * 64)];
        var likelihoods = new List<MixtureIteration>();
        MixtureResult result = MixtureTraining.Fit(rows, 64, new MixtureSettings
        {
            NumberOfComponents = 4,
            Covariance = kind,
            VarianceFloor = floor,
            NumberOfRestarts = 2,
            MaximumIterations = 40,
            Tolerance = 0,
            Progress = likelihoods.Add,
        });
        Assert.Equal([0, 1], likelihoods.Select(l => l.Restart).Distinct());
        foreach (IGrouping<int, MixtureIteration> run in likelihoods.GroupBy(l => l.Restart))
        {
            double[] values = [.. run.Select(l => l.LogLikelihood)];
            Assert.Equal(Enumerable.Range(1, values.Length), run.Select(l => l.Iteration));
            for (int i = 1; i < values.Length; i++)
                Assert.True(values[i] >= values[i - 1] - (1e-10 * Math.Abs(values[i])), $"{values[i - 1]} {values[i]}");
        }
        Assert.Equal(likelihoods.GroupBy(l => l.Restart).Max(r => r.Last().LogLikelihood), result.LogLikelihood);

        float[] energies = new float[500];
        new MixtureEnergy(result.Components).Energy(rows, energies);
        Assert.Equal(-result.LogLikelihood, energies.Average(e => (double)e), 1e-6 * Math.Abs(result.LogLikelihood));
    }

    [Fact]
    public void One_component_is_fitted_in_closed_form()
    {
        (float[] rows, int count, int d) = KMeansData.Load("iris.csv", standardised: false);
        MixtureResult result = MixtureTraining.Fit(rows, d, new MixtureSettings { NumberOfComponents = 1 });
        double[] mean = [.. Enumerable.Range(0, d).Select(j => Enumerable.Range(0, count).Average(i => (double)rows[(i * d) + j]))];
        for (int i = 0; i < d; i++)
        {
            Assert.Equal(mean[i], result.Components.Means[i], 1e-9);
            for (int j = 0; j < d; j++)
            {
                double covariance = Enumerable.Range(0, count).Average(n => (rows[(n * d) + i] - mean[i]) * (rows[(n * d) + j] - mean[j]));
                Assert.Equal(covariance, result.Components.Covariances[(i * d) + j], 1e-9);
            }
        }
        Assert.Equal([1], result.Components.Weights);
        Assert.True(result.Converged);
    }

    [Theory]
    [InlineData(MixtureCovariance.Spherical)]
    [InlineData(MixtureCovariance.Diagonal)]
    [InlineData(MixtureCovariance.Full)]
    public void A_known_mixture_is_recovered(MixtureCovariance kind)
    {
        const int K = 3, D = 2, Count = 20_000;
        MixtureReference truth = MixtureReference.Random(K, D, kind, seed: 12);
        var energy = new MixtureEnergy(truth.Components(kind));
        float[] rows = new float[Count * D];
        energy.Sample(rows, 3);
        MixtureResult result = MixtureTraining.Fit(rows, D, new MixtureSettings { NumberOfComponents = K, Covariance = kind, NumberOfRestarts = 5, MaximumIterations = 1000, Tolerance = 1e-8 });

        // The fit is likelier than the truth on its own rows, by about parameters/2 nats in all.
        double own = truth.MeanLogLikelihood(rows);
        Assert.InRange(result.LogLikelihood - own, 0, 25.0 / Count);
        for (int z = 0; z < K; z++)
        {
            int found = Enumerable.Range(0, K).MinBy(f => Enumerable.Range(0, D).Sum(j => Math.Pow(result.Components.Mean(f)[j] - truth.Means[z][j], 2)));
            Assert.Equal(truth.Weights[z], result.Components.Weights[found], 0.03);
            double[] covariance = new MixtureEnergy(result.Components).CovarianceOf(found);
            for (int i = 0; i < D; i++)
            {
                Assert.Equal(truth.Means[z][i], result.Components.Mean(found)[i], 0.08);
                for (int j = 0; j < D; j++)
                    Assert.Equal(truth.Covariances[z][i, j], covariance[(i * D) + j], 0.08);
            }
        }
    }

    [Theory]
    [InlineData(MixtureCovariance.Spherical)]
    [InlineData(MixtureCovariance.Diagonal)]
    [InlineData(MixtureCovariance.Full)]
    public void Threads_do_not_change_a_bit(MixtureCovariance kind)
    {
        float[] rows = Rows.Load("digits.csv", 64, 1 / 16f);
        MixtureComponents[] fits = [.. new[] { 1, 2, 5 }.Select(threads => MixtureTraining.Fit(rows, 64, new MixtureSettings
        {
            NumberOfComponents = 3,
            Covariance = kind,
            VarianceFloor = 1e-3,
            MaximumIterations = 4,
            NumberOfThreads = threads,
        }).Components)];
        foreach (MixtureComponents fit in fits[1..])
        {
            Assert.Equal(fits[0].Weights, fit.Weights);
            Assert.Equal(fits[0].Means, fit.Means);
            Assert.Equal(fits[0].Covariances, fit.Covariances);
        }
    }

    [Theory]
    [InlineData(MixtureCovariance.Spherical)]
    [InlineData(MixtureCovariance.Diagonal)]
    [InlineData(MixtureCovariance.Full)]
    public void A_component_on_one_point_stands_on_the_floor(MixtureCovariance kind)
    {
        // Twenty times one point, far from the others.
        float[] rows = [.. Enumerable.Range(0, 20).SelectMany(_ => new[] { 50f, 50f }), .. Rows.Normals(200)];
        MixtureResult result = MixtureTraining.Fit(rows, 2, new MixtureSettings { NumberOfComponents = 2, Covariance = kind, VarianceFloor = 0.01 });
        var energy = new MixtureEnergy(result.Components);
        int point = energy.Means[0] > 25 ? 0 : 1;
        Assert.Equal([50, 50], energy.Means.Slice(2 * point, 2).ToArray());
        double[] covariance = energy.CovarianceOf(point);
        Assert.Equal([0.01, 0, 0, 0.01], covariance.Select(c => Math.Round(c, 12)));
        Assert.Equal(20.0 / 120, energy.Weights[point], 1e-9);
        Assert.True(double.IsFinite(result.LogLikelihood));
    }

    [Fact]
    public void The_floor_raises_the_eigenvalues_below_it_and_no_other()
    {
        // Eigenvalues 3 and 0.001 along the diagonals.
        double[] covariance = [1.5005, 1.4995, 1.4995, 1.5005];
        CovarianceFloor.Raise(covariance, 2, 0.1);
        Assert.Equal([1.55, 1.45, 1.45, 1.55], covariance.Select(c => Math.Round(c, 12)));

        double[] above = [2, 0.3, 0.3, 1];
        CovarianceFloor.Raise(above, 2, 0.1);
        Assert.Equal([2, 0.3, 0.3, 1], above);
    }

    [Fact]
    public void More_components_than_distinct_rows_leave_some_without_weight()
    {
        float[] rows = [.. Enumerable.Repeat(1f, 20)];
        MixtureResult result = MixtureTraining.Fit(rows, 2, new MixtureSettings { NumberOfComponents = 3 });
        Assert.Equal(1, result.Components.Weights.Sum(), 1e-12);
        float[] latents = new float[3], energies = new float[1], gradient = new float[2];
        var energy = new MixtureEnergy(result.Components);
        energy.Infer([1, 1], energies, latents, default, default);
        Assert.True(float.IsFinite(energies[0]));
        Assert.Equal(1, latents.Sum(), 1e-6f);
        energy.Gradient([1, 2], energies, gradient);
        Assert.All(gradient, g => Assert.True(float.IsFinite(g)));
    }
}
