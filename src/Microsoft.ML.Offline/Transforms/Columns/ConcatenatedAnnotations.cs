namespace Microsoft.ML.Data;

/// <summary>What is known of the slots of a vector that was joined from columns.</summary>
internal static class ConcatenatedAnnotations
{
    /// <summary>
    /// SlotNames where any input names its slots (a scalar by its column, a named vector as "Column.Slot"), IsNormalized
    /// where all inputs tell. One vector alone keeps what it has.
    /// </summary>
    public static DataViewSchema.Annotations Create(DataViewSchema.Column[] inputs, bool isKnownSize)
    {
        if (inputs is [{ Type: VectorDataViewType } only])
            return only.Annotations;

        var builder = new DataViewSchema.Annotations.Builder();
        if (inputs.All(c => c.Annotations.Schema.GetColumnOrNull(AnnotationKinds.IsNormalized)?.Type is BooleanDataViewType))
            builder.AddPrimitiveValue(AnnotationKinds.IsNormalized, BooleanDataViewType.Instance, inputs.All(c => c.IsNormalized()));

        if (isKnownSize && inputs.Any(c => c.Type is not VectorDataViewType || c.HasSlotNames()))
        {
            var names = inputs.SelectMany(SlotNames).ToArray();
            builder.Add(
                AnnotationKinds.SlotNames,
                new VectorDataViewType(TextDataViewType.Instance, names.Length),
                (ref VBuffer<ReadOnlyMemory<char>> value) => VBuffer<ReadOnlyMemory<char>>.Copy(names, 0, ref value, names.Length));
        }

        return builder.ToAnnotations();
    }

    private static IEnumerable<ReadOnlyMemory<char>> SlotNames(DataViewSchema.Column column)
    {
        if (column.Type is not VectorDataViewType vector)
            return [column.Name.AsMemory()];
        if (!column.HasSlotNames())
            return Enumerable.Repeat(ReadOnlyMemory<char>.Empty, vector.Size);

        var names = default(VBuffer<ReadOnlyMemory<char>>);
        column.GetSlotNames(ref names);
        return names.DenseValues().Select(slot => slot.IsEmpty ? slot : $"{column.Name}.{slot}".AsMemory());
    }
}
