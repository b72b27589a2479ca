using Microsoft.ML.Data;
using Microsoft.ML.EnergyBased.Tests.Contracts;
using Microsoft.ML.EnergyBased.Tests.Training;

namespace Microsoft.ML.EnergyBased.Tests.Models.Contrastive;

public sealed class ContrastiveSamplingTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void SamplesAreRowsOfTheFeatureColumnAndRepeatUnderASeed()
    {
        var data = TestData.Rows(_ml, ContrastiveData.Bars());
        var model = _ml.EnergyBased().ContrastiveDivergence(model: ContrastiveModel.RestrictedBoltzmann(4), numberOfEpochs: 2).Fit(data);
        var view = _ml.EnergyBased().Sample(model, 250, burnIn: 5, thin: 2, seed: 3);
        view.Schema.Select(c => c.Name).Should().Equal("Features");
        view.Schema["Features"].Type.Should().Be(data.Schema["Features"].Type);
        var rows = RowsOf(view);
        rows.Should().HaveCount(250);
        rows.SelectMany(r => r).Should().AllSatisfy(v => (v is 0 or 1).Should().BeTrue());
        RowsOf(view).ShouldEqual(rows);
        RowsOf(_ml.EnergyBased().Sample(model, 250, burnIn: 5, thin: 2, seed: 3)).ShouldEqual(rows);
        RowsOf(_ml.EnergyBased().Sample(model, 250, burnIn: 5, thin: 2, seed: 4)).ShouldNotEqual(rows);

        // They go through the model like any rows, and a loaded model gives the same.
        TestData.Floats(model.Transform(view), "Energy").ShouldAllBeFinite();
        RowsOf(_ml.EnergyBased().Sample(Reloaded(model, data), 250, burnIn: 5, thin: 2, seed: 3)).ShouldEqual(rows);
    }

    [Fact]
    public void AMachineIsSampledAsOftenInASetAsThatIsLikely()
    {
        var bars = ContrastiveData.Bars();
        var data = TestData.Rows(_ml, bars);
        var model = ContrastiveData.BarsModel(_ml, data);
        var exact = model.LogLikelihood(data);
        exact.IsExact.Should().BeTrue();
        exact.NumberOfRows.Should().Be(16);
        exact.StandardError.Should().Be(0);
        exact.LogLikelihood.Should().BeInRange(-2.9, -2.599302); // the entropy of the data

        // log Z is a sum over all 512 rows.
        var all = Enumerable.Range(0, 512).Select(p => Enumerable.Range(0, 9).Select(i => (float)((p >> i) & 1)).ToArray()).ToArray();
        var energies = TestData.Floats(model.Transform(TestData.Rows(_ml, all)), "Energy");
        exact.LogPartition.Should().BeApproximately(Math.Log(energies.Sum(e => Math.Exp(-e))), 1e-4);

        var known = bars.Select(Key).ToHashSet();
        var likely = all.Zip(energies).Where(r => known.Contains(Key(r.First))).Sum(r => Math.Exp(-r.Second - exact.LogPartition));
        var samples = model.Sample(20, chains: 200, burnIn: 500, thin: 20, seed: 1);
        samples.Diagnostics.NumberOfChains.Should().Be(200);
        var share = samples.Values.ToArray().Chunk(9).Count(row => known.Contains(Key(row))) / (double)samples.Count;

        // Each chain counts once at least: three deviations of as many independent draws as there are chains.
        share.Should().BeInRange(likely - (3 * Math.Sqrt(likely * (1 - likely) / 200)), likely + (3 * Math.Sqrt(likely * (1 - likely) / 200)));
        likely.Should().BeInRange(0.7, 1);

        var annealed = model.EstimateLogPartition(chains: 200, temperatures: 1000, seed: 1);
        annealed.StandardError.Should().BeInRange(1e-6, 0.1);
        annealed.LogPartition.Should().BeApproximately(exact.LogPartition, 3 * annealed.StandardError);
    }

    [Fact]
    public void AMachineTooLargeToEnumerateHasAnEstimateOfItsLikelihood()
    {
        var rows = Enumerable.Range(0, 40).Select(i => Enumerable.Range(0, 30).Select(j => (float)((i + j) % 2)).ToArray()).ToArray();
        var data = TestData.Rows(_ml, rows);
        var model = _ml.EnergyBased().ContrastiveDivergence(model: ContrastiveModel.RestrictedBoltzmann(28), numberOfEpochs: 3).Fit(data);
        var found = model.LogLikelihood(data, chains: 50, temperatures: 200, seed: 2);
        found.IsExact.Should().BeFalse();
        found.StandardError.Should().BeInRange(0, 0.1);

        // Weights that hardly have been trained: close to independent bits, −30 log 2.
        found.LogLikelihood.Should().BeApproximately(-30 * Math.Log(2), 1.5);
        model.EstimateLogPartition(50, 200, 2).LogPartition.Should().Be(found.LogPartition);
    }

    [Theory]
    [InlineData(1f)]
    [InlineData(2f)]
    public void ANetworkIsSampledAndNormalisedAsOnAGrid(float beta)
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
        effective.Should().BeInRange(100, double.PositiveInfinity); // a draw a chain
        samples.Diagnostics.AcceptanceRate.Should().BeInRange(0.6, 0.98);
        values.Average().Should().BeApproximately(mean, 4 * Math.Sqrt(variance / effective));
        values.Average(v => Math.Pow(v - mean, 2)).Should().BeApproximately(variance, 4 * variance * Math.Sqrt(2 / effective));

        var found = model.LogLikelihood(data, chains: 200, temperatures: 200, seed: 1);
        found.IsExact.Should().BeFalse();
        found.StandardError.Should().BeInRange(0, 0.1);
        found.LogPartition.Should().BeApproximately(Math.Log(partition), (3 * found.StandardError) + 1e-4);
        var energy = TestData.Floats(model.Transform(data), "Energy").Average(e => (double)e);
        found.LogLikelihood.Should().BeApproximately((-beta * energy) - found.LogPartition, 1e-5);
        Reloaded(model, data).Sample(50, 100, 400, 2, seed: 1).Values.ToArray().ShouldEqual(values);
    }

    [Fact]
    public void BadRowsAreLeftOutAndBadNumbersRefused()
    {
        var bars = ContrastiveData.Bars();
        var data = TestData.Rows(_ml, bars);
        var model = _ml.EnergyBased().ContrastiveDivergence(model: ContrastiveModel.RestrictedBoltzmann(4), numberOfEpochs: 2).Fit(data);
        float[] bad = [.. Enumerable.Repeat(1f, 8), float.NaN];
        var with = model.LogLikelihood(TestData.Rows(_ml, [bad, .. bars, bad]));
        with.NumberOfRows.Should().Be(16);
        with.LogLikelihood.Should().Be(model.LogLikelihood(data).LogLikelihood);
        FluentActions.Invoking(() => model.LogLikelihood(TestData.Rows(_ml, bad))).Should().ThrowExactly<InvalidOperationException>();
        FluentActions.Invoking(() => model.LogLikelihood(data, chains: 1))
            .Should().ThrowExactly<ArgumentOutOfRangeException>().WithParameterName("chains");
        FluentActions.Invoking(() => _ml.EnergyBased().Sample(model, 0))
            .Should().ThrowExactly<ArgumentOutOfRangeException>().WithParameterName("rows");
        FluentActions.Invoking(() => _ml.EnergyBased().Sample(model, 1, burnIn: -1))
            .Should().ThrowExactly<ArgumentOutOfRangeException>().WithParameterName("burnIn");
        FluentActions.Invoking(() => _ml.EnergyBased().Sample(model, 1, thin: 0))
            .Should().ThrowExactly<ArgumentOutOfRangeException>().WithParameterName("thin");
        FluentActions.Invoking(() => model.Sample(1, chains: 0)).Should().ThrowExactly<ArgumentOutOfRangeException>().WithParameterName("chains");
        FluentActions.Invoking(() => model.Sample(1, cancellationToken: new CancellationToken(canceled: true)))
            .Should().ThrowExactly<OperationCanceledException>();
    }

    private static string Key(float[] row) => string.Concat(row);

    private static float[][] RowsOf(IDataView view) => [.. view.GetColumn<float[]>("Features")];

    private ContrastiveDivergenceTransformer Reloaded(ContrastiveDivergenceTransformer model, IDataView data)
    {
        using var stream = new MemoryStream();
        _ml.Model.Save(model, data.Schema, stream);
        stream.Position = 0;
        return new MLContext().Model.Load(stream, out _).Should().BeOfType<ContrastiveDivergenceTransformer>().Which;
    }
}
