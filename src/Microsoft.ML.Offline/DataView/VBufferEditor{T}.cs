namespace Microsoft.ML.Data;

/// <summary>Values and indices of a vector that is being written; <see cref="Commit"/> makes it a vector.</summary>
public readonly ref struct VBufferEditor<T>
{
    public readonly Span<T> Values;
    public readonly Span<int> Indices;

    private readonly int _logicalLength;
    private readonly T[] _values;
    private readonly int[] _indices;

    internal VBufferEditor(int logicalLength, int count, T[] values, int[] indices, bool withIndices, bool createdNewValues, bool createdNewIndices)
    {
        _logicalLength = logicalLength;
        _values = values;
        _indices = indices;
        Values = values.AsSpan(0, count);
        Indices = withIndices ? indices.AsSpan(0, count) : default;
        CreatedNewValues = createdNewValues;
        CreatedNewIndices = createdNewIndices;
    }

    public bool CreatedNewValues { get; }

    public bool CreatedNewIndices { get; }

    public VBuffer<T> Commit() => new(_logicalLength, Values.Length, _values, _indices);

    /// <summary>A vector of the first <paramref name="physicalValuesCount"/> values only.</summary>
    public VBuffer<T> CommitTruncated(int physicalValuesCount)
    {
        if ((uint)physicalValuesCount > (uint)Values.Length)
            throw new ArgumentOutOfRangeException(nameof(physicalValuesCount), $"The editor holds {Values.Length} values, not {physicalValuesCount}.");
        if (physicalValuesCount < _logicalLength && Indices.Length < physicalValuesCount)
            throw new ArgumentOutOfRangeException("indices", "A dense vector cannot be truncated: the editor has no indices.");

        return new VBuffer<T>(_logicalLength, physicalValuesCount, _values, _indices);
    }
}
