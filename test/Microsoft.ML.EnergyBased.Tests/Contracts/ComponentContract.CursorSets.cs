using Microsoft.ML.Data;
using Microsoft.ML.EnergyBased.Tests.Training;
using Microsoft.ML.EnergyBased.Training;

namespace Microsoft.ML.EnergyBased.Tests.Contracts;

public abstract partial class ComponentContract<TEstimator, TTransformer, TOptions>
{
    [Point]
    public void P13_two_cursors_of_one_view_give_the_same_bits()
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
            Assert.Equal(readFirst(), ahead.Dequeue());
        }

        Assert.Empty(ahead);
    }

    [Point]
    public void P13_one_shot_source_gives_whole_rows()
    {
        var model = Fit();
        var table = WithCompany(Scoring);
        var expected = ViewText.OfRows(model.Transform(table.View()), model.GetOutputSchema(table.Schema));
        var view = model.Transform(new TableView(table) { OneShot = true });
        Assert.Equal(expected, ViewText.OfRows(view, view.Schema));

        view = model.Transform(new TableView(table) { OneShot = true });
        Assert.Equal(expected.Order(), InSet(view, 3).Select(r => r.Text).Order());
    }

    [Point]
    public void P13_one_shot_enumerable_gives_whole_rows()
    {
        var model = Fit();
        var definition = EngineRow.Definition(typeof(EngineInput), Scoring.Schema);
        var view = model.Transform(Ml.Data.LoadFromEnumerable(OneShot(EngineRow.Inputs(Scoring, definition)), definition));

        // The loader gives its columns in the order of its members, so the columns are taken by name.
        string[] names = [.. Inputs, .. OutputNames];
        var whole = model.Transform(Scoring.View());
        Assert.Equal(
            ViewText.OfRows(whole, names.Select(n => whole.Schema[n])),
            ViewText.OfRows(view, names.Select(n => view.Schema[n])));
    }

    [Point]
    public void P15_a_cursor_set_shares_out_each_row_once_in_batches()
    {
        var table = WithCompany(Scoring);
        var model = Fit();
        var serial = ViewText.OfRows(model.Transform(table.View()), model.GetOutputSchema(table.Schema));
        foreach (var n in new[] { 1, 2, 3, 7 })
        {
            var source = table.View();
            var rows = InSet(model.Transform(source), n);
            Assert.Equal(1, source.Openings);
            Assert.Equal(0, source.Undisposed);
            Assert.Equal(n > 1, rows.Select(r => r.Cursor).Distinct().Count() > 1);

            Assert.Equal(table.Rows, rows.Select(r => r.Id).Distinct().Count());
            foreach (var cursor in rows.GroupBy(r => r.Cursor))
                Assert.Equal(cursor.OrderBy(r => r.Batch).Select(r => r.Id), cursor.Select(r => r.Id));
            Assert.All(rows.GroupBy(r => r.Batch), batch => Assert.Single(batch.Select(r => r.Cursor).Distinct()));
            Assert.Equal(serial, rows.OrderBy(r => r.Batch).Select(r => r.Text));
        }
    }

    [Point]
    public void P16_a_shuffled_pass_gives_the_same_rows_by_their_ids()
    {
        var table = WithCompany(Scoring);
        var model = Fit();
        Assert.False(model.Transform(new TableView(table) { CanShuffle = false }).CanShuffle);
        var view = model.Transform(table.View());
        Assert.True(view.CanShuffle);

        var serial = InCursor(view, null);
        Assert.Equal(InCursor(table.View(), null).Select(r => r.Id), serial.Select(r => r.Id));
        Assert.Equal(table.Rows, serial.Select(r => r.Id).Distinct().Count());
        var shuffled = InCursor(view, new Random(5));
        Assert.NotEqual(serial, shuffled);
        Assert.Equal(serial.OrderBy(r => r.Id), shuffled.OrderBy(r => r.Id));
        Assert.Equal(serial.OrderBy(r => r.Id), InSet(view, 3, new Random(5)).Select(r => (r.Id, r.Text)).OrderBy(r => r.Id));
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
