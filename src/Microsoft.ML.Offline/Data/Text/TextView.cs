using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A view over text files; every cursor reads them anew, and parses a field only when its value is asked for.</summary>
internal sealed class TextView : IDataView
{
    private readonly IHostEnvironment _environment;
    private readonly TextFormat _format;
    private readonly TextColumns _columns;
    private readonly IMultiStreamSource _source;

    public TextView(IHostEnvironment environment, TextFormat format, TextColumns columns, IMultiStreamSource source)
    {
        _environment = environment;
        _format = format;
        _columns = columns;
        _source = source;
    }

    public DataViewSchema Schema => _columns.Schema;

    public bool CanShuffle => false;

    public long? GetRowCount() => null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new TextCursor(_environment, _format, _columns, _source, new ActiveColumns(Schema, columnsNeeded));

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];
}
