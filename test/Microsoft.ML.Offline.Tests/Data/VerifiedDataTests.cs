using Microsoft.ML.Data;

namespace Microsoft.ML.Offline.Tests.Data;

/// <summary>What ML.NET's documentation leaves open of views and rows, as ML.NET 5.0.0 was seen to do it.</summary>
public class VerifiedDataTests
{
    private readonly MLContext _ml = new(1);

    [Fact]
    public void AnObjectCountsCategoriesFromZeroAndAColumnFromOne()
    {
        var view = _ml.Data.LoadFromEnumerable(new uint[] { 0, 1, 2, 3, 9 }.Select(k => new Keyed { Key = k, Keys = [0, k] }).ToArray());

        Assert.Equal([1u, 2u, 3u, 0u, 0u], view.GetColumn<uint>("Key"));

        // What a vector holds is taken as it is, and so is what is written to an object.
        Assert.Equal([0u, 9u], view.GetColumn<uint[]>("Keys").Last());
        Assert.Equal([1u, 2u, 3u, 0u, 0u], _ml.Data.CreateEnumerable<Keyed>(view, false).Select(r => r.Key));
    }

    [Fact]
    public void AKeyNeedsItsCount() =>
        Assert.Throws<NotSupportedException>(() => _ml.Data.LoadFromEnumerable([new Countless()]));

    [Fact]
    public void ObjectsAreNotShuffledAndKeepTheirIds()
    {
        var view = _ml.Data.LoadFromEnumerable(Point.Make(4));

        Assert.False(view.CanShuffle);
        Assert.Equal([0ul, 1ul, 2ul, 3ul], Read.Ids(view).Select(id => id.Low));
        Assert.Single(view.GetRowCursorSet(view.Schema, 4));
        Assert.True(_ml.Data.Cache(view).CanShuffle);
        Assert.False(_ml.Data.TakeRows(view, 1).CanShuffle);
    }

    [Fact]
    public void RowCounts()
    {
        var list = _ml.Data.LoadFromEnumerable(Point.Make(4));
        var stream = _ml.Data.LoadFromEnumerable(Point.Stream(4));

        Assert.Equal((4, 1, 3), (_ml.Data.Cache(list).GetRowCount(), _ml.Data.TakeRows(list, 1).GetRowCount(), _ml.Data.SkipRows(list, 1).GetRowCount()));
        Assert.Null(_ml.Data.TakeRows(stream, 1).GetRowCount());
        Assert.Null(_ml.Data.FilterRowsByMissingValues(list, "Features").GetRowCount());
        Assert.Equal(4, _ml.Data.ShuffleRows(list, 1).GetRowCount());
    }

    [Fact]
    public void ANullAmongTheObjectsIsAnError()
    {
        using var cursor = _ml.Data.LoadFromEnumerable(new Named[] { null! }).GetRowCursor([]);

        Assert.Throws<InvalidOperationException>(() => cursor.MoveNext());
    }

    [Fact]
    public void AGetterOfAColumnThatIsNotActiveIsRefused()
    {
        var view = _ml.Data.LoadFromEnumerable(Point.Make(1));
        using var cursor = view.GetRowCursor([view.Schema["Name"]]);

        Assert.Throws<ArgumentOutOfRangeException>(() => cursor.GetGetter<int>(view.Schema["Group"]));
        Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<int>(view.Schema["Name"]));
    }

    [Fact]
    public void NoArrayStaysNoArrayInAnObjectAndIsEmptyInAColumn()
    {
        var view = _ml.Data.LoadFromEnumerable([new Loose { Values = null }]);

        Assert.Null(_ml.Data.CreateEnumerable<Loose>(view, false).Single().Values);
        Assert.Empty(view.GetColumn<float[]>("Values").Single());
    }

    [Fact]
    public void ArraysOfAnotherLengthThanTheTypeAreNotChecked()
    {
        var view = _ml.Data.LoadFromEnumerable([new Point { Features = [1] }]);

        Assert.Equal([1f], view.GetColumn<float[]>("Features").Single());
    }

    public sealed class Keyed
    {
        [KeyType(3)]
        public uint Key { get; set; }

        [KeyType(3), VectorType(2)]
        public uint[] Keys { get; set; } = [];
    }

    public sealed class Countless
    {
        [KeyType]
        public uint Key { get; set; }
    }

    public sealed class Loose
    {
        public float[]? Values { get; set; } = null;
    }
}
