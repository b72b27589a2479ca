using Microsoft.ML.Data;
using Microsoft.ML.EnergyBased.Tests.Contracts;
using Microsoft.ML.EnergyBased.Tests.Training;

namespace Microsoft.ML.EnergyBased.Tests.Models.Contrastive;

public sealed class ContrastiveSamplingTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void Samples_are_rows_of_the_feature_column_and_repeat_under_a_seed()
    {
        var data = TestData.Rows(_ml, ContrastiveData.Bars());
        var model = _ml.EnergyBased().ContrastiveDivergence(model: ContrastiveModel.RestrictedBoltzmann(4), numberOfEpochs: 2).Fit(data);
        var view = _ml.EnergyBased().Sample(model, 250, burnIn: 5, thin: 2, seed: 3);
        Assert.Equal(["Features"], view.Schema.Select(c => c.Name));
        Assert.Equal(data.Schema["Features"].Type, view.Schema["Features"].Type);
        var rows = RowsOf(view);
        Assert.Equal(250, rows.Length);
        Assert.All(rows.SelectMany(r => r), v => Assert.True(v is 0 or 1));
        Assert.Equal(rows, RowsOf(view));
        Assert.Equal(rows, RowsOf(_ml.EnergyBased().Sample(model, 250, burnIn: 5, thin: 2, seed: 3)));
        Assert.NotEqual(rows, RowsOf(_ml.EnergyBased().Sample(model, 250, burnIn: 5, thin: 2, seed: 4)));

        // They go through the model like any rows, and a loaded model gives the same.
        Assert.All(TestData.Floats(model.Transform(view), "Energy"), e => Assert.True(float.IsFinite(e)));
        Assert.Equal(rows, RowsOf(_ml.EnergyBased().Sample(Reloaded(model, data), 250, burnIn: 5, thin: 2, seed: 3)));
    }

    [Fact]
    public void A_machine_is_sampled_as_often_in_a_set_as_that_is_likely()
    {
        var bars = ContrastiveData.Bars();
        var data = TestData.Rows(_ml, bars);
        var model = ContrastiveData.BarsModel(_ml, data);
        var exact = model.LogLikelihood(data);
        Assert.True(exact.IsExact);
        Assert.Equal(16, exact.NumberOfRows);
        Assert.Equal(0, exact.StandardError);
        Assert.InRange(exact.LogLikelihood, -2.9, -2.599302); // the entropy of the data

        // log Z is a sum over all 512 rows.
        var all = Enumerable.Range(0, 512).Select(p => Enumerable.Range(0, 9).Select(i => (float)((p >> i) & 1)).ToArray()).ToArray();
        var energies = TestData.Floats(model.Transform(TestData.Rows(_ml, all)), "Energy");
        Assert.Equal(Math.Log(energies.Sum(e => Math.Exp(-e))), exact.LogPartition, 1e-4);

        var known = bars.Select(Key).ToHashSet();
        var likely = all.Zip(energies).Where(r => known.Contains(Key(r.First))).Sum(r => Math.Exp(-r.Second - exact.LogPartition));
        var samples = model.Sample(20, chains: 200, burnIn: 500, thin: 20, seed: 1);
        Assert.Equal(200, samples.Diagnostics.NumberOfChains);
        var share = samples.Values.ToArray().Chunk(9).Count(row => known.Contains(Key(row))) / (double)samples.Count;

        // Each chain counts once at least: three deviations of as many independent draws as there are chains.
        Assert.InRange(share, likely - (3 * Math.Sqrt(likely * (1 - likely) / 200)), likely + (3 * Math.Sqrt(likely * (1 - likely) / 200)));
        Assert.InRange(likely, 0.7, 1);

        var annealed = model.EstimateLogPartition(chains: 200, temperatures: 1000, seed: 1);
        Assert.InRange(annealed.StandardError, 1e-6, 0.1);
        Assert.Equal(exact.LogPartition, annealed.LogPartition, 3 * annealed.StandardError);
    }

    [Fact]
    public void A_machine_too_large_to_enumerate_has_an_estimate_of_its_likelihood()
    {
        var rows = Enumerable.Range(0, 40).Select(i => Enumerable.Range(0, 30).Select(j => (float)((i + j) % 2)).ToArray()).ToArray();
        var data = TestData.Rows(_ml, rows);
        var model = _ml.EnergyBased().ContrastiveDivergence(model: ContrastiveModel.RestrictedBoltzmann(28), numberOfEpochs: 3).Fit(data);
        var found = model.LogLikelihood(data, chains: 50, temperatures: 200, seed: 2);
        Assert.False(found.IsExact);
        Assert.InRange(found.StandardError, 0, 0.1);

        // Weights that hardly have been trained: close to independent bits, −30 log 2.
        Assert.Equal(-30 * Math.Log(2), found.LogLikelihood, 1.5);
        Assert.Equal(found.LogPartition, model.EstimateLogPartition(50, 200, 2).LogPartition);
    }

    [Theory]
    [InlineData(1f)]
    [InlineData(2f)]
    public void A_network_is_sampled_and_normalised_as_on_a_grid(float beta)
    {
        var data = TestData.Rows(_ml, ContrastiveData.TwoHills());
        var model = ContrastiveData.HillsModel(_ml, data, beta);

        // e^{−βE} on a grid that leaves nothing out.
        const double Width = 0.01;
        var grid = Enumerable.Range(-1500, 3001).Select(i => (float)(i * Width)).ToArray();
        var energies = new float[grid.Length];
        model.Energy.Energy(grid, energies);
        var weights = energies.Select(e => Math.Exp(-beta * e) * Width).ToArray();
        var partition = weights.Sum();
        var mean = grid.Zip(weights, (y, w) => y * w).Sum() / partition;
        var variance = grid.Zip(weights, (y, w) => (y - mean) * (y - mean) * w).Sum() / partition;

        var samples = model.Sample(50, chains: 100, burnIn: 400, thin: 2, seed: 1);
        var values = samples.Values.ToArray();
        var effective = samples.Diagnostics.MinimumEffectiveSampleSize;
        Assert.InRange(effective, 100, double.PositiveInfinity); // a draw a chain
        Assert.InRange(samples.Diagnostics.AcceptanceRate, 0.6, 0.98);
        Assert.Equal(mean, values.Average(), 4 * Math.Sqrt(variance / effective));
        Assert.Equal(variance, values.Average(v => Math.Pow(v - mean, 2)), 4 * variance * Math.Sqrt(2 / effective));

        var found = model.LogLikelihood(data, chains: 200, temperatures: 200, seed: 1);
        Assert.False(found.IsExact);
        Assert.InRange(found.StandardError, 0, 0.1);
        Assert.Equal(Math.Log(partition), found.LogPartition, (3 * found.StandardError) + 1e-4);
        var energy = TestData.Floats(model.Transform(data), "Energy").Average(e => (double)e);
        Assert.Equal((-beta * energy) - found.LogPartition, found.LogLikelihood, 1e-5);
        Assert.Equal(values, Reloaded(model, data).Sample(50, 100, 400, 2, seed: 1).Values.ToArray());
    }

    [Fact]
    public void Bad_rows_are_left_out_and_bad_numbers_refused()
    {
        var bars = ContrastiveData.Bars();
        var data = TestData.Rows(_ml, bars);
        var model = _ml.EnergyBased().ContrastiveDivergence(model: ContrastiveModel.RestrictedBoltzmann(4), numberOfEpochs: 2).Fit(data);
        float[] bad = [.. Enumerable.Repeat(1f, 8), float.NaN];
        var with = model.LogLikelihood(TestData.Rows(_ml, [bad, .. bars, bad]));
        Assert.Equal(16, with.NumberOfRows);
        Assert.Equal(model.LogLikelihood(data).LogLikelihood, with.LogLikelihood);
        Assert.Throws<InvalidOperationException>(() => model.LogLikelihood(TestData.Rows(_ml, bad)));
        Assert.Throws<ArgumentOutOfRangeException>("chains", () => model.LogLikelihood(data, chains: 1));
        Assert.Throws<ArgumentOutOfRangeException>("rows", () => _ml.EnergyBased().Sample(model, 0));
        Assert.Throws<ArgumentOutOfRangeException>("burnIn", () => _ml.EnergyBased().Sample(model, 1, burnIn: -1));
        Assert.Throws<ArgumentOutOfRangeException>("thin", () => _ml.EnergyBased().Sample(model, 1, thin: 0));
        Assert.Throws<ArgumentOutOfRangeException>("chains", () => model.Sample(1, chains: 0));
        Assert.Throws<OperationCanceledException>(() => model.Sample(1, cancellationToken: new CancellationToken(canceled: true)));
    }

    private static string Key(float[] row) => string.Concat(row);

    private static float[][] RowsOf(IDataView view) => [.. view.GetColumn<float[]>("Features")];

    private ContrastiveDivergenceTransformer Reloaded(ContrastiveDivergenceTransformer model, IDataView data)
    {
        using var stream = new MemoryStream();
        _ml.Model.Save(model, data.Schema, stream);
        stream.Position = 0;
        return Assert.IsType<ContrastiveDivergenceTransformer>(new MLContext().Model.Load(stream, out _));
    }
}
