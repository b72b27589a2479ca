using Microsoft.ML.Data;

namespace Microsoft.ML.Offline.Tests.Data;

public sealed class RowOperationsTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Theory]
    [InlineData(10, 3, 3)]
    [InlineData(2, 5, 2)]
    public void TakeGivesTheFirstRows(int count, int take, int expected)
    {
        var view = _ml.Data.TakeRows(_ml.Data.LoadFromEnumerable(Point.Make(count)), take);

        Assert.Equal(Enumerable.Range(0, expected).Select(i => $"p{i}"), Read.Column<string>(view, "Name"));
    }

    [Theory]
    [InlineData(10, 7, 3)]
    [InlineData(2, 5, 0)]
    public void SkipLeavesOutTheFirstRows(int count, int skip, int expected)
    {
        var view = _ml.Data.SkipRows(_ml.Data.LoadFromEnumerable(Point.Make(count)), skip);

        Assert.Equal(Enumerable.Range(skip, expected).Select(i => $"p{i}"), Read.Column<string>(view, "Name"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void NoRowsCannotBeTakenOrSkipped(long count)
    {
        var view = _ml.Data.LoadFromEnumerable(Point.Make(2));

        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.TakeRows(view, count));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.SkipRows(view, count));
    }

    [Fact]
    public void TakeReadsNoMoreThanItGives()
    {
        var read = 0;
        var view = _ml.Data.TakeRows(_ml.Data.LoadFromEnumerable(Count()), 2);

        Assert.Equal(["p0", "p1"], Read.Column<string>(view, "Name"));
        Assert.Equal(2, read);

        IEnumerable<Point> Count()
        {
            foreach (var point in Point.Make(5))
            {
                read++;
                yield return point;
            }
        }
    }

    [Fact]
    public void ShuffleKeepsTheRowsAndRepeatsForOneSeed()
    {
        var view = _ml.Data.LoadFromEnumerable(Point.Make(200));
        var shuffled = _ml.Data.ShuffleRows(view, seed: 5, shufflePoolSize: 50);
        var names = Read.Column<string>(shuffled, "Name");

        Assert.Equal(names, Read.Column<string>(shuffled, "Name"));
        Assert.Equal(names, Read.Column<string>(_ml.Data.ShuffleRows(view, seed: 5, shufflePoolSize: 50), "Name"));
        Assert.NotEqual(names, Read.Column<string>(_ml.Data.ShuffleRows(view, seed: 6, shufflePoolSize: 50), "Name"));
        Assert.NotEqual(Point.Make(200).Select(p => p.Name), names);
        Assert.Equal(Point.Make(200).Select(p => p.Name).Order(), names.Order());
    }

    [Fact]
    public void ShuffledRowsStayWhole()
    {
        var view = _ml.Data.ShuffleRows(_ml.Data.LoadFromEnumerable(Point.Stream(300)), seed: 2, shufflePoolSize: 20);

        var rows = _ml.Data.CreateEnumerable<Point>(view, reuseRowObject: false).ToList();
        Assert.Equal(300, rows.Count);
        Assert.All(rows, row =>
        {
            var number = int.Parse(row.Name[1..]);
            Assert.Equal(number % 7, row.Group);
            Assert.Equal([number, number + 0.5f, -number], row.Features);
        });
    }

    [Fact]
    public void ShuffleKeepsTheIds()
    {
        var view = _ml.Data.LoadFromEnumerable(Point.Make(100));

        Assert.Equal(Read.Ids(view).Order(), Read.Ids(_ml.Data.ShuffleRows(view, seed: 3)).Order());
    }

    [Fact]
    public void CacheReadsItsSourceOnce()
    {
        var opened = 0;
        var cached = _ml.Data.Cache(_ml.Data.LoadFromEnumerable(Opened()));

        var first = Read.Column<float[]>(cached, "Features");
        var second = Read.Column<float[]>(cached, "Features");
        Assert.Equal(1, opened);
        Assert.Equal(100, first.Count);
        Assert.Equal([7f, 7.5f, -7f], first[7]);
        Assert.Equal(first, second);
        Assert.Equal(100, cached.GetRowCount());

        IEnumerable<Point> Opened()
        {
            opened++;
            foreach (var point in Point.Make(100))
                yield return point;
        }
    }

    [Fact]
    public void CacheServesCursorSets()
    {
        var cached = _ml.Data.Cache(_ml.Data.LoadFromEnumerable(Point.Stream(1000)));
        var names = cached.GetRowCursorSet(cached.Schema, 3).SelectMany(c => Read.Rows<ReadOnlyMemory<char>>(c, "Name")).Select(m => m.ToString());

        Assert.Equal(Point.Make(1000).Select(p => p.Name).Order(), names.Order());
    }

    [Fact]
    public void CacheAddsColumnsWhenTheyAreAskedFor()
    {
        var cached = _ml.Data.Cache(_ml.Data.LoadFromEnumerable(Point.Make(80)), "Group");

        Assert.Equal(Point.Make(80).Select(p => p.Group), Read.Column<int>(cached, "Group"));
        Assert.Equal(Point.Make(80).Select(p => p.Name), Read.Column<string>(cached, "Name"));
        Assert.Equal(80, Read.Ids(cached).Distinct().Count());
    }

    [Fact]
    public void RowsWithMissingValuesAreLeftOut()
    {
        Holed[] rows =
        [
            new() { Name = "whole", Value = 1, Features = [1, 2] },
            new() { Name = "value", Value = float.NaN, Features = [1, 2] },
            new() { Name = "slot", Value = 1, Features = [1, float.NaN] },
        ];
        var view = _ml.Data.LoadFromEnumerable(rows);

        Assert.Equal(["whole", "slot"], Read.Column<string>(_ml.Data.FilterRowsByMissingValues(view, "Value"), "Name"));
        Assert.Equal(["whole", "value"], Read.Column<string>(_ml.Data.FilterRowsByMissingValues(view, "Features"), "Name"));
        Assert.Equal(["whole"], Read.Column<string>(_ml.Data.FilterRowsByMissingValues(view, "Value", "Features"), "Name"));
        Assert.Null(_ml.Data.FilterRowsByMissingValues(view, "Value").GetRowCount());
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.FilterRowsByMissingValues(view, "Nope"));
    }

    [Fact]
    public void FilteredCursorKeepsItsOwnPositionsAndColumns()
    {
        var view = _ml.Data.LoadFromEnumerable([new Holed { Name = "a", Value = float.NaN }, new Holed { Name = "b", Value = 1 }]);
        var filtered = _ml.Data.FilterRowsByMissingValues(view, "Value");
        using var cursor = filtered.GetRowCursor([filtered.Schema["Name"]]);

        Assert.Same(filtered.Schema, cursor.Schema);
        Assert.Equal(-1, cursor.Position);
        Assert.True(cursor.MoveNext());
        Assert.Equal(0, cursor.Position);
        Assert.False(cursor.MoveNext());
        Assert.Equal(-1, cursor.Position);
        Assert.False(cursor.MoveNext());
    }

    private sealed class Holed
    {
        public string Name { get; set; } = "";

        public float Value { get; set; }

        [VectorType(2)]
        public float[] Features { get; set; } = [0, 0];
    }
}
