namespace Microsoft.ML.Data;

/// <summary>Columns of Single or Double, scalars or vectors: what they are, and how a fitted one is checked and saved.</summary>
internal static class NumberColumn
{
    public const string Expected = "Single, Double or a known-size vector of these";

    public const string ExpectedAnySize = "Single, Double or a vector of these";

    public static bool IsNumber(DataViewType type) => ItemTypes.Of(type).RawType is var raw && (raw == typeof(float) || raw == typeof(double));

    public static bool IsKnownSize(DataViewType type) => type is not VectorDataViewType { IsKnownSize: false };

    public static bool IsNumber(SchemaShape.Column column) =>
        !column.IsKey && (column.ItemType == NumberDataViewType.Single || column.ItemType == NumberDataViewType.Double);

    /// <summary>The number of slots: 1 for a scalar, 0 for a vector of unknown size.</summary>
    public static int SlotCount(DataViewType type) => type is VectorDataViewType vector ? vector.Size : 1;

    /// <summary>Refuses a column of another item type or kind than the one that was fitted. That its rows have the fitted size is seen row by row.</summary>
    public static void CheckLikeFitted(DataViewSchema.Column input, DataViewType fitted)
    {
        if (input.Type is VectorDataViewType != fitted is VectorDataViewType
            || !ItemTypes.Of(input.Type).Equals(ItemTypes.Of(fitted)))
        {
            throw SchemaErrors.Mismatch("inputSchema", "input", input.Name, fitted.ToString()!, input.Type.ToString()!);
        }
    }

    // *** Binary format ***
    // bool: Double, else Single
    // bool: vector, else scalar
    // int: number of slots, 0 when it is not known
    public static void SaveType(ModelSaveContext ctx, DataViewType type)
    {
        ctx.Writer.Write(ItemTypes.Of(type) == NumberDataViewType.Double);
        ctx.Writer.Write(type is VectorDataViewType);
        ctx.Writer.Write(SlotCount(type));
    }

    public static DataViewType LoadType(ModelLoadContext ctx)
    {
        var item = ctx.Reader.ReadBoolean() ? NumberDataViewType.Double : NumberDataViewType.Single;
        var isVector = ctx.Reader.ReadBoolean();
        var size = ctx.Reader.ReadInt32();
        if (size < 0 || (!isVector && size != 1))
            throw new FormatException($"The model has a {(isVector ? "vector" : "scalar")} of {size} slots.");

        return isVector ? new VectorDataViewType(item, size) : item;
    }

    public static void SaveValues(ModelSaveContext ctx, double[] values)
    {
        ctx.Writer.Write(values.Length);
        foreach (var value in values)
            ctx.Writer.Write(value);
    }

    public static double[] LoadValues(ModelLoadContext ctx)
    {
        var values = new List<double>();
        for (var count = ModelFormat.ReadCount(ctx); values.Count < count;)
            values.Add(ctx.Reader.ReadDouble());

        return [.. values];
    }
}
