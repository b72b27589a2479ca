namespace Microsoft.ML.Data;

/// <summary>Makes editors that write into the arrays a vector already has, where they are large enough.</summary>
public static class VBufferEditor
{
    /// <summary>An editor over the vector as it stands: same length, same number of values.</summary>
    public static VBufferEditor<T> CreateFromBuffer<T>(ref VBuffer<T> destination)
    {
        var (values, indices, count) = destination;
        return new VBufferEditor<T>(destination.Length, count, values, indices, !destination.IsDense, false, false);
    }

    /// <summary>
    /// An editor for a new length; dense when <paramref name="valuesCount"/> is absent or equals it. What the arrays hold
    /// is undefined, unless <paramref name="keepOldOnResize"/> asks to keep the old content when they grow.
    /// </summary>
    public static VBufferEditor<T> Create<T>(
        ref VBuffer<T> destination,
        int newLogicalLength,
        int? valuesCount = null,
        int? maxValuesCapacity = null,
        bool keepOldOnResize = false,
        bool requireIndicesOnDense = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(newLogicalLength);
        var count = valuesCount ?? newLogicalLength;
        if ((uint)count > (uint)newLogicalLength)
            throw new ArgumentOutOfRangeException(nameof(valuesCount), $"A vector of length {newLogicalLength} cannot hold {count} values.");

        var limit = maxValuesCapacity ?? newLogicalLength;
        if (limit < count)
            throw new ArgumentOutOfRangeException(nameof(maxValuesCapacity), $"A capacity of {limit} does not hold {count} values.");

        var (values, indices, _) = destination;
        var newValues = EnsureSize(ref values, count, limit, keepOldOnResize);
        var withIndices = count < newLogicalLength || requireIndicesOnDense;
        var newIndices = withIndices && EnsureSize(ref indices, count, limit, keepOldOnResize);
        return new VBufferEditor<T>(newLogicalLength, count, values, indices, withIndices, newValues, newIndices);
    }

    private static bool EnsureSize<TItem>(ref TItem[] array, int size, int limit, bool keepOld)
    {
        if (array.Length >= size)
            return false;

        // Growing by doubling keeps a loop that adds values one at a time linear.
        var capacity = (int)Math.Min(limit, Math.Max(size, 2L * array.Length));
        if (keepOld)
            Array.Resize(ref array, capacity);
        else
            array = new TItem[capacity];

        return true;
    }
}
