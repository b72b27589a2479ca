namespace Microsoft.ML.Data;

/// <summary>Reads one column of a view.</summary>
public static class ColumnCursorExtensions
{
    public static IEnumerable<T> GetColumn<T>(this IDataView data, string columnName)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentException.ThrowIfNullOrEmpty(columnName);
        return data.GetColumn<T>(data.Schema[columnName]);
    }

    public static IEnumerable<T> GetColumn<T>(this IDataView data, DataViewSchema.Column column)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (!MemberType.Fits(typeof(T), column.Type))
            throw new ArgumentOutOfRangeException(nameof(T), $"Could not apply a data view column '{column.Name}' of type {column.Type} to {typeof(T)}");

        return Values();

        // Each value has arrays of its own: the caller may keep them.
        IEnumerable<T> Values()
        {
            var member = typeof(Item<T>).GetField(nameof(Item<T>.Value))!;
            using var cursor = data.GetRowCursor([column]);
            var write = MemberWriter.Create<Item<T>>(cursor, column, member);
            while (cursor.MoveNext())
            {
                var item = new Item<T>();
                write(item);
                yield return item.Value;
            }
        }
    }

    private sealed class Item<T>
    {
        public T Value = default!;
    }
}
