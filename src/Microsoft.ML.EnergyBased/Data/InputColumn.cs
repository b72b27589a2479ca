using System.Numerics.Tensors;
using Microsoft.ML.Data;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Data;

/// <summary>A column that a component reads: one <see cref="float"/>, a vector of them, or a key (a label).</summary>
/// <param name="Name">The column's name.</param>
/// <param name="Role">What messages call it, "feature column" for example.</param>
/// <param name="Kind">Which of them it is.</param>
/// <param name="Size">The vector's size, or 0 where any known size will do; 1 for a scalar or a key.</param>
internal sealed record InputColumn(string Name, string Role, InputKind Kind, int Size)
{
    internal const string FeatureRole = "feature column";

    /// <summary>The least and greatest value that the energy is made for, or null where all finite numbers will do.</summary>
    internal (float Minimum, float Maximum)? Domain { get; init; }

    /// <summary>Whether NaN stands for a value that was not observed: then a row is bad only with an infinity, or too little observed.</summary>
    internal bool NaNIsUnobserved { get; init; }

    /// <summary>Whether Fit refuses rows whose squared distances might overflow.</summary>
    internal bool HasLimitedLength { get; init; } = Kind == InputKind.Vector;

    /// <summary>Whether the column holds the weights of rows: one of 0 makes a row absent.</summary>
    internal bool IsWeight { get; init; }

    /// <summary>Whether Fit refuses a value that no row observes.</summary>
    internal bool EachIsObserved { get; init; }

    /// <summary>Whether a row of nothing but NaN will do, where NaN is allowed.</summary>
    internal bool MayBeUnobserved { get; init; }

    internal static InputColumn Vector(string name, string role, int size = 0) => new(name, role, InputKind.Vector, size);

    /// <summary>The features of a row, beside its weight where rows are weighted.</summary>
    internal static IReadOnlyList<InputColumn> Features(string name, string? weight = null, MissingValues missing = MissingValues.Skip)
    {
        var features = Vector(name, FeatureRole) with { NaNIsUnobserved = missing == MissingValues.Learn, EachIsObserved = missing == MissingValues.Learn };
        return weight is null ? [features] : [features, Weight(weight)];
    }

    internal static InputColumn Scalar(string name, string role) => new(name, role, InputKind.Scalar, 1);

    internal static InputColumn Weight(string name) => Scalar(name, "example weight column") with { IsWeight = true };

    internal static InputColumn Key(string name, string role) => new(name, role, InputKind.Key, 1);

    private string Expected => Kind switch
    {
        InputKind.Scalar => "Single",
        InputKind.Key => "Key<UInt32>",
        _ => Size > 0 ? $"Vector<Single, {Size}>" : "Vector<Single> of known size",
    };

    /// <summary>Whether all values are finite (or unobserved, where that is allowed), and in the domain.</summary>
    internal bool Accepts(ReadOnlySpan<float> values)
        => VectorMath.IsFinite(values) ? Domain is not { } domain || IsWithin(values, domain) : NaNIsUnobserved && AcceptsObserved(values);

    /// <summary>Whether no value lies outside of the domain; NaN does not.</summary>
    internal static bool IsWithin(ReadOnlySpan<float> values, (float Minimum, float Maximum) domain)
        => !(TensorPrimitives.Min(values) < domain.Minimum) && !(TensorPrimitives.Max(values) > domain.Maximum);

    /// <summary>Finds the column in <paramref name="schema"/> and checks its type.</summary>
    /// <returns>The column and its size.</returns>
    /// <exception cref="ArgumentOutOfRangeException">It is missing or of another type.</exception>
    internal (DataViewSchema.Column Column, int Size) Bind(DataViewSchema schema, string parameter)
    {
        if (schema.GetColumnOrNull(Name) is not { } column)
            throw Missing(parameter);
        var size = SizeOf(column.Type);
        if (size == 0 || (Size > 0 && size != Size))
            throw Mismatch(column.Type.ToString()!, parameter);
        return (column, size);
    }

    /// <summary>The same check against a promised schema, in which sizes are not known.</summary>
    internal SchemaShape.Column Bind(SchemaShape shape, string parameter)
    {
        foreach (var column in shape)
        {
            if (column.Name != Name)
                continue;
            var kind = Kind == InputKind.Vector ? SchemaShape.Column.VectorKind.Vector : SchemaShape.Column.VectorKind.Scalar;
            var item = Kind == InputKind.Key ? NumberDataViewType.UInt32 : NumberDataViewType.Single;
            if (column.Kind != kind || column.IsKey != (Kind == InputKind.Key) || !column.ItemType.Equals(item))
                throw Mismatch(Describe(column), parameter);
            return column;
        }

        throw Missing(parameter);
    }

    private bool AcceptsObserved(ReadOnlySpan<float> values)
    {
        var observed = MayBeUnobserved;
        foreach (var value in values)
        {
            if (float.IsNaN(value))
                continue;
            if (float.IsInfinity(value) || value < Domain?.Minimum || value > Domain?.Maximum)
                return false;
            observed = true;
        }

        return observed;
    }

    private int SizeOf(DataViewType type) => Kind switch
    {
        InputKind.Scalar => type.Equals(NumberDataViewType.Single) ? 1 : 0,
        InputKind.Key => type is KeyDataViewType && type.RawType == typeof(uint) ? 1 : 0,
        _ => type is VectorDataViewType vector && vector.ItemType.Equals(NumberDataViewType.Single) ? vector.Size : 0,
    };

    private ArgumentOutOfRangeException Missing(string parameter)
        => new(parameter, $"Could not find {Role} '{Name}'.");

    private ArgumentOutOfRangeException Mismatch(string actual, string parameter)
        => new(parameter, $"Schema mismatch for {Role} '{Name}': expected {Expected}, got {actual}.");

    private static string Describe(SchemaShape.Column column)
    {
        var item = column.IsKey ? $"Key<{column.ItemType}>" : column.ItemType.ToString()!;
        return column.Kind switch
        {
            SchemaShape.Column.VectorKind.Scalar => item,
            SchemaShape.Column.VectorKind.Vector => $"Vector<{item}>",
            _ => $"Vector<{item}, *>",
        };
    }
}
