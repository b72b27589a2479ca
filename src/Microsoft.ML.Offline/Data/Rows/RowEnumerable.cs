using System.Collections;

namespace Microsoft.ML.Data;

/// <summary>The rows of a view as objects; every enumeration opens a cursor of its own.</summary>
internal sealed class RowEnumerable<TRow> : IEnumerable<TRow>
    where TRow : class, new()
{
    private readonly IDataView _data;
    private readonly RowClass<TRow> _rowClass;
    private readonly DataViewSchema.Column?[] _matched;
    private readonly bool _reuseRowObject;

    public RowEnumerable(IDataView data, RowClass<TRow> rowClass, DataViewSchema.Column?[] matched, bool reuseRowObject)
    {
        _data = data;
        _rowClass = rowClass;
        _matched = matched;
        _reuseRowObject = reuseRowObject;
    }

    public IEnumerator<TRow> GetEnumerator()
    {
        using var cursor = _data.GetRowCursor(_matched.OfType<DataViewSchema.Column>());
        var writers = _rowClass.CreateWriters(cursor, _matched);
        var row = new TRow();
        for (var first = true; cursor.MoveNext(); first = false)
        {
            if (!first && !_reuseRowObject)
                row = new TRow();

            foreach (var write in writers)
                write(row);

            yield return row;
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
