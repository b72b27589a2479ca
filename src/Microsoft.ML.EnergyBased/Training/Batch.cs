namespace Microsoft.ML.EnergyBased.Training;

/// <summary>Some training rows, copied together. A loop fills one batch again and again.</summary>
internal sealed class Batch
{
    private readonly float[] _values;
    private readonly long[] _rowIds;

    public Batch(int width, int capacity)
    {
        Width = width;
        Capacity = capacity;
        _rowIds = new long[capacity];
        _values = new float[checked(width * capacity)];
    }

    /// <summary>Values in a row.</summary>
    public int Width { get; }

    /// <summary>The most rows.</summary>
    public int Capacity { get; }

    /// <summary>How many rows there are.</summary>
    public int Count { get; set; }

    /// <summary>The epoch, from 0; <see cref="Validation"/> while a model is validated, whatever the epoch.</summary>
    public uint Epoch { get; set; }

    /// <summary>The epoch number of validation: its noise is the same each time.</summary>
    public const uint Validation = uint.MaxValue;

    /// <summary>The position of each row in its source, from 0.</summary>
    public Span<long> RowIds => _rowIds.AsSpan(0, Count);

    public Span<float> Row(int index) => Rows(index, 1);

    public Span<float> Rows(int start, int count) => _values.AsSpan(start * Width, count * Width);
}
