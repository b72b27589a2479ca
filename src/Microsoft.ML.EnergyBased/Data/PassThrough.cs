using System.Reflection;
using Microsoft.ML.Data;

namespace Microsoft.ML.EnergyBased.Data;

/// <summary>The buffered values of one active input column that a mapped cursor hands on.</summary>
internal abstract class PassThrough
{
    private static readonly MethodInfo Scalars = Method(nameof(OfScalars));
    private static readonly MethodInfo Vectors = Method(nameof(OfVectors));

    internal static PassThrough Create(DataViewRow input, DataViewSchema.Column column, int capacity)
    {
        // The raw type is known at run time only: the one place where a cursor's set-up needs reflection.
        var create = column.Type is VectorDataViewType vector
            ? Vectors.MakeGenericMethod(vector.ItemType.RawType)
            : Scalars.MakeGenericMethod(column.Type.RawType);
        return create.CreateDelegate<Func<DataViewRow, DataViewSchema.Column, int, PassThrough>>()(input, column, capacity);
    }

    /// <summary>Keeps the input's current value as that of <paramref name="row"/> in the block.</summary>
    internal abstract void Read(int row);

    internal abstract Delegate CreateGetter(Func<int> currentRow);

    private static PassThrough OfScalars<T>(DataViewRow input, DataViewSchema.Column column, int capacity)
        => new Buffer<T>(input.GetGetter<T>(column), capacity, static (in T source, ref T destination) => destination = source);

    private static PassThrough OfVectors<T>(DataViewRow input, DataViewSchema.Column column, int capacity)
        => new Buffer<VBuffer<T>>(
            input.GetGetter<VBuffer<T>>(column), capacity,
            static (in VBuffer<T> source, ref VBuffer<T> destination) => source.CopyTo(ref destination));

    private static MethodInfo Method(string name) => typeof(PassThrough).GetMethod(name, BindingFlags.NonPublic | BindingFlags.Static)!;

    private delegate void Copy<T>(in T source, ref T destination);

    private sealed class Buffer<T>(ValueGetter<T> read, int capacity, Copy<T> copy) : PassThrough
    {
        private readonly T[] _values = new T[capacity];

        internal override void Read(int row) => read(ref _values[row]);

        internal override Delegate CreateGetter(Func<int> currentRow)
            => (ValueGetter<T>)((ref T value) => copy(in _values[currentRow()], ref value));
    }
}
