using Microsoft.ML.Data;

namespace Microsoft.ML.Offline.Tests.Data;

public sealed class CreateEnumerableTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void GivesBackWhatWasLoaded()
    {
        var points = Point.Make(3);
        var again = _ml.Data.CreateEnumerable<Point>(_ml.Data.LoadFromEnumerable(points), reuseRowObject: false).ToList();

        Assert.Equal(points.Select(p => p.Name), again.Select(p => p.Name));
        Assert.Equal(points.Select(p => p.Group), again.Select(p => p.Group));
        for (var i = 0; i < points.Count; i++)
            Assert.Equal(points[i].Features, again[i].Features);
    }

    [Fact]
    public void CanBeEnumeratedTwice()
    {
        var rows = _ml.Data.CreateEnumerable<Named>(_ml.Data.LoadFromEnumerable(Point.Make(3)), reuseRowObject: false);

        Assert.Equal(["p0", "p1", "p2"], rows.Select(r => r.Name));
        Assert.Equal(["p0", "p1", "p2"], rows.Select(r => r.Name));
    }

    [Fact]
    public void ReusedRowIsOneObject()
    {
        var rows = _ml.Data.CreateEnumerable<Point>(_ml.Data.LoadFromEnumerable(Point.Make(3)), reuseRowObject: true);
        var seen = new HashSet<Point>(ReferenceEqualityComparer.Instance);
        var sum = 0f;
        foreach (var row in rows)
        {
            seen.Add(row);
            sum += row.Features[0];
        }

        Assert.Single(seen);
        Assert.Equal(3f, sum);
    }

    [Fact]
    public void MissingColumnIsNamed()
    {
        var view = _ml.Data.LoadFromEnumerable(Point.Make(1));

        var error = Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.CreateEnumerable<Extra>(view, false).ToList());
        Assert.Contains("Missing", error.Message);
        var row = _ml.Data.CreateEnumerable<Extra>(view, false, ignoreMissingColumns: true).Single();
        Assert.Equal("p0", row.Name);
        Assert.Equal(7, row.Missing);
    }

    [Fact]
    public void ColumnOfAnotherTypeIsNamed()
    {
        var view = _ml.Data.LoadFromEnumerable(Point.Make(1));

        var error = Assert.Throws<InvalidOperationException>(() => _ml.Data.CreateEnumerable<Wrong>(view, false).ToList());
        Assert.Contains("Group", error.Message);
    }

    [Fact]
    public void KeyIsReadIntoItsRawType()
    {
        var view = _ml.Data.LoadFromEnumerable([new Keyed { Key = 2 }]);

        Assert.Equal(3u, _ml.Data.CreateEnumerable<Raw>(view, false).Single().Key);
    }

    [Fact]
    public void BuffersAreNotShared()
    {
        var view = _ml.Data.LoadFromEnumerable(Point.Make(3));
        var rows = _ml.Data.CreateEnumerable<Buffered>(view, reuseRowObject: false).ToList();

        Assert.Equal([0f, 1f, 2f], rows.Select(r => r.Features.GetValues()[0]));
    }

    [Fact]
    public void PreviewShowsTheFirstRows()
    {
        var preview = _ml.Data.LoadFromEnumerable(Point.Make(10)).Preview(maxRows: 2);

        Assert.Equal(2, preview.RowView.Length);
        Assert.Equal(["Name", "Group", "Features"], preview.RowView[1].Values.Select(v => v.Key));
        Assert.Equal(1, preview.RowView[1].Values[1].Value);
        Assert.Equal([0, 1], preview.ColumnView[1].Values);
        Assert.Equal("Group", preview.ColumnView[1].Column.Name);
        Assert.Equal("p1", preview.ColumnView[0].Values[1].ToString());
    }

    [Fact]
    public void ColumnValuesCanBeKept()
    {
        var view = _ml.Data.LoadFromEnumerable(Point.Make(3));
        var values = view.GetColumn<float[]>("Features").ToList();

        Assert.Equal([0f, 0.5f, 0f], values[0]);
        Assert.Equal([2f, 2.5f, -2f], values[2]);
        Assert.Throws<ArgumentOutOfRangeException>(() => view.GetColumn<float>("Nope"));
    }

    private sealed class Extra
    {
        public string Name { get; set; } = "";

        public int Missing { get; set; } = 7;
    }

    private sealed class Wrong
    {
        public float Group { get; set; }
    }

    private sealed class Keyed
    {
        [KeyType(5)]
        public uint Key { get; set; }
    }

    private sealed class Raw
    {
        public uint Key { get; set; }
    }

    private sealed class Buffered
    {
        public VBuffer<float> Features { get; set; }
    }
}
