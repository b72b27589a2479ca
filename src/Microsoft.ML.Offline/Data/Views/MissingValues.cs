namespace Microsoft.ML.Data;

/// <summary>Tests whether a column's value is missing: NaN, key 0, or a vector with such an item.</summary>
internal static class MissingValues
{
    /// <exception cref="ArgumentOutOfRangeException">Values of the type are never missing.</exception>
    public static void CheckType(DataViewSchema.Column column)
    {
        var item = column.Type is VectorDataViewType vector ? vector.ItemType : column.Type;
        if (item is not KeyDataViewType && item.RawType != typeof(float) && item.RawType != typeof(double))
        {
            throw new ArgumentOutOfRangeException(
                "Columns", $"Column '{column.Name}' has type {column.Type} which does not support missing values, so we cannot filter on them");
        }
    }

    /// <summary>True for a row none of whose values in these columns is missing.</summary>
    public static Func<bool> CreateTest(DataViewRow row, IEnumerable<DataViewSchema.Column> columns)
    {
        var tests = columns.Select(column => CreateTest(row, column)).ToArray();
        return () =>
        {
            foreach (var test in tests)
            {
                if (!test())
                    return false;
            }

            return true;
        };
    }

    private static Func<bool> CreateTest(DataViewRow row, DataViewSchema.Column column) => column.Type is VectorDataViewType vector
        ? (Func<bool>)GenericCall.Invoke(typeof(MissingValues), nameof(Vector), [vector.ItemType.RawType], row, column)!
        : (Func<bool>)GenericCall.Invoke(typeof(MissingValues), nameof(Scalar), [column.Type.RawType], row, column)!;

    private static Func<bool> Scalar<T>(DataViewRow row, DataViewSchema.Column column)
        where T : struct, IEquatable<T>
    {
        var getter = row.GetGetter<T>(column);
        var missing = MissingOf<T>();
        var value = default(T);
        return () =>
        {
            getter(ref value);
            return !value.Equals(missing);
        };
    }

    private static Func<bool> Vector<T>(DataViewRow row, DataViewSchema.Column column)
        where T : struct, IEquatable<T>
    {
        var getter = row.GetGetter<VBuffer<T>>(column);
        var missing = MissingOf<T>();
        var value = default(VBuffer<T>);
        return () =>
        {
            getter(ref value);

            // The items a sparse vector leaves out are default: missing for a key, a plain zero for a number.
            return !value.GetValues().Contains(missing) && (value.IsDense || !default(T).Equals(missing));
        };
    }

    /// <summary>The missing value of a type: NaN, or else the default. Equals of float and double holds NaN equal to NaN.</summary>
    public static T MissingOf<T>()
        where T : struct
    {
        if (typeof(T) == typeof(float))
            return (T)(object)float.NaN;

        return typeof(T) == typeof(double) ? (T)(object)double.NaN : default;
    }
}
