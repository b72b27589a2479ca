using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Objectives;

/// <summary>Some training rows, copied together. A loop fills one batch again and again.</summary>
internal sealed unsafe class Batch
{
    private readonly PinnedBuffer _values = new();
    private readonly long[] _rowIds;

    public Batch(int width, int capacity)
    {
        Width = width;
        Capacity = capacity;
        _rowIds = new long[capacity];
        _values.Reserve((long)width * capacity);
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

    /// <summary>The first row.</summary>
    public float* Rows => _values.Pointer;

    public Span<float> Row(int index) => new(_values.Pointer + ((nint)index * Width), Width);
}
