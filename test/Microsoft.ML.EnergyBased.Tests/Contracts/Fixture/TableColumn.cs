using Microsoft.ML.Data;
using Microsoft.ML.EnergyBased.Tests.Training;

namespace Microsoft.ML.EnergyBased.Tests.Contracts;

/// <summary>A column of a <see cref="Table"/>.</summary>
public abstract class TableColumn(string name, DataViewType type, DataViewSchema.Annotations? annotations)
{
    public string Name { get; } = name;

    public DataViewType Type { get; } = type;

    public DataViewSchema.Annotations? Annotations { get; } = annotations;

    public abstract int Rows { get; }

    /// <summary>A getter of the column's raw type, which allocates nothing on a reused value.</summary>
    public abstract Delegate CreateGetter(Func<int> row);

    public abstract TableColumn Select(int[] rows);

    public abstract TableColumn Annotated(DataViewSchema.Annotations? annotations);

    public abstract TableColumn Named(string name);

    public static TableColumn Scalar<T>(string name, DataViewType type, IEnumerable<T> values, DataViewSchema.Annotations? annotations = null)
        => new OfValues<T>(name, type, [.. values], static (in T source, ref T destination) => destination = source, annotations);

    /// <summary>A vector column; a size of 0 makes it one of unknown size.</summary>
    public static TableColumn Vector<T>(
        string name, PrimitiveDataViewType itemType, int size, IEnumerable<VBuffer<T>> values, DataViewSchema.Annotations? annotations = null)
        => new OfValues<VBuffer<T>>(
            name, new VectorDataViewType(itemType, size), [.. values],
            static (in VBuffer<T> source, ref VBuffer<T> destination) => source.CopyTo(ref destination), annotations);

    public static TableColumn Text(string name, IEnumerable<string> values)
        => Scalar(name, TextDataViewType.Instance, values.Select(v => v.AsMemory()));

    private delegate void Copy<T>(in T source, ref T destination);

    private sealed class OfValues<T>(string name, DataViewType type, T[] values, Copy<T> copy, DataViewSchema.Annotations? annotations)
        : TableColumn(name, type, annotations)
    {
        public override int Rows => values.Length;

        public override Delegate CreateGetter(Func<int> row) => (ValueGetter<T>)((ref T value) => copy(in values[row()], ref value));

        public override TableColumn Select(int[] rows)
            => new OfValues<T>(Name, Type, Array.ConvertAll(rows, r => values[r]), copy, Annotations);

        public override TableColumn Annotated(DataViewSchema.Annotations? annotations) => new OfValues<T>(Name, Type, values, copy, annotations);

        public override TableColumn Named(string name) => new OfValues<T>(name, Type, values, copy, Annotations);
    }
}
