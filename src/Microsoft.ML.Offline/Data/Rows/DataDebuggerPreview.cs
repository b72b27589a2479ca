using System.Collections.Immutable;

namespace Microsoft.ML.Data;

/// <summary>The first rows of a view, by row and by column, hidden columns included.</summary>
public sealed class DataDebuggerPreview
{
    internal DataDebuggerPreview(IDataView data, int maxRows)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfNegative(maxRows);
        Schema = data.Schema;
        var values = Array.ConvertAll(Schema.ToArray(), _ => new List<object>());
        var rows = ImmutableArray.CreateBuilder<RowInfo>();

        using (var cursor = data.GetRowCursor(Schema))
        {
            var readers = Schema.Select(column => CreateReader(cursor, column)).ToArray();
            while (rows.Count < maxRows && cursor.MoveNext())
            {
                var row = new KeyValuePair<string, object>[readers.Length];
                for (var i = 0; i < readers.Length; i++)
                {
                    var value = readers[i]();
                    values[i].Add(value);
                    row[i] = new KeyValuePair<string, object>(Schema[i].Name, value);
                }

                rows.Add(new RowInfo(row));
            }
        }

        RowView = rows.ToImmutable();
        ColumnView = [.. Schema.Select(column => new ColumnInfo(column, [.. values[column.Index]]))];
    }

    public DataViewSchema Schema { get; }

    public ImmutableArray<ColumnInfo> ColumnView { get; }

    public ImmutableArray<RowInfo> RowView { get; }

    public override string ToString() => $"{Schema.Count} columns, {RowView.Length} rows";

    private static Func<object> CreateReader(DataViewRow row, DataViewSchema.Column column) =>
        (Func<object>)GenericCall.Invoke(typeof(DataDebuggerPreview), nameof(CreateReaderOf), [column.Type.RawType], row, column)!;

    private static Func<object> CreateReaderOf<T>(DataViewRow row, DataViewSchema.Column column)
    {
        var getter = row.GetGetter<T>(column);
        return () =>
        {
            T value = default!;
            getter(ref value);
            return value!;
        };
    }

    /// <summary>A column's values.</summary>
    public sealed class ColumnInfo
    {
        internal ColumnInfo(DataViewSchema.Column column, object[] values)
        {
            Column = column;
            Values = values;
        }

        public DataViewSchema.Column Column { get; }

        public object[] Values { get; }

        public override string ToString() => $"{Column.Name}: {Column.Type}";
    }

    /// <summary>A row's values with the names of their columns.</summary>
    public sealed class RowInfo
    {
        internal RowInfo(KeyValuePair<string, object>[] values)
        {
            Values = values;
        }

        public KeyValuePair<string, object>[] Values { get; }

        public override string ToString() => $"{Values.Length} columns";
    }
}
