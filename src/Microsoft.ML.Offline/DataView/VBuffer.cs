using System.Collections;

namespace Microsoft.ML.Data;

/// <summary>A vector, dense or sparse: a sparse one holds its explicit values with rising indices, the rest is default.</summary>
public readonly partial struct VBuffer<T> : IEnumerable
{
    public readonly int Length;

    private readonly T[]? _values;
    private readonly int[]? _indices;
    private readonly int _count;

    public VBuffer(int length, T[] values, int[]? indices = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if ((values?.Length ?? 0) < length)
            throw new ArgumentOutOfRangeException(nameof(values), $"A dense vector of length {length} needs as many values, not {values?.Length ?? 0}.");

        Length = length;
        _count = length;
        _values = values;
        _indices = indices;
    }

    public VBuffer(int length, int count, T[] values, int[] indices)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if ((uint)count > (uint)length)
            throw new ArgumentOutOfRangeException(nameof(count), $"A vector of length {length} cannot hold {count} values.");
        if ((values?.Length ?? 0) < count)
            throw new ArgumentOutOfRangeException(nameof(values), $"{count} values are needed, not {values?.Length ?? 0}.");
        if (count < length && (indices?.Length ?? 0) < count)
            throw new ArgumentOutOfRangeException(nameof(indices), $"{count} indices are needed, not {indices?.Length ?? 0}.");

        Length = length;
        _count = count;
        _values = values;
        _indices = indices;
    }

    public bool IsDense => _count == Length;

    public ReadOnlySpan<T> GetValues() => _values.AsSpan(0, _count);

    /// <summary>The indices of the explicit values; empty for a dense vector.</summary>
    public ReadOnlySpan<int> GetIndices() => IsDense ? default : _indices.AsSpan(0, _count);

    public T GetItemOrDefault(int index)
    {
        T value = default!;
        GetItemOrDefault(index, ref value);
        return value;
    }

    public void GetItemOrDefault(int index, ref T destination)
    {
        if ((uint)index >= (uint)Length)
            throw new ArgumentOutOfRangeException(nameof(index), $"Index {index} is not within a vector of length {Length}.");

        var place = IsDense ? index : _indices.AsSpan(0, _count).BinarySearch(index);
        destination = place >= 0 ? _values![place] : default!;
    }

    public IEnumerable<KeyValuePair<int, T>> Items(bool all = false)
    {
        var next = 0;
        for (var place = 0; place < _count; place++)
        {
            var index = IsDense ? place : _indices![place];
            for (; all && next < index; next++)
                yield return new KeyValuePair<int, T>(next, default!);

            yield return new KeyValuePair<int, T>(index, _values![place]);
            next = index + 1;
        }

        for (; all && next < Length; next++)
            yield return new KeyValuePair<int, T>(next, default!);
    }

    public IEnumerable<T> DenseValues() => Items(all: true).Select(item => item.Value);

    /// <summary>The explicit values only; <see cref="DenseValues"/> gives all.</summary>
    public IEnumerator GetEnumerator() => Items().Select(item => item.Value).GetEnumerator();

    public override string ToString() =>
        IsDense ? $"Dense vector of size {Length}" : $"Sparse vector of size {Length}, {_count} explicit values";

    internal void Deconstruct(out T[] values, out int[] indices, out int count)
    {
        values = _values ?? [];
        indices = _indices ?? [];
        count = _count;
    }
}
