using System.Collections;

namespace Microsoft.ML;

/// <summary>The columns of a view in order; of several with one name, the last is the visible one.</summary>
public sealed partial class DataViewSchema : IReadOnlyList<DataViewSchema.Column>
{
    private readonly Column[] _columns;
    private readonly Dictionary<string, int> _visible;

    private DataViewSchema(IReadOnlyList<DetachedColumn> columns)
    {
        _visible = new Dictionary<string, int>(columns.Count, StringComparer.Ordinal);
        for (var i = 0; i < columns.Count; i++)
            _visible[columns[i].Name] = i;

        _columns = new Column[columns.Count];
        for (var i = 0; i < columns.Count; i++)
        {
            var source = columns[i];
            _columns[i] = new Column(source.Name, i, _visible[source.Name] != i, source.Type, source.Annotations);
        }
    }

    public int Count => _columns.Length;

    public Column this[string name] =>
        GetColumnOrNull(name) ?? throw new ArgumentOutOfRangeException(nameof(name), $"Column '{name}' not found");

    public Column this[int columnIndex]
    {
        get
        {
            if ((uint)columnIndex >= (uint)_columns.Length)
                throw new ArgumentOutOfRangeException(nameof(columnIndex), $"Column index {columnIndex} is not within 0 to {_columns.Length - 1}.");

            return _columns[columnIndex];
        }
    }

    public Column? GetColumnOrNull(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return _visible.TryGetValue(name, out var index) ? _columns[index] : null;
    }

    public IEnumerator<Column> GetEnumerator() => ((IEnumerable<Column>)_columns).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => $"{Count} columns: {{{string.Join(", ", _columns.Select(c => c.ToString()))}}}";
}
