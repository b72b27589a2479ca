using Microsoft.ML.Data;
using Microsoft.ML.EnergyBased.Tests.Training;
using Microsoft.ML.EnergyBased.Training;

namespace Microsoft.ML.EnergyBased.Tests.Contracts;

public abstract partial class ComponentContract<TEstimator, TTransformer, TOptions>
{
    [Point]
    public void P13_TwoCursorsOfOneViewGiveTheSameBits()
    {
        var view = Fit().Transform(WithCompany(Scoring).View());
        using var first = view.GetRowCursor(view.Schema);
        using var second = view.GetRowCursor(view.Schema);
        var (readFirst, readSecond) = (ViewText.Reader(first, view.Schema), ViewText.Reader(second, view.Schema));

        // The second runs three rows ahead, so that neither can lean on the other's state.
        var ahead = new Queue<string>();
        for (var i = 0; i < 3 && second.MoveNext(); i++)
            ahead.Enqueue(readSecond());
        while (first.MoveNext())
        {
            if (second.MoveNext())
                ahead.Enqueue(readSecond());
            ahead.Dequeue().Should().Be(readFirst());
        }

        ahead.Should().BeEmpty();
    }

    [Point]
    public void P13_OneShotSourceGivesWholeRows()
    {
        var model = Fit();
        var table = WithCompany(Scoring);
        var expected = ViewText.OfRows(model.Transform(table.View()), model.GetOutputSchema(table.Schema));
        var view = model.Transform(new TableView(table) { OneShot = true });
        ViewText.OfRows(view, view.Schema).Should().Equal(expected);

        view = model.Transform(new TableView(table) { OneShot = true });
        InSet(view, 3).Select(r => r.Text).Order().Should().Equal(expected.Order());
    }

    [Point]
    public void P13_OneShotEnumerableGivesWholeRows()
    {
        var model = Fit();
        var definition = EngineRow.Definition(typeof(EngineInput), Scoring.Schema);
        var view = model.Transform(Ml.Data.LoadFromEnumerable(OneShot(EngineRow.Inputs(Scoring, definition)), definition));

        // The loader gives its columns in the order of its members, so the columns are taken by name.
        string[] names = [.. Inputs, .. OutputNames];
        var whole = model.Transform(Scoring.View());
        ViewText.OfRows(view, names.Select(n => view.Schema[n])).Should().Equal(ViewText.OfRows(whole, names.Select(n => whole.Schema[n])));
    }

    [Point]
    public void P15_ACursorSetSharesOutEachRowOnceInBatches()
    {
        var table = WithCompany(Scoring);
        var model = Fit();
        var serial = ViewText.OfRows(model.Transform(table.View()), model.GetOutputSchema(table.Schema));
        foreach (var n in new[] { 1, 2, 3, 7 })
        {
            var source = table.View();
            var rows = InSet(model.Transform(source), n);
            source.Openings.Should().Be(1);
            source.Undisposed.Should().Be(0);
            (rows.Select(r => r.Cursor).Distinct().Count() > 1).Should().Be(n > 1);

            rows.Select(r => r.Id).Distinct().Should().HaveCount(table.Rows);
            foreach (var cursor in rows.GroupBy(r => r.Cursor))
                cursor.Select(r => r.Id).Should().Equal(cursor.OrderBy(r => r.Batch).Select(r => r.Id));
            rows.GroupBy(r => r.Batch).Should().AllSatisfy(batch => batch.Select(r => r.Cursor).Distinct().Should().ContainSingle());
            rows.OrderBy(r => r.Batch).Select(r => r.Text).Should().Equal(serial);
        }
    }

    [Point]
    public void P16_AShuffledPassGivesTheSameRowsByTheirIds()
    {
        var table = WithCompany(Scoring);
        var model = Fit();
        model.Transform(new TableView(table) { CanShuffle = false }).CanShuffle.Should().BeFalse();
        var view = model.Transform(table.View());
        view.CanShuffle.Should().BeTrue();

        var serial = InCursor(view, null);
        serial.Select(r => r.Id).Should().Equal(InCursor(table.View(), null).Select(r => r.Id));
        serial.Select(r => r.Id).Distinct().Should().HaveCount(table.Rows);
        var shuffled = InCursor(view, new Random(5));
        shuffled.Should().NotEqual(serial);
        shuffled.OrderBy(r => r.Id).Should().Equal(serial.OrderBy(r => r.Id));
        InSet(view, 3, new Random(5)).Select(r => (r.Id, r.Text)).OrderBy(r => r.Id).Should().Equal(serial.OrderBy(r => r.Id));
    }

    private static IEnumerable<EngineInput> OneShot(EngineInput[] rows)
    {
        var read = false;
        return Enumerate();

        IEnumerable<EngineInput> Enumerate()
        {
            if (read)
                throw new InvalidOperationException("This source can be read once, and was enumerated again");
            read = true;
            foreach (var row in rows)
                yield return row;
        }
    }

    private static (string Id, string Text)[] InCursor(IDataView view, Random? rand)
    {
        using var cursor = view.GetRowCursor(view.Schema, rand);
        return [.. InCursor(cursor).Select(r => (r.Id, r.Text))];
    }

    private static (int Cursor, long Batch, string Id, string Text)[] InSet(IDataView view, int n, Random? rand = null)
    {
        var cursors = view.GetRowCursorSet(view.Schema, n, rand);
        var rows = new (long, string, string)[cursors.Length][];
        Parallel.For(0, cursors.Length, i =>
        {
            using var cursor = cursors[i];
            rows[i] = [.. InCursor(cursor)];
        });
        return [.. rows.SelectMany((r, i) => r.Select(row => (i, row.Item1, row.Item2, row.Item3)))];
    }

    private static IEnumerable<(long Batch, string Id, string Text)> InCursor(DataViewRowCursor cursor)
    {
        var read = ViewText.Reader(cursor, cursor.Schema);
        var readId = cursor.GetIdGetter();
        DataViewRowId id = default;
        while (cursor.MoveNext())
        {
            readId(ref id);
            yield return (cursor.Batch, $"{id.High:x16}{id.Low:x16}", read());
        }
    }
}
