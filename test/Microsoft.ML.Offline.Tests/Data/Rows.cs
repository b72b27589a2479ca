using Microsoft.ML.Data;

namespace Microsoft.ML.Offline.Tests.Data;

/// <summary>The row classes and helpers that the tests of this folder share.</summary>
public sealed class Point
{
    public string Name { get; set; } = "";

    public int Group { get; set; }

    [VectorType(3)]
    public float[] Features { get; set; } = [];

    public static List<Point> Make(int count) =>
        [.. Enumerable.Range(0, count).Select(i => new Point { Name = $"p{i}", Group = i % 7, Features = [i, i + 0.5f, -i] })];

    public static IEnumerable<Point> Stream(int count)
    {
        foreach (var point in Make(count))
            yield return point;
    }
}

public sealed class Named
{
    public string Name { get; set; } = "";
}

internal static class Read
{
    public static List<T> Column<T>(IDataView view, string name) => [.. view.GetColumn<T>(name)];

    public static List<T> Rows<T>(DataViewRowCursor cursor, string name)
    {
        var getter = cursor.GetGetter<T>(cursor.Schema[name]);
        var values = new List<T>();
        while (cursor.MoveNext())
        {
            T value = default!;
            getter(ref value);
            values.Add(value);
        }

        return values;
    }

    public static List<DataViewRowId> Ids(IDataView view)
    {
        using var cursor = view.GetRowCursor(view.Schema);
        var getter = cursor.GetIdGetter();
        var ids = new List<DataViewRowId>();
        while (cursor.MoveNext())
        {
            var id = default(DataViewRowId);
            getter(ref id);
            ids.Add(id);
        }

        return ids;
    }
}
