namespace Microsoft.ML.Data;

public readonly partial struct VBuffer<T>
{
    /// <summary>A dense vector of a stretch of an array.</summary>
    public static void Copy(T[] source, int sourceIndex, ref VBuffer<T> destination, int length)
    {
        var editor = VBufferEditor.Create(ref destination, length);
        source.AsSpan(sourceIndex, length).CopyTo(editor.Values);
        destination = editor.Commit();
    }

    public void CopyTo(Span<T> destination) => CopyTo(destination, 0);

    public void CopyTo(Span<T> destination, int destinationIndex, T defaultValue = default!)
    {
        if ((uint)destinationIndex > (uint)destination.Length || destination.Length - destinationIndex < Length)
            throw new ArgumentOutOfRangeException(nameof(destinationIndex), $"A vector of length {Length} does not fit into {destination.Length} values from {destinationIndex}.");

        var target = destination.Slice(destinationIndex, Length);
        if (IsDense)
        {
            GetValues().CopyTo(target);
            return;
        }

        target.Fill(defaultValue);
        var values = GetValues();
        var indices = GetIndices();
        for (var place = 0; place < values.Length; place++)
            target[indices[place]] = values[place];
    }

    /// <summary>A copy that keeps the representation, sparse or dense.</summary>
    public void CopyTo(ref VBuffer<T> destination)
    {
        var editor = VBufferEditor.Create(ref destination, Length, _count);
        GetValues().CopyTo(editor.Values);
        if (!IsDense)
            GetIndices().CopyTo(editor.Indices);

        destination = editor.Commit();
    }

    /// <summary>A copy of a stretch, in the same representation.</summary>
    public void CopyTo(ref VBuffer<T> destination, int sourceIndex, int length)
    {
        if ((uint)sourceIndex > (uint)Length)
            throw new ArgumentOutOfRangeException(nameof(sourceIndex), $"Index {sourceIndex} is not within a vector of length {Length}.");
        if (length < 0 || length > Length - sourceIndex)
            throw new ArgumentOutOfRangeException(nameof(length), $"{length} values from {sourceIndex} are not within a vector of length {Length}.");

        var from = IsDense ? sourceIndex : LowerBound(sourceIndex);
        var to = IsDense ? sourceIndex + length : LowerBound(sourceIndex + length);
        var editor = VBufferEditor.Create(ref destination, length, to - from);
        GetValues()[from..to].CopyTo(editor.Values);
        if (to - from < length)
        {
            var indices = GetIndices();
            for (var place = from; place < to; place++)
                editor.Indices[place - from] = indices[place] - sourceIndex;
        }

        destination = editor.Commit();
    }

    public void CopyToDense(ref VBuffer<T> destination)
    {
        var editor = VBufferEditor.Create(ref destination, Length);
        CopyTo(editor.Values);
        destination = editor.Commit();
    }

    private int LowerBound(int index)
    {
        var place = GetIndices().BinarySearch(index);
        return place < 0 ? ~place : place;
    }
}
