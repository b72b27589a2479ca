using Microsoft.ML.EnergyBased.Tests.Training;

namespace Microsoft.ML.EnergyBased.Tests.Data;

/// <summary>Training that reads its rows anew in each epoch notices where they are not the same.</summary>
public sealed class FeatureStreamTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void ALaterPassWithFewerRowsIsTold()
    {
        var all = Rows();
        var e = FluentActions.Invoking(() => Fit(new Changing(all, _ml.Data.TakeRows(all, 39))))
            .Should().ThrowExactly<InvalidOperationException>().Which;
        e.Message.Should().Contain("40 rows");
        e.Message.Should().Contain("39");
        e.Message.Should().Contain("cache");
    }

    [Fact]
    public void ALaterPassWithOtherRowsIsTold()
    {
        var all = Rows();
        var e = FluentActions.Invoking(() => Fit(new Changing(_ml.Data.TakeRows(all, 39), _ml.Data.SkipRows(all, 1))))
            .Should().ThrowExactly<InvalidOperationException>().Which;
        e.Message.Should().Contain("ids");
        e.Message.Should().Contain("39 rows");
    }

    [Fact]
    public void ALaterPassInAnotherOrderIsTold()
    {
        var all = Rows();
        var e = FluentActions.Invoking(() => Fit(new Changing(all, _ml.Data.ShuffleRows(all, seed: 7))))
            .Should().ThrowExactly<InvalidOperationException>().Which;
        e.Message.Should().Contain("order");
    }

    [Fact]
    public void TheSameRowsInEveryPassTrain()
    {
        var all = _ml.Data.ShuffleRows(Rows(), seed: 7);
        Fit(new Changing(all, all)).Should().NotBeNull();
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
