using Microsoft.ML.Data;

namespace Microsoft.ML.EnergyBased.Data;

/// <summary>The values of one active output column for a block of rows.</summary>
internal abstract class OutputBlock
{
    internal abstract OutputColumn Column { get; }

    /// <summary>Overwrites what was computed for a row whose input is not finite.</summary>
    internal abstract void MarkBad(int row);

    /// <summary>A getter over this block; <paramref name="currentRow"/> says which row, computing the block if need be.</summary>
    internal abstract Delegate CreateGetter(Func<int> currentRow);
}

/// <inheritdoc/>
internal sealed class OutputBlock<T>(OutputColumn<T> column, int capacity) : OutputBlock
    where T : unmanaged
{
    private readonly T[] _values = new T[(long)capacity * column.Width];

    internal override OutputColumn Column => column;

    /// <summary>Some rows, row-major.</summary>
    internal Span<T> Rows(int start, int count) => _values.AsSpan(start * column.Width, count * column.Width);

    internal override void MarkBad(int row) => _values.AsSpan(row * column.Width, column.Width).Fill(column.OfBadRow);

    internal override Delegate CreateGetter(Func<int> currentRow)
    {
        if (!column.IsVector)
            return (ValueGetter<T>)((ref T value) => value = _values[currentRow()]);

        var width = column.Width;
        return (ValueGetter<VBuffer<T>>)((ref VBuffer<T> value) =>
        {
            var row = currentRow();
            var editor = VBufferEditor.Create(ref value, width);
            _values.AsSpan(row * width, width).CopyTo(editor.Values);
            value = editor.Commit();
        });
    }
}
