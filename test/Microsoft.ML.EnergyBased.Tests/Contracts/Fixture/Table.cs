using Microsoft.ML.Data;
using Microsoft.ML.EnergyBased.Tests.Training;

namespace Microsoft.ML.EnergyBased.Tests.Contracts;

/// <summary>Rows in memory with a schema: what contract tests cut, alter and look at through a <see cref="TableView"/>.</summary>
public sealed class Table
{
    /// <param name="columns">The columns; of several with one name the last is the visible one.</param>
    public Table(params IEnumerable<TableColumn> columns)
    {
        Columns = [.. columns];
        Rows = Columns.Count == 0 ? 0 : Columns[0].Rows;
        if (Columns.Any(c => c.Rows != Rows))
            throw new ArgumentException("Columns of one table have equally many rows", nameof(columns));

        var builder = new DataViewSchema.Builder();
        foreach (var column in Columns)
            builder.AddColumn(column.Name, column.Type, column.Annotations);
        Schema = builder.ToSchema();
    }

    public IReadOnlyList<TableColumn> Columns { get; }

    public int Rows { get; }

    public DataViewSchema Schema { get; }

    public TableColumn this[string name] => Columns.Last(c => c.Name == name);

    public TableView View() => new(this);

    public Table Only(params IEnumerable<string> names) => new(names.Select(n => this[n]));

    public Table With(TableColumn column) => new([.. Columns, column]);

    public Table Without(string name) => new(Columns.Where(c => c.Name != name));

    /// <summary>The same columns in the same places, one of them another.</summary>
    public Table Replace(string name, TableColumn by) => new(Columns.Select(c => ReferenceEquals(c, this[name]) ? by : c));

    /// <summary>These rows in this order; a row may come more than once.</summary>
    public Table Select(params int[] rows) => new(Columns.Select(c => c.Select(rows)));

    public Table Take(int rows) => Select([.. Enumerable.Range(0, rows)]);

    /// <summary>The rows again and again until there are this many.</summary>
    public Table Cycle(int rows) => Select([.. Enumerable.Range(0, rows).Select(i => i % Rows)]);

    /// <summary>Alters the numbers of one column: the function gets the row's index and its values, and may change their count.</summary>
    public Table Alter(string name, Func<int, float[], float[]> alter)
    {
        var column = this[name];
        return Replace(name, Floats.Column(name, column.Type is VectorDataViewType, Floats.Of(column).Select((v, i) => alter(i, v)), column.Annotations));
    }

    /// <summary>Puts a value into one slot (all where the slot is null) of a column in the given rows.</summary>
    public Table Set(string name, float value, int? slot, params int[] rows) => Alter(name, (row, values) =>
    {
        if (!rows.Contains(row))
            return values;
        var altered = (float[])values.Clone();
        for (var i = 0; i < altered.Length; i++)
        {
            if (slot is null || slot == i)
                altered[i] = value;
        }

        return altered;
    });
}
