using Microsoft.ML.Data;
using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Models.Mixture;
using Microsoft.ML.EnergyBased.Tests.Assertions;
using Microsoft.ML.EnergyBased.Tests.Training;

namespace Microsoft.ML.EnergyBased.Tests.Models.Mixture;

/// <summary>Full covariances of fewer rows than features: fitted and kept in the span of the rows, the same mixture as with every number of them.</summary>
public class WideMixtureTests
{
    private const int Count = 14, Dimension = 24;

    [Theory]
    [InlineData(1, 1e-2)]
    [InlineData(2, 1e-2)]
    [InlineData(3, 1e-4)]
    public void EveryAnswerIsThatOfTheFullCovariances(int k, double floor)
    {
        var spanned = Fit(Data(), Dimension, k, floor);
        var full = Full(spanned);
        float[] rows = [.. Data(), .. Rows.Normals(6 * Dimension, seed: 4)];
        var count = rows.Length / Dimension;

        float[] energies = new float[count], expected = new float[count], gradients = new float[rows.Length], expectedGradients = new float[rows.Length];
        spanned.Gradient(rows, energies, gradients);
        full.Gradient(rows, expected, expectedGradients);
        for (var i = 0; i < count; i++)
            energies[i].Should().BeApproximately(expected[i], 1e-5f * (10 + Math.Abs(expected[i])));
        var largest = expectedGradients.Max(Math.Abs);
        for (var i = 0; i < gradients.Length; i++)
            gradients[i].Should().BeApproximately(expectedGradients[i], 1e-5f * largest);

        float[] latents = new float[count * k], reconstructions = new float[rows.Length], expectedLatents = new float[count * k], expectedReconstructions = new float[rows.Length];
        spanned.Infer(rows, default, latents, reconstructions, default);
        full.Infer(rows, default, expectedLatents, expectedReconstructions, default);
        for (var i = 0; i < latents.Length; i++)
            latents[i].Should().BeApproximately(expectedLatents[i], 1e-4f);
        for (var i = 0; i < reconstructions.Length; i++)
            reconstructions[i].Should().BeApproximately(expectedReconstructions[i], 1e-3f);

        double[] means = new double[Dimension], variances = new double[Dimension], expectedMeans = new double[Dimension], expectedVariances = new double[Dimension];
        ((IMomentEnergy)spanned).Moments(means, variances);
        ((IMomentEnergy)full).Moments(expectedMeans, expectedVariances);
        for (var j = 0; j < Dimension; j++)
        {
            means[j].Should().BeApproximately(expectedMeans[j], 1e-9);
            variances[j].Should().BeApproximately(expectedVariances[j], 1e-9);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void CompletionsAreThoseOfTheFullCovariances(int k)
    {
        var spanned = Fit(Data(), Dimension, k, 1e-2);
        var full = Full(spanned);
        var row = Data()[..Dimension];
        (row[3], row[11], row[12], row[23]) = (float.NaN, float.NaN, float.NaN, float.NaN);
        float[] answers = new float[k * Dimension], expected = new float[k * Dimension], energies = new float[k], expectedEnergies = new float[k];
        var found = spanned.Complete(row, answers, energies, out _);
        found.Should().Be(full.Complete(row, expected, expectedEnergies, out _)).And.BePositive();
        for (var i = 0; i < found * Dimension; i++)
            answers[i].Should().BeApproximately(expected[i], 1e-4f);
        for (var i = 0; i < found; i++)
            energies[i].Should().BeApproximately(expectedEnergies[i], 1e-3f);
    }

    [Fact]
    public void SamplesHaveTheMixturesMoments()
    {
        const int Draws = 40_000;
        var energy = Fit(Data(), Dimension, 2, 0.05);
        var rows = new float[Draws * Dimension];
        energy.Sample(rows, 3);
        double[] means = new double[Dimension], variances = new double[Dimension];
        ((IMomentEnergy)energy).Moments(means, variances);
        for (var j = 0; j < Dimension; j++)
        {
            var mean = Enumerable.Range(0, Draws).Average(i => (double)rows[(i * Dimension) + j]);
            var variance = Enumerable.Range(0, Draws).Average(i => Math.Pow(rows[(i * Dimension) + j] - mean, 2));
            mean.Should().BeApproximately(means[j], 5 * Math.Sqrt(variances[j] / Draws));
            variance.Should().BeApproximately(variances[j], 0.05 * variances[j]);
        }
    }

    [Fact]
    public void TheLikelihoodIsThatOfTheRowsAndItsOptimumIsTheirs()
    {
        // One Gaussian has a closed form: the eigenvalues of the standardised rows' covariance, and the floor for all others.
        const double Floor = 1e-3;
        var result = MixtureTraining.Fit(TrainingData.InMemory(Data(), Dimension), new MixtureEnergyEstimator.Options { NumberOfComponents = 1, VarianceFloor = Floor, NumberOfThreads = 1 });
        result.OnFloor.Should().BeLessThanOrEqualTo(1);
        var energies = new float[Count];
        new MixtureEnergy(result.Components).Energy(Data(), energies);
        energies.Average(e => (double)e).Should().BeApproximately(-result.LogLikelihood, 1e-3);

        var values = Eigenvalues(Data());
        double expected = 0;
        for (var k = 0; k < Dimension; k++)
        {
            var variance = Math.Max(values[k], Floor);
            expected -= 0.5 * (Math.Log(2 * Math.PI * variance) + (Math.Max(0, values[k]) / variance));
        }
        for (var j = 0; j < Dimension; j++)
            expected -= 0.5 * Math.Log(Variance(Data(), j));
        result.LogLikelihood.Should().BeApproximately(expected, 1e-3);
    }

    [Fact]
    public void RowsWithoutWeightAreAbsentAndConstantColumnsStayOnTheFloor()
    {
        var rows = Data();
        for (var i = 0; i < Count; i++)
            rows[(i * Dimension) + 5] = 7;
        float[] weights = [.. Enumerable.Range(0, Count).Select(i => i % 3 == 0 ? 0f : 1)];
        float[] kept = [.. Enumerable.Range(0, Count).Where(i => i % 3 != 0).SelectMany(i => rows[(i * Dimension)..((i + 1) * Dimension)])];
        MixtureEnergy weighted = Fit(rows, Dimension, 1, 1e-2, weights), without = Fit(kept, Dimension, 1, 1e-2);
        float[] energies = new float[Count], expected = new float[Count];
        weighted.Energy(rows, energies);
        without.Energy(rows, expected);
        for (var i = 0; i < Count; i++)
            energies[i].Should().BeApproximately(expected[i], 1e-4f * (10 + Math.Abs(expected[i])));
        rows[5] += 100;
        weighted.Energy(rows, expected);
        expected[0].Should().BeGreaterThan(energies[0] + 1);
    }

    [Fact]
    public void AWideMixtureIsSavedInTheRoomOfItsRows()
    {
        const int Wide = 2000;
        var ml = new MLContext(seed: 1);
        var view = TestData.Rows(ml, [.. Enumerable.Range(0, 20).Select(i => Rows.Normals(Wide, seed: (ulong)i))]);
        var model = ml.EnergyBased().Mixture("Features", 1).Fit(view);
        using var stream = new MemoryStream();
        ml.Model.Save(model, view.Schema, stream);
        stream.Length.Should().BeLessThan(25 * Wide * sizeof(double));
        stream.Position = 0;
        var loaded = ml.Model.Load(stream, out _);
        Energies(ml, loaded, view).ShouldEqual(Energies(ml, model, view));
        // Rows of their own kind, but not of the span.
        var others = TestData.Rows(ml, [.. Enumerable.Range(0, 20).Select(i => Rows.Normals(Wide, seed: (ulong)(100 + i)))]);
        Energies(ml, model, others).Min().Should().BeGreaterThan(Energies(ml, model, view).Max());
    }

    [Fact]
    public void SixRowsOfFiftyThousandFeaturesAreFitted()
    {
        var ml = new MLContext(seed: 1);
        var view = TestData.Rows(ml, [.. Enumerable.Range(0, 6).Select(i => Rows.Normals(50_000, seed: (ulong)i))]);
        var model = ml.EnergyBased().Mixture("Features", 2).Fit(view);
        Energies(ml, model, view).Should().OnlyContain(e => float.IsFinite(e));
    }

    private static IEnumerable<float> Energies(MLContext ml, ITransformer model, IDataView view)
        => [.. model.Transform(view).GetColumn<float>("Energy")];

    private static float[] Data()
    {
        var rows = Rows.Normals(Count * Dimension, seed: 8);
        for (var i = 0; i < rows.Length; i++)
            rows[i] = (rows[i] * (1 + (i % Dimension))) + (i / Dimension % 2 == 0 ? 40 : 0);
        return rows;
    }

    private static MixtureEnergy Fit(float[] rows, int dimension, int k, double floor, float[]? weights = null)
    {
        var options = new MixtureEnergyEstimator.Options { NumberOfComponents = k, VarianceFloor = floor, NumberOfThreads = 2, Seed = 1 };
        var components = MixtureTraining.Fit(TrainingData.InMemory(rows, dimension, weights ?? []), options).Components;
        components.Should().BeOfType<SpannedComponents>();
        return new MixtureEnergy(components);
    }

    private static MixtureEnergy Full(MixtureEnergy energy)
        => new(new MixtureComponents(
            MixtureCovariance.Full, energy.Weights.ToArray(), energy.Means.ToArray(), [.. Enumerable.Range(0, energy.NumberOfComponents).SelectMany(energy.CovarianceOf)]));

    private static double Mean(float[] rows, int j) => Enumerable.Range(0, Count).Average(i => (double)rows[(i * Dimension) + j]);

    private static double Variance(float[] rows, int j) => Enumerable.Range(0, Count).Average(i => Math.Pow(rows[(i * Dimension) + j] - Mean(rows, j), 2));

    private static double[] Eigenvalues(float[] rows)
    {
        var matrix = MathNet.Numerics.LinearAlgebra.Matrix<double>.Build.Dense(Dimension, Dimension, (i, j) => Enumerable.Range(0, Count)
            .Average(r => (rows[(r * Dimension) + i] - Mean(rows, i)) * (rows[(r * Dimension) + j] - Mean(rows, j))) / Math.Sqrt(Variance(rows, i) * Variance(rows, j)));
        return [.. matrix.Evd().EigenValues.Select(value => value.Real).OrderDescending()];
    }
}
