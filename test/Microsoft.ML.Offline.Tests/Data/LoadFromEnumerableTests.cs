using Microsoft.ML.Data;

namespace Microsoft.ML.Offline.Tests.Data;

public sealed class LoadFromEnumerableTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void SchemaFollowsTheClass()
    {
        var schema = _ml.Data.LoadFromEnumerable(new List<Typed>()).Schema;

        Assert.Equal(["Flag", "Renamed", "Count", "Key", "Known", "Unknown", "Words", "When"], schema.Select(c => c.Name));
        Assert.Equal(BooleanDataViewType.Instance, schema["Flag"].Type);
        Assert.Equal(NumberDataViewType.Double, schema["Renamed"].Type);
        Assert.Equal(NumberDataViewType.Int64, schema["Count"].Type);
        Assert.Equal(10UL, Assert.IsType<KeyDataViewType>(schema["Key"].Type).Count);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 2, 3), schema["Known"].Type);
        Assert.False(Assert.IsType<VectorDataViewType>(schema["Unknown"].Type).IsKnownSize);
        Assert.Equal(TextDataViewType.Instance, Assert.IsType<VectorDataViewType>(schema["Words"].Type).ItemType);
        Assert.Equal(DateTimeDataViewType.Instance, schema["When"].Type);
    }

    [Fact]
    public void ValuesAreThoseOfTheObjects()
    {
        var row = new Typed
        {
            Flag = true,
            Number = 0.25,
            Count = 1L << 40,
            Key = 3,
            Known = [1, 2, 3, 4, 5, 6],
            Unknown = [1.5, -2.5],
            Words = ["a", "bc"],
            When = new DateTime(2020, 2, 29),
        };
        var view = _ml.Data.LoadFromEnumerable([row]);

        Assert.True(view.GetColumn<bool>("Flag").Single());
        Assert.Equal(0.25, view.GetColumn<double>("Renamed").Single());
        Assert.Equal(1L << 40, view.GetColumn<long>("Count").Single());
        // An object counts the categories from 0, a column from 1.
        Assert.Equal(4u, view.GetColumn<uint>("Key").Single());
        Assert.Equal(row.Known, view.GetColumn<float[]>("Known").Single());
        Assert.Equal(row.Unknown, view.GetColumn<double[]>("Unknown").Single());
        Assert.Equal(row.Words, view.GetColumn<string[]>("Words").Single());
        Assert.Equal(row.When, view.GetColumn<DateTime>("When").Single());
    }

    [Fact]
    public void ListKnowsItsCountAndAStreamDoesNot()
    {
        Assert.Equal(5, _ml.Data.LoadFromEnumerable(Point.Make(5)).GetRowCount());
        Assert.Null(_ml.Data.LoadFromEnumerable(Point.Stream(5)).GetRowCount());
    }

    [Fact]
    public void EveryCursorReadsTheSourceAnew()
    {
        var view = _ml.Data.LoadFromEnumerable(Point.Stream(4));

        Assert.Equal(["p0", "p1", "p2", "p3"], Read.Column<string>(view, "Name"));
        Assert.Equal(["p0", "p1", "p2", "p3"], Read.Column<string>(view, "Name"));
    }

    [Fact]
    public void OneShotSourceIsEmptyTheSecondTime()
    {
        var queue = new Queue<Point>(Point.Make(3));
        var view = _ml.Data.LoadFromEnumerable(Drain());

        Assert.Equal(3, Read.Column<string>(view, "Name").Count);
        Assert.Empty(Read.Column<string>(view, "Name"));

        IEnumerable<Point> Drain()
        {
            while (queue.TryDequeue(out var point))
                yield return point;
        }
    }

    [Fact]
    public void NothingIsReadBeforeTheFirstStep()
    {
        var read = 0;
        var view = _ml.Data.LoadFromEnumerable(Count());
        using var cursor = view.GetRowCursor(view.Schema);
        Assert.Equal(0, read);
        Assert.True(cursor.MoveNext());
        Assert.Equal(1, read);

        IEnumerable<Point> Count()
        {
            foreach (var point in Point.Make(3))
            {
                read++;
                yield return point;
            }
        }
    }

    [Fact]
    public void CursorFollowsTheRulesOfPositions()
    {
        var view = _ml.Data.LoadFromEnumerable(Point.Make(2));
        using var cursor = view.GetRowCursor([view.Schema["Name"]]);

        Assert.Same(view.Schema, cursor.Schema);
        Assert.Equal(-1, cursor.Position);
        Assert.True(cursor.MoveNext());
        Assert.Equal(0, cursor.Position);
        Assert.True(cursor.MoveNext());
        Assert.Equal(1, cursor.Position);
        Assert.False(cursor.MoveNext());
        Assert.Equal(-1, cursor.Position);
        Assert.False(cursor.MoveNext());
    }

    [Fact]
    public void GetterOfAnInactiveColumnOrAnotherTypeThrows()
    {
        var view = _ml.Data.LoadFromEnumerable(Point.Make(2));
        using var cursor = view.GetRowCursor([view.Schema["Name"]]);

        Assert.True(cursor.IsColumnActive(view.Schema["Name"]));
        Assert.False(cursor.IsColumnActive(view.Schema["Group"]));
        Assert.ThrowsAny<Exception>(() => cursor.GetGetter<int>(view.Schema["Group"]));
        Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<float>(view.Schema["Name"]));
    }

    [Fact]
    public void IdsAreUniqueAndTheSameInEveryPass()
    {
        var view = _ml.Data.LoadFromEnumerable(Point.Make(50));
        var ids = Read.Ids(view);

        Assert.Equal(50, ids.Distinct().Count());
        Assert.Equal(ids, Read.Ids(view));
    }

    [Fact]
    public void CursorSetGivesEveryRowOnce()
    {
        var view = _ml.Data.LoadFromEnumerable(Point.Make(100));
        var cursors = view.GetRowCursorSet(view.Schema, 4);

        var groups = cursors.SelectMany(c => Read.Rows<ReadOnlyMemory<char>>(c, "Name")).Select(m => m.ToString());
        Assert.Equal(Point.Make(100).Select(p => p.Name).Order(), groups.Order());
    }

    [Fact]
    public void GetterFillsTheSameArrayAgain()
    {
        var view = _ml.Data.LoadFromEnumerable(Point.Make(1000));
        using var cursor = view.GetRowCursor(view.Schema);
        var getter = cursor.GetGetter<VBuffer<float>>(view.Schema["Features"]);
        var buffer = default(VBuffer<float>);
        var sum = 0f;
        Step();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 900; i++)
            Step();

        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 900);
        Assert.Equal(Enumerable.Range(0, 901).Sum(i => i + 0.5f), sum);

        void Step()
        {
            cursor.MoveNext();
            getter(ref buffer);
            sum += buffer.GetValues()[1];
        }
    }

    [Fact]
    public void SchemaDefinitionChangesNameAndTypeAndAnnotates()
    {
        var definition = SchemaDefinition.Create(typeof(Loose));
        definition["Values"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, 2);
        definition["Values"].AddAnnotation("Unit", 3, NumberDataViewType.Int32);
        definition["Values"].ColumnName = "Features";
        var view = _ml.Data.LoadFromEnumerable([new Loose { Values = [4, 5] }], definition);

        var column = view.Schema["Features"];
        var unit = 0;
        column.Annotations.GetValue("Unit", ref unit);
        Assert.Equal(3, unit);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 2), column.Type);
        Assert.Null(view.Schema.GetColumnOrNull("Values"));
        Assert.Equal([4f, 5f], view.GetColumn<float[]>("Features").Single());
    }

    [Fact]
    public void SchemaGivesTypesToTheClass()
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("Values", new VectorDataViewType(NumberDataViewType.Single, 2));
        var view = _ml.Data.LoadFromEnumerable([new Loose { Values = [1, 2] }], builder.ToSchema());

        Assert.Equal(2, Assert.IsType<VectorDataViewType>(view.Schema["Values"].Type).Size);
    }

    [Fact]
    public void UnknownMemberTypeIsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.LoadFromEnumerable(new List<Odd>()));

    private sealed class Typed
    {
        public bool Flag { get; set; }

        [ColumnName("Renamed")]
        public double Number { get; set; }

        public long Count { get; set; }

        [KeyType(10)]
        public uint Key { get; set; }

        [VectorType(2, 3)]
        public float[] Known { get; set; } = [];

        public double[] Unknown { get; set; } = [];

        public string[] Words { get; set; } = [];

        public DateTime When { get; set; }

        [NoColumn]
        public object? Other { get; set; }
    }

    private sealed class Loose
    {
        public float[] Values { get; set; } = [];
    }

    private sealed class Odd
    {
        public Uri? Address { get; set; }
    }
}
