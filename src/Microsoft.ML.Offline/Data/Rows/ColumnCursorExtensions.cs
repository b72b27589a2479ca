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
            throw new ArgumentOutOfRangeException(nameof(column), $"Cannot map column (name: {column.Name}, type: {column.Type}) in data to the user-defined type, {typeof(T)}.");

        return Values();

        // Each value has arrays of its own, an empty vector's too: the caller may keep them.
        IEnumerable<T> Values()
        {
            var member = typeof(Item<T>).GetField(nameof(Item<T>.Value))!;
            var empty = typeof(T).IsSZArray ? (T)(object)Array.CreateInstance(typeof(T).GetElementType()!, 0) : default!;
            using var cursor = data.GetRowCursor([column]);
            var write = MemberWriter.Create<Item<T>>(cursor, column, member);
            while (cursor.MoveNext())
            {
                var item = new Item<T> { Value = empty };
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
