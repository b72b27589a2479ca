using System.Numerics;

namespace Microsoft.ML.Data;

/// <summary>Finds and checks the columns that an evaluation reads.</summary>
internal static class EvaluationColumns
{
    public static DataViewSchema.Column Find(DataViewSchema schema, string role, string name, string expected, Func<DataViewType, bool> accepts)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var column = schema.GetColumnOrNull(name) ?? throw SchemaErrors.Missing(nameof(schema), role, name);
        return accepts(column.Type)
            ? column
            : throw SchemaErrors.Mismatch(nameof(schema), role, name, expected, column.Type.ToString()!);
    }

    public static DataViewSchema.Column Single(DataViewSchema schema, string role, string name) =>
        Find(schema, role, name, "Single", type => type == NumberDataViewType.Single);

    public static DataViewSchema.Column SingleVector(DataViewSchema schema, string role, string name) =>
        Find(schema, role, name, "known-size vector of Single", type => type is VectorDataViewType { IsKnownSize: true } vector && vector.ItemType == NumberDataViewType.Single);

    /// <summary>A label that is a class: a key, or a number. The reader gives NaN where it is missing.</summary>
    public static DataViewSchema.Column Class(DataViewSchema schema, string role, string name) =>
        Find(schema, role, name, "Single or key", type => type == NumberDataViewType.Single || type is KeyDataViewType);

    public static Func<double> ClassReader(DataViewRow row, DataViewSchema.Column column) =>
        (Func<double>)GenericCall.Invoke(typeof(EvaluationColumns), nameof(Reader), [column.Type.RawType], row, column)!;

    private static Func<double> Reader<T>(DataViewRow row, DataViewSchema.Column column)
        where T : INumber<T>
    {
        var getter = row.GetGetter<T>(column);
        var isKey = column.Type is KeyDataViewType;
        T value = default!;
        return () =>
        {
            getter(ref value);
            return isKey && T.IsZero(value) ? double.NaN : double.CreateTruncating(value);
        };
    }
}
