using Microsoft.ML.Data;
using Microsoft.ML.Offline.Tests.Doubles;

namespace Microsoft.ML.Offline.Tests.Chains;

public class TransformerChainTests
{
    private readonly MLContext _ml = new(1);

    private static TransformerChain<Shift> Chain =>
        new TransformerChain<Shift>(new Shift("Y", "X", 1)).Append(new Shift("Unused", "X", 5)).Append(new Shift("X", "Y", 10));

    [Fact]
    public void AllColumnsStayAndTheLaterHidesTheEarlier()
    {
        var data = Number.View(_ml, 1, 2);
        var view = Chain.Transform(data);

        Assert.Equal(["X", "Y", "Unused", "X"], view.Schema.Select(c => c.Name));
        Assert.Equal([true, false, false, false], view.Schema.Select(c => c.IsHidden));
        Assert.Equal([12f, 13f], view.GetColumn<float>("X"));
        Assert.Equal([1f, 2f], view.GetColumn<float>(view.Schema[0]));
        Assert.Equal(view.Schema.Select(c => (c.Name, c.Type)), Chain.GetOutputSchema(data.Schema).Select(c => (c.Name, c.Type)));
    }

    [Fact]
    public void OnlyTheTransformersOfAScopeTakePart()
    {
        var chain = new TransformerChain<ITransformer>(
            [new Shift("Y", "X", 1), new Shift("Z", "X", 2)], [TransformerScope.Training, TransformerScope.Scoring | TransformerScope.Testing]);
        var data = Number.View(_ml, 1);

        Assert.Equal(["X", "Z"], chain.Transform(data, TransformerScope.Scoring).Schema.Select(c => c.Name));
        Assert.Equal(["X", "Y"], chain.GetOutputSchema(data.Schema, TransformerScope.Training).Select(c => c.Name));
        Assert.Equal(["X", "Z"], chain.Transform(data).Schema.Select(c => c.Name));
        Assert.Equal(["X", "Z"], chain.GetOutputSchema(data.Schema).Select(c => c.Name));
        Assert.Equal(["X", "Y", "Z"], chain.Transform(data, TransformerScope.Everything).Schema.Select(c => c.Name));
        Assert.Empty(chain.GetModelFor(TransformerScope.None));
    }

    [Fact]
    public void TheMapperNeedsOnlyWhatTheAskedColumnsNeed()
    {
        var schema = Number.View(_ml).Schema;
        var mapper = ((ITransformer)Chain).GetRowToRowMapper(schema);

        Assert.Equal(["X"], mapper.GetDependencies([mapper.OutputSchema["X"]]).Select(c => c.Name));
        Assert.Empty(mapper.GetDependencies([]));
        Assert.Same(schema, mapper.InputSchema);
    }

    [Fact]
    public void TheMapperComputesRowByRow()
    {
        var data = Number.View(_ml, 1, 2);
        var mapper = ((ITransformer)Chain).GetRowToRowMapper(data.Schema);
        var cursor = data.GetRowCursor(data.Schema);
        using var row = mapper.GetRow(cursor, [mapper.OutputSchema["X"]]);
        var get = row.GetGetter<float>(mapper.OutputSchema["X"]);
        var values = new List<float>();
        while (cursor.MoveNext())
        {
            var value = 0f;
            get(ref value);
            values.Add(value);
        }

        Assert.Equal([12f, 13f], values);
        Assert.True(row.IsColumnActive(mapper.OutputSchema["X"]));
        Assert.False(row.IsColumnActive(mapper.OutputSchema["Unused"]));
        Assert.Same(mapper.OutputSchema, row.Schema);
    }

    [Fact]
    public void ARowOfAnotherSchemaIsRefused()
    {
        var mapper = ((ITransformer)Chain).GetRowToRowMapper(Number.View(_ml).Schema);
        var other = Number.View(_ml, 1);

        Assert.Throws<ArgumentOutOfRangeException>(() => mapper.GetRow(other.GetRowCursor(other.Schema), []));
    }

    [Fact]
    public void OneTransformerThatNeedsAllRowsMakesTheChainOne()
    {
        ITransformer chain = new TransformerChain<ITransformer>(new Shift("Y", "X", 1), new Whole());

        Assert.False(chain.IsRowToRowMapper);
        Assert.True(((ITransformer)Chain).IsRowToRowMapper);
        Assert.Throws<InvalidOperationException>(() => chain.GetRowToRowMapper(Number.View(_ml).Schema));
    }

    [Fact]
    public void DisposingReachesEveryTransformerOnce()
    {
        var whole = new Whole();
        var chain = new Shift("Y", "X", 1).Append(whole);
        chain.Dispose();
        chain.Dispose();

        Assert.Equal(1, whole.Disposed);
        Assert.Same(whole, chain.LastTransformer);
    }

    [Fact]
    public void PartsThatDoNotFitAreRefused()
    {
        Assert.Throws<InvalidOperationException>(() => new TransformerChain<ITransformer>([new Whole()], []));
        Assert.Throws<InvalidOperationException>(() => new TransformerChain<Shift>(new Shift("Y", "X", 1), new Whole()));
        Assert.Throws<InvalidOperationException>(() => new TransformerChain<ITransformer>((ITransformer)null!));
    }

    private sealed class Whole : ITransformer, IDisposable
    {
        public int Disposed { get; private set; }

        public bool IsRowToRowMapper => false;

        public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => inputSchema;

        public IDataView Transform(IDataView input) => input;

        public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => throw new InvalidOperationException("all rows are needed");

        public void Save(ModelSaveContext ctx) => throw new InvalidOperationException("it is not saved");

        public void Dispose() => Disposed++;
    }
}
