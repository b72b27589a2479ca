namespace Microsoft.ML.Data;

/// <summary>Getters of annotations that are constants given as plain .NET values.</summary>
internal static class AnnotationValue
{
    public static Delegate Getter<T>(T value, DataViewType type)
    {
        var cell = new RowHolder<Cell<T>> { Row = new Cell<T> { Value = value } };
        return MemberReader.Create(cell, typeof(Cell<T>).GetField(nameof(Cell<T>.Value))!, type);
    }

    public static DataViewSchema.Annotations ForSlotNames(string[] names)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        var type = new VectorDataViewType(TextDataViewType.Instance, names.Length);
        builder.Add(AnnotationKinds.SlotNames, type, Getter(names, type));
        return builder.ToAnnotations();
    }

    private sealed class Cell<T>
    {
        public T Value = default!;
    }
}
