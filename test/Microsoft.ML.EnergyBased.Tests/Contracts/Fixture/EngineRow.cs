using System.Reflection;
using Microsoft.ML.Data;
using Microsoft.ML.EnergyBased.Tests.Training;

namespace Microsoft.ML.EnergyBased.Tests.Contracts;

/// <summary>Row objects with members for whatever inputs a component reads; a schema definition gives them their names.</summary>
public sealed class EngineInput
{
    public float[] Vector0 { get; set; } = [];

    public float[] Vector1 { get; set; } = [];

    public float[] Vector2 { get; set; } = [];

    public float Scalar0 { get; set; }

    public float Scalar1 { get; set; }

    public float Scalar2 { get; set; }
}

/// <summary>Row objects with members for whatever outputs a component gives.</summary>
public sealed class EngineOutput
{
    public VBuffer<float> Vector0 { get; set; }

    public VBuffer<float> Vector1 { get; set; }

    public VBuffer<float> Vector2 { get; set; }

    public VBuffer<float> Vector3 { get; set; }

    public VBuffer<float> Vector4 { get; set; }

    public VBuffer<float> Vector5 { get; set; }

    public float Scalar0 { get; set; }

    public float Scalar1 { get; set; }

    public float Scalar2 { get; set; }

    public float Scalar3 { get; set; }

    public uint Key0 { get; set; }

    public uint Key1 { get; set; }

    public bool Flag0 { get; set; }

    public bool Flag1 { get; set; }
}

/// <summary>Binds the columns of a table, or of a schema, to the members of <see cref="EngineInput"/> and <see cref="EngineOutput"/>.</summary>
internal static class EngineRow
{
    /// <summary>The definition in which each column has a member of its kind; the others are left out.</summary>
    internal static SchemaDefinition Definition(Type row, IEnumerable<DataViewSchema.Column> columns)
    {
        var definition = SchemaDefinition.Create(row);
        var counts = new Dictionary<string, int>();
        var used = new HashSet<SchemaDefinition.Column>();
        foreach (var column in columns)
        {
            var kind = Kind(column.Type);
            var index = counts.TryGetValue(kind, out var count) ? count : 0;
            counts[kind] = index + 1;
            var member = definition.FirstOrDefault(c => c.MemberName == $"{kind}{index}")
                ?? throw new InvalidOperationException($"{row.Name} has too few members of kind {kind}: add {kind}{index}");
            member.ColumnName = column.Name;
            member.ColumnType = column.Type;
            used.Add(member);
        }

        definition.RemoveAll(c => !used.Contains(c));
        return definition;
    }

    internal static EngineInput[] Inputs(Table table, SchemaDefinition definition)
    {
        var rows = Enumerable.Range(0, table.Rows).Select(_ => new EngineInput()).ToArray();
        foreach (var column in definition)
        {
            var values = Floats.Of(table[column.ColumnName]);
            var member = Member(typeof(EngineInput), column);
            for (var i = 0; i < rows.Length; i++)
                member.SetValue(rows[i], member.PropertyType == typeof(float) ? values[i][0] : values[i]);
        }

        return rows;
    }

    /// <summary>An output row in the form that <see cref="ViewText"/> gives to the same columns.</summary>
    internal static string Text(EngineOutput row, SchemaDefinition definition, IEnumerable<string> names)
    {
        var cells = names.Select(n => definition.Single(c => c.ColumnName == n)).Select(c => (c.ColumnName, Value: Member(typeof(EngineOutput), c).GetValue(row)));
        return string.Join("; ", cells.Select(c => $"{c.ColumnName} = {Cell(c.Value!)}"));
    }

    private static string Cell(object value) => value switch
    {
        VBuffer<float> vector => $"[{string.Join(", ", vector.DenseValues().Select(v => Cell(v)))}]",
        IFormattable number => number.ToString(value is float ? "R" : null, System.Globalization.CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    private static PropertyInfo Member(Type row, SchemaDefinition.Column column) => row.GetProperty(column.MemberName)!;

    private static string Kind(DataViewType type) => type switch
    {
        VectorDataViewType => "Vector",
        KeyDataViewType => "Key",
        BooleanDataViewType => "Flag",
        _ => "Scalar",
    };
}
