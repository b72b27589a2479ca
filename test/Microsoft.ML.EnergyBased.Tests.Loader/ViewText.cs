using System.Globalization;
using System.Reflection;
using System.Text;
using Microsoft.ML.Data;

namespace Microsoft.ML.EnergyBased.Tests;

/// <summary>
/// Views as text, so that two can be compared bit for bit, across processes too: numbers come in the shortest form that
/// gives the same bits again.
/// </summary>
internal static class ViewText
{
    /// <summary>A line a column: name, type, whether hidden, and annotations with their values.</summary>
    internal static string[] OfSchema(DataViewSchema schema) => [.. schema.Select(OfColumn)];

    /// <summary>A line a row with the given columns, which must be active.</summary>
    internal static string[] OfRows(DataViewRowCursor cursor, IEnumerable<DataViewSchema.Column> columns)
    {
        var read = Reader(cursor, columns);
        var lines = new List<string>();
        while (cursor.MoveNext())
            lines.Add(read());
        return [.. lines];
    }

    internal static string[] OfRows(IDataView view, IEnumerable<DataViewSchema.Column> columns)
    {
        DataViewSchema.Column[] all = [.. columns];
        using var cursor = view.GetRowCursor(all);
        return OfRows(cursor, all);
    }

    /// <summary>What tells the current row of a row or cursor in the given columns.</summary>
    internal static Func<string> Reader(DataViewRow row, IEnumerable<DataViewSchema.Column> columns)
    {
        var cells = columns.Select(c => (c.Name, Read: CellReader(c.Type, Getter(row, c)))).ToArray();
        return () => string.Join("; ", cells.Select(c => $"{c.Name} = {c.Read()}"));
    }

    private static string OfColumn(DataViewSchema.Column column)
    {
        var text = new StringBuilder($"{column.Name}: {column.Type}");
        if (column.IsHidden)
            text.Append(" (hidden)");
        foreach (var annotation in column.Annotations.Schema)
        {
            var getter = Invoke(nameof(AnnotationGetter), annotation.Type.RawType, column.Annotations, annotation);
            text.Append($"; {annotation.Name}: {annotation.Type} = {CellReader(annotation.Type, (Delegate)getter)()}");
        }

        return text.ToString();
    }

    private static Delegate Getter(DataViewRow row, DataViewSchema.Column column)
        => (Delegate)Invoke(nameof(RowGetter), column.Type.RawType, row, column);

    private static Func<string> CellReader(DataViewType type, Delegate getter)
        => type is VectorDataViewType vector
            ? (Func<string>)Invoke(nameof(VectorReader), vector.ItemType.RawType, getter)
            : (Func<string>)Invoke(nameof(ScalarReader), type.RawType, getter);

    private static ValueGetter<T> RowGetter<T>(DataViewRow row, DataViewSchema.Column column) => row.GetGetter<T>(column);

    private static ValueGetter<T> AnnotationGetter<T>(DataViewSchema.Annotations annotations, DataViewSchema.Column column)
        => annotations.GetGetter<T>(column);

    private static Func<string> ScalarReader<T>(ValueGetter<T> getter)
    {
        T value = default!;
        return () =>
        {
            getter(ref value);
            return Text(value);
        };
    }

    private static Func<string> VectorReader<T>(ValueGetter<VBuffer<T>> getter)
    {
        VBuffer<T> value = default;
        return () =>
        {
            getter(ref value);
            return $"[{string.Join(", ", value.DenseValues().Select(v => Text(v)))}]";
        };
    }

    private static string Text<T>(T value) => value switch
    {
        float v => v.ToString("R", CultureInfo.InvariantCulture),
        double v => v.ToString("R", CultureInfo.InvariantCulture),
        ReadOnlyMemory<char> v => $"\"{v}\"",
        DateTime v => v.ToString("O", CultureInfo.InvariantCulture),
        DateTimeOffset v => v.ToString("O", CultureInfo.InvariantCulture),
        DataViewRowId v => string.Create(CultureInfo.InvariantCulture, $"{v.High:x16}{v.Low:x16}"),
        IFormattable v => v.ToString(null, CultureInfo.InvariantCulture),
        _ => value?.ToString() ?? "",
    };

    private static object Invoke(string method, Type argument, params object[] arguments)
        => typeof(ViewText).GetMethod(method, BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(argument).Invoke(null, BindingFlags.DoNotWrapExceptions, null, arguments, null)!;
}
