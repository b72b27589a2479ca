using System.Numerics;

namespace Microsoft.ML.Data;

/// <summary>Finds and checks the columns that an evaluation reads.</summary>
internal static class EvaluationColumns
{
    public static DataViewSchema.Column Find(DataViewSchema schema, string role, string name, string expected, Func<DataViewType, bool> accepts)
    {
        var column = schema.GetColumnOrNull(name) ?? throw SchemaErrors.NotFound(nameof(schema), role, name);
        return accepts(column.Type)
            ? column
            : throw SchemaErrors.Mismatch(nameof(schema), role.ToLowerInvariant(), name, expected, column.Type.ToString()!);
    }

    public static void CheckName(string name, string parameter)
    {
        if (string.IsNullOrEmpty(name))
            throw new ArgumentOutOfRangeException(parameter, $"{parameter} cannot be null or empty");
    }

    public static DataViewSchema.Column Single(DataViewSchema schema, string role, string name) =>
        Find(schema, role, name, "Single", type => type == NumberDataViewType.Single);

    public static DataViewSchema.Column SingleVector(DataViewSchema schema, string role, string name) =>
        Find(schema, role, name, "known-size vector of Single", type => type is VectorDataViewType { IsKnownSize: true } vector && vector.ItemType == NumberDataViewType.Single);

    /// <summary>A score for each of two or more classes.</summary>
    public static DataViewSchema.Column ClassScores(DataViewSchema schema, string role, string name) =>
        Find(schema, role, name, "vector of two or more items of type Single", type => type is VectorDataViewType { Size: >= 2 } vector && vector.ItemType == NumberDataViewType.Single);

    /// <summary>A label that is a class: a key, or a whole number from 0.</summary>
    public static DataViewSchema.Column Class(DataViewSchema schema, string role, string name) =>
        Find(schema, role, name, "Single or Key", type => type == NumberDataViewType.Single || type is KeyDataViewType);

    /// <summary>Reads a class, counted from 0: what is missing is of class 0, and what is no class is refused.</summary>
    public static Func<int> ClassReader(DataViewRow row, DataViewSchema.Column column) =>
        (Func<int>)GenericCall.Invoke(typeof(EvaluationColumns), nameof(Reader), [column.Type.RawType], row, column)!;

    /// <summary>Reads a class, counted from 0; -1 for what is missing or no class.</summary>
    public static Func<int> PresentClassReader(DataViewRow row, DataViewSchema.Column column) =>
        (Func<int>)GenericCall.Invoke(typeof(EvaluationColumns), nameof(PresentReader), [column.Type.RawType], row, column)!;

    private static Func<int> Reader<T>(DataViewRow row, DataViewSchema.Column column)
        where T : INumber<T>
    {
        var getter = row.GetGetter<T>(column);
        var first = column.Type is KeyDataViewType ? 1 : 0;
        T value = default!;
        return () =>
        {
            getter(ref value);
            if (T.IsNaN(value) || (first == 1 && T.IsZero(value)))
                return 0;
            if (!T.IsInteger(value) || T.IsNegative(value) || value > T.CreateSaturating(int.MaxValue))
                throw new InvalidOperationException(FormattableString.Invariant($"Invalid label: {value}"));

            return int.CreateSaturating(value) - first;
        };
    }

    private static Func<int> PresentReader<T>(DataViewRow row, DataViewSchema.Column column)
        where T : INumber<T>
    {
        var getter = row.GetGetter<T>(column);
        var first = column.Type is KeyDataViewType ? T.One : T.Zero;
        T value = default!;
        return () =>
        {
            getter(ref value);
            return T.IsInteger(value) && value >= first && value <= T.CreateSaturating(int.MaxValue) ? int.CreateSaturating(value - first) : -1;
        };
    }
}
