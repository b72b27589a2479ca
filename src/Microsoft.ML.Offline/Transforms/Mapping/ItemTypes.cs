namespace Microsoft.ML.Data;

/// <summary>The type of a single value of a column.</summary>
internal static class ItemTypes
{
    /// <summary>The type of a vector's items; of a scalar, its own.</summary>
    public static PrimitiveDataViewType Of(DataViewType type) =>
        type is VectorDataViewType vector ? vector.ItemType : (PrimitiveDataViewType)type;
}
