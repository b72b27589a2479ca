using Microsoft.ML.EnergyBased.Tests.Training;

namespace Microsoft.ML.EnergyBased.Tests.Data;

/// <summary>Training that reads its rows anew in each epoch notices where they are not the same.</summary>
public sealed class FeatureStreamTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void A_later_pass_with_fewer_rows_is_told()
    {
        var all = Rows();
        var e = Assert.Throws<InvalidOperationException>(() => Fit(new Changing(all, _ml.Data.TakeRows(all, 39))));
        Assert.Contains("40 rows", e.Message);
        Assert.Contains("39", e.Message);
        Assert.Contains("cache", e.Message);
    }

    [Fact]
    public void A_later_pass_with_other_rows_is_told()
    {
        var all = Rows();
        var e = Assert.Throws<InvalidOperationException>(() => Fit(new Changing(_ml.Data.TakeRows(all, 39), _ml.Data.SkipRows(all, 1))));
        Assert.Contains("ids", e.Message);
        Assert.Contains("39 rows", e.Message);
    }

    [Fact]
    public void A_later_pass_in_another_order_is_told()
    {
        var all = Rows();
        var e = Assert.Throws<InvalidOperationException>(() => Fit(new Changing(all, _ml.Data.ShuffleRows(all, seed: 7))));
        Assert.Contains("order", e.Message);
    }

    [Fact]
    public void The_same_rows_in_every_pass_train()
    {
        var all = _ml.Data.ShuffleRows(Rows(), seed: 7);
        Assert.NotNull(Fit(new Changing(all, all)));
    }

    private IDataView Rows() => TestData.Rows(_ml, [.. Enumerable.Range(0, 40).Select(i => (float[])[i % 5, i % 3])]);

    private DenoisingAutoencoderTransformer Fit(IDataView view)
        => _ml.EnergyBased().DenoisingAutoencoder(new DenoisingAutoencoderEstimator.Options { HiddenUnits = [2], NumberOfEpochs = 3, MemoryLimit = 1, Seed = 1 }).Fit(view);

    /// <summary>Gives one view in its first pass, and another in later ones.</summary>
    private sealed class Changing(IDataView first, IDataView later) : IDataView
    {
        private int _passes;

        public bool CanShuffle => false;

        public DataViewSchema Schema => first.Schema;

        public long? GetRowCount() => 40;

        public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
        {
            var view = _passes++ == 0 ? first : later;
            return view.GetRowCursor(columnsNeeded.Select(column => view.Schema[column.Index]), rand);
        }

        public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
            => [GetRowCursor(columnsNeeded, rand)];
    }
}
