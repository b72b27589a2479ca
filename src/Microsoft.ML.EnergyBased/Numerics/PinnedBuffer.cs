using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Microsoft.ML.EnergyBased.Numerics;

/// <summary>An array that does not move, so that kernels on several threads can hold pointers into it. It grows, and never shrinks.</summary>
/// <remarks>
/// A pointer does not keep the array from being collected: a method that takes one keeps the buffer, or what holds it,
/// alive until it is done (<see cref="GC.KeepAlive"/>). A span does, and is held against the array's bounds.
/// </remarks>
internal sealed unsafe class PinnedBuffer
{
    // Elementwise functions are called for at least four values, and may write past the last row's end here.
    private const int Slack = 16;

    private float[] _values = [];
    private int _first;

    /// <summary>The first value, on a line of the cache.</summary>
    public float* Pointer { get; private set; }

    /// <summary>Makes room for <paramref name="count"/> values; what was held is lost when the buffer grows, and new room is zero.</summary>
    public void Reserve(long count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (_values.Length >= count + (2 * Slack))
            return;
        _values = GC.AllocateArray<float>(checked((int)(count + (2 * Slack))), pinned: true);
        var first = (float*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_values));
        Pointer = (float*)(((nint)first + 63) & ~(nint)63);
        _first = (int)(Pointer - first);
    }

    /// <summary>Some of the values, from <paramref name="start"/> on.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no room for so many.</exception>
    public Span<float> Span(long start, int count) => _values.AsSpan(checked((int)(_first + start)), count);
}
